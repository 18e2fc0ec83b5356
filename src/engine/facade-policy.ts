import type { Digest } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Verdict } from '../kernel/verdict.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Where } from './facade.ts'

/** What one needs to decide about a candidate in an environment, and to sign a statement of it. */
export type AskedView = {
  readonly application: string
  readonly environment: string
  readonly candidate: string
  readonly number: number
  readonly release: number | null
  readonly commit: string
  readonly subject: string
  /** Null: it is not built yet. */
  readonly manifest: Digest | null
  /** What it loosens of the policy in force; the digest goes into the statement. */
  readonly loosens: Digest | null
  readonly loosened: readonly { readonly key: string; readonly old: Text; readonly new: Text }[]
  /** Keys that it tightens, from the next release on. */
  readonly tightens: readonly string[]
  /** Everybody who wrote a part of it; null: git does not know. */
  readonly authors: readonly { readonly name: string; readonly email: string }[] | null
  /** The share that a canary does not pass without a sign-off, as a statement names it; null: none is asked. */
  readonly canary: string | null
  /** Whether anybody may sign here; where not, an administrator's word counts, unsigned. */
  readonly signed: boolean
  /** Whether an override has to be signed: by an administrator who comes in by a key, otherwise by an approver. */
  readonly overrideSigned: boolean
  /** How long a statement counts at most. */
  readonly expires: Ms
  readonly now: Instant
  readonly gates: readonly { readonly gate: string; readonly verdict: Verdict }[]
}

export type StatementTaken = {
  readonly text: Text
  readonly id: string
  readonly environment: string
  readonly candidate: string
}

export type FreezeView = {
  readonly id: string
  /** Null: the whole server. */
  readonly application: string | null
  readonly since: Instant
  readonly until: Instant | null
  readonly why: string
  readonly except: string | null
  readonly by: string
}

export type FreezesView = { readonly text: Text; readonly freezes: readonly FreezeView[] }

/** One thing that holds a release. `person`: who is named, or has the role. `time`: it ends by itself. */
export type OpenQuestion = {
  readonly gate: string
  readonly code: string
  readonly text: Text
  readonly by: 'person' | 'machine' | 'time'
  readonly role: string | null
  readonly names: readonly string[]
  /** What to type, or what would change it. */
  readonly line: Text | null
  readonly until: Instant | null
}

/** What waits for one person, everywhere. */
export type MineView = {
  readonly items: readonly {
    readonly application: string
    readonly environment: string
    readonly number: number
    readonly subject: string
    readonly text: Text
    readonly line: Text | null
  }[]
}

/** `candidate`: its number; `release`: one that is or was out, of which something is left to sign. */
export type AskedWhich = {
  readonly candidate: number | null
  readonly canary: boolean
  readonly release?: number | null
}

export type PolicyFacade = {
  /** `candidate`: its number; null: the one that waits for people, or is under way. */
  asked(where: Where & AskedWhich): Promise<AskedView>
  /** Takes a statement as it was signed; unsigned only of an administrator, and where nobody may sign. */
  state(
    where: Where & { readonly text: string; readonly signature: string | null },
    actor: Actor,
    admin: boolean,
  ): Promise<StatementTaken>
  /** Lets one candidate pass one gate once: a statement as it was signed; unsigned only where nobody may sign it. */
  override(
    where: Where & {
      readonly text: string
      readonly signature: string | null
      readonly candidate: number | null
    },
    actor: Actor,
  ): Promise<StatementTaken>
  /** `application` null: the whole server. */
  freeze(
    what: {
      readonly application: string | null
      readonly until: Instant | null
      readonly why: string
      readonly except: string | null
    },
    actor: Actor,
  ): Promise<FreezesView>
  /** All of the application's own, or of the whole server; `id`: this one alone. */
  thaw(
    what: { readonly application: string | null; readonly id: string | null },
    actor: Actor,
  ): Promise<FreezesView>
  freezes(application: string | null): Promise<FreezesView>
  /** `keys`: fingerprints that are said to be of the one who asks. */
  mine(actor: Actor, admin: boolean, keys: readonly string[]): Promise<MineView>
}
