import { type Digest, digestOf, type Json } from '../kernel/canonical.ts'
import type { Instant } from '../kernel/time.ts'

/**
 * Who did it. `user`: the operating system's user who holds the socket, with the numeric id where it is known.
 * `member`: whoever came in by a key of `authorized_keys`, with the key's fingerprint.
 * `ecluse`: a part of Écluse by itself, such as `judge` or `engine`.
 */
export type Actor = {
  readonly kind: 'user' | 'member' | 'ecluse'
  readonly name: string
  readonly id?: number
  readonly key?: string
}

/** What it was done to; the parts that apply. */
export type Subject = {
  readonly application?: string
  readonly environment?: string
  readonly release?: number
  readonly candidate?: string
  readonly rollout?: string
}

/** One thing that happened. The payload itself is kept elsewhere and may be pruned: the chain holds its digest. */
export type Entry = {
  /** From 1, without a gap. */
  readonly seq: number
  readonly at: Instant
  readonly actor: Actor
  /** A verb in the past or a state, in lower case with dashes: `shipped`, `rolled-back`. */
  readonly action: string
  readonly subject: Subject
  readonly payload: Digest
  readonly previous: Digest
  /** Digest of the canonical JSON of all the other members. */
  readonly digest: Digest
}

/** The end of a chain: all that the next entry needs to know, and what an anchor outside keeps. */
export type Head = { readonly seq: number; readonly digest: Digest }

export type Happening = {
  readonly at: Instant
  readonly actor: Actor
  readonly action: string
  readonly subject: Subject
  readonly payload: Json
}

/** What the first entry follows. */
export const genesis: Head = { seq: 0, digest: `sha256:${'0'.repeat(64)}` }

/** The digest that an entry with these members must carry. */
export const entryDigest = ({
  digest: _,
  ...members
}: Entry | (Omit<Entry, 'digest'> & { digest?: Digest })): Digest => digestOf(members)

/** The next entry after a head; `genesis` for the first. Pure: the caller stores it, once. */
export const append = (previous: Head, happening: Happening): Entry => {
  const { payload, ...rest } = happening
  const members = {
    seq: previous.seq + 1,
    ...rest,
    payload: digestOf(payload),
    previous: previous.digest,
  }
  return { ...members, digest: entryDigest(members) }
}

/** Whether this is the payload that the entry was made of. */
export const payloadMatches = (entry: Entry, payload: Json): boolean => entry.payload === digestOf(payload)
