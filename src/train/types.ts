import type { Instant, Ms } from '../kernel/time.ts'
import type { Reason, Verdict } from '../kernel/verdict.ts'
import type { Zone } from '../kernel/zone.ts'

/** What a train asks of the environment's calendar. */
export type Ask = {
  readonly zone: Zone
  readonly at: (at: Instant) => { readonly verdict: 'pass' | 'hold'; readonly reasons: readonly Reason[] }
  /** Whether what starts then and takes so long ends inside the window. */
  readonly fits: (start: Instant, takes: Ms) => boolean
}

export type Departure = {
  /** What people and commands call it: `2026-11-30T10:00` on the wall's clock. */
  readonly id: string
  readonly at: Instant
  /** Boarding ends: who boards at this instant or later takes the next. */
  readonly cutOff: Instant
}

/** Whether it leaves, as the calendar stands; `reasons` say why not. */
export type Foreseen = Departure & { readonly leaves: boolean; readonly reasons: readonly Reason[] }

/** Whether a commit contains another; null when that cannot be known, which is taken for no. */
export type Contains = (descendant: string, ancestor: string) => boolean | null

/** A candidate that boarded. A passenger proper is one component version of it: each of `parts` that is new. */
export type Passenger = {
  readonly candidate: string
  /** The candidate's number, which people know. */
  readonly number: number
  readonly commit: string
  /** Rises in the order of boarding. */
  readonly position: number
  /** Trains that left without it only because they carried another line of work. */
  readonly missed: number
  /** What all of it has to pass; its components have verdicts of their own beside. */
  readonly verdict: Verdict
  readonly parts: readonly Part[]
  /** Environments after this one that it is to reach; left out: none. */
  readonly goesOn?: readonly string[]
}

/** What one component is in a candidate. Equal identities run alike: image and configuration. */
export type Part = {
  readonly component: string
  readonly identity: string
  /** Of its version, where that is another one than the candidate's: in what left an earlier environment by train. */
  readonly commit?: string
  readonly verdict: Verdict
}

/** What is deployed: empty where nothing is. */
export type Running = {
  readonly components: readonly {
    readonly component: string
    readonly identity: string
    /** The commit of its version: where it changed last. */
    readonly commit: string
    /** Nobody who brought it was to go any further than this environment. */
    readonly stops?: boolean
  }[]
  /** Identities that ran here before, by component: whoever still has one did not change it. */
  readonly earlier: Readonly<Record<string, readonly string[]>>
  /** Environments after this one that what runs was to reach; left out: none. */
  readonly goesOn?: readonly string[]
}

/** One component version that rides; components of the same name that do not stay as they are deployed. */
export type Rider = { readonly component: string; readonly identity: string }

/** Why a candidate is not aboard. */
export type Stays = { readonly candidate: string; readonly reason: Reason }

export type Composition = {
  /** Whose commit and `ecluse.yaml` it takes: it contains all others aboard. Null: nobody rides. */
  readonly leads: Passenger | null
  /** The versions that replace what is deployed. */
  readonly riders: readonly Rider[]
  /** Candidates that it carries, in the order of boarding: each is the leading one or contained in it. */
  readonly aboard: readonly string[]
  readonly left: readonly Stays[]
  /** They do not contain what boarded before them: waiting changes nothing. */
  readonly refused: readonly Stays[]
  /** All of them runs already. */
  readonly live: readonly string[]
}
