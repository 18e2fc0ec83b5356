import type { Problem } from '../kernel/problem.ts'
import { type Entry, entryDigest, genesis, type Head } from './entry.ts'
import { altered, type BreakCode, inserted, removed, reordered } from './messages.ts'

/** `seq`: the first entry that is not as it was written. */
export type Verification =
  | { readonly whole: true; readonly head: Head }
  | { readonly whole: false; readonly seq: number; readonly problem: Problem & { readonly code: BreakCode } }

export type VerifyOptions = {
  /** The head that the first entry given follows, for a part of a chain. Default: the beginning. */
  readonly after?: Head
  /** A head known from elsewhere (a backup, a receipt): finds a chain cut at its end, or written anew whole. */
  readonly anchor?: Head
}

const fits = (entry: Entry, head: Head): boolean =>
  entry.seq === head.seq + 1 && entry.previous === head.digest && entry.digest === entryDigest(entry)

const broken = (seq: number, problem: Problem & { readonly code: BreakCode }): Verification => ({
  whole: false,
  seq,
  problem,
})

/** The chain goes on further down: what stands between is in the wrong place, or was never part of it. */
const displaced = (entries: readonly Entry[], at: Entry, expected: number): Verification => {
  const belongs = entries.some((other) => other.seq === at.seq - 1 && other.digest === at.previous)
  const genuine = at.digest === entryDigest(at) && belongs && at.seq > expected
  return genuine ? broken(expected, reordered(expected, at.seq)) : broken(at.seq, inserted(at.seq))
}

/** The numbers run on but the link is broken: the follower tells which of the two was written anew. */
const relinked = (at: Entry, next: Entry | undefined, head: Head, start: Head): Verification => {
  const vouched = next === undefined || next.previous === at.digest
  const seq = vouched && head.seq > start.seq ? head.seq : at.seq
  return broken(seq, altered(seq))
}

/** The number that it was written with, where another one stands on it now; null: none fits. */
const writtenAs = (entries: readonly Entry[], at: Entry): number | null =>
  entries.find(({ seq }) => seq !== at.seq && entryDigest({ ...at, seq }) === at.digest)?.seq ?? null

/** Its number alone was altered: it stands in the place of another, which is elsewhere or gone. */
const renumbered = (entries: readonly Entry[], at: Entry, head: Head): Verification | null => {
  const seq = writtenAs(entries, at)
  const expected = head.seq + 1
  if (seq === null || seq < expected) return null
  const elsewhere = entries.some(
    (other) => other.previous === head.digest && entryDigest({ ...other, seq: expected }) === other.digest,
  )
  return elsewhere ? broken(expected, reordered(expected, seq)) : broken(expected, removed(expected, seq - 1))
}

const diagnose = (entries: readonly Entry[], index: number, head: Head, start: Head): Verification => {
  const at = entries[index] as Entry
  const expected = head.seq + 1
  if (entries.slice(index + 1).some((later) => fits(later, head))) return displaced(entries, at, expected)
  if (at.digest !== entryDigest(at))
    return renumbered(entries, at, head) ?? broken(expected, altered(expected))
  if (at.seq > expected) return broken(expected, removed(expected, at.seq - 1))
  if (at.seq < expected) return broken(at.seq, inserted(at.seq))
  return relinked(at, entries[index + 1], head, start)
}

const anchored = (entries: readonly Entry[], head: Head, anchor: Head): Verification => {
  if (head.seq < anchor.seq) return broken(head.seq + 1, removed(head.seq + 1, anchor.seq))
  const there = entries.find((entry) => entry.seq === anchor.seq)
  if (there !== undefined && there.digest !== anchor.digest) return broken(anchor.seq, altered(anchor.seq))
  return { whole: true, head }
}

/**
 * Checks entries in the order they are kept, and names the first that was altered, removed, inserted or moved.
 * Whoever rewrites every entry after a change is found only by an anchor.
 */
export const verifyChain = (entries: readonly Entry[], options: VerifyOptions = {}): Verification => {
  const start = options.after ?? genesis
  let head = start
  for (const [index, entry] of entries.entries()) {
    if (!fits(entry, head)) return diagnose(entries, index, head, start)
    head = { seq: entry.seq, digest: entry.digest }
  }
  return options.anchor === undefined ? { whole: true, head } : anchored(entries, head, options.anchor)
}
