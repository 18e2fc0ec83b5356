import type { Proposal } from '../analysis/forecast.ts'
import type { Forecast, JudgeState, Traffic } from '../analysis/types.ts'
import type { Config } from '../config/types.ts'
import type { Digest } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Verdict } from '../kernel/verdict.ts'
import type { Actor } from '../ledger/entry.ts'
import type { SealedSecrets } from '../manifest/types.ts'
import type { CohortBy, EdgeRules, Side } from '../ports/router.ts'
import type { TelemetryFault } from '../ports/signal-source.ts'
import type { RevisionSpec } from '../ports/target.ts'
import type { Outcome, Plan, State, TailPlan, TailState } from '../rollout/types.ts'
import type { Rehearsal } from './types-rehearsal.ts'

/** How a `ship` ends, as its command says it: the exit code and the sentences. */
export type ShipEnd = {
  readonly code: 0 | 1 | 3 | 4
  readonly outcome: 'done' | 'already-live' | 'rolled-back' | 'withdrawn' | 'failed' | 'refused' | 'not-built'
  readonly lines: readonly Text[]
  readonly at: Instant
  /** Environments that were not reached, in order. */
  readonly notReached: readonly string[]
}

export type Candidate = {
  readonly id: string
  readonly application: string
  readonly number: number
  readonly commit: string
  readonly subject: string
  readonly config: Config
  readonly actor: Actor
  readonly at: Instant
  readonly stage: 'building' | 'queued' | 'ended'
  readonly manifest: Digest | null
  readonly release: number | null
  readonly ended: ShipEnd | null
  readonly followed: string | null
  /** The last environment that its `ship` asked for; null: all of them. */
  readonly upTo: string | null
  /** The one environment that it is for, whatever comes before that: a secret was set there. */
  readonly only: string | null
  /** By environment: what was read and sealed for its `ship`. Keyed digests name the values. */
  readonly secrets: Readonly<Record<string, SealedSecrets>>
  /** Given with `ship --label`, in order. */
  readonly labels: readonly string[]
  /** The branch that it was shipped from, where REF was one. */
  readonly branch: string | null
  /** It is the composition of a train: what it carries, and where to. */
  readonly train: Carried | null
}

export type Carried = {
  /** Key of the environment. */
  readonly environment: string
  readonly departure: string
  /** Candidates aboard, in the order of boarding: their `ship` ends as this one does. */
  readonly aboard: readonly string[]
  /** Digest of the manifest that it was composed upon: where another runs by then, it is composed anew. */
  readonly base: string
}

/** How a release runs in one environment: what a way back needs to know, frozen when it was rolled out. */
export type Deployed = {
  readonly release: number
  readonly manifest: Digest
  readonly commit: string
  readonly side: Side
  readonly revisions: readonly RevisionSpec[]
  readonly listen: string
  readonly cohortBy: CohortBy
  readonly requestTimeout: Ms
  /** Instances by component as a person set them here, whatever the file says; carried from release to release. */
  readonly scaled?: Readonly<Record<string, number>>
  /** Components that run by a timetable. */
  readonly scheduled?: readonly RevisionSpec[]
  /** How its edge meets the world; releases of before there were rules: plain HTTP, nothing limited. */
  readonly edge?: EdgeRules
  /** What was changed behind our back is told, and left as it is. */
  readonly drift?: 'tell'
  /** Deviations from it that people know of and that are so still. */
  readonly told?: { readonly edge?: string; readonly runs?: string; readonly still?: string }
}

/** The plan's names made real: frozen with the rollout. */
export type Context = {
  readonly old: Deployed | null
  readonly new: Deployed
  readonly secret: string | null
  /** Schema changes that the new release brings, by component and phase; left out where it declares none. */
  readonly migrations?: readonly {
    readonly component: string
    readonly phase: 'expand' | 'contract'
    /** No files are read. */
    readonly byWord?: true
    /** A database of one file: nobody asks it for locks. */
    readonly dialect?: 'sqlite'
    /** They were printed: where the text is kept, as evidence of the commit `to`. */
    readonly printed?: { readonly to: string; readonly name: string }
    /** What is to run here. */
    readonly files: readonly { readonly name: string; readonly digest: Digest }[]
    /** What it does to the release before it. */
    readonly class: 'expands' | 'breaks' | 'unknown'
  }[]
}

/** What happened, in sentences and in numbers. Counts are requests at the edge, raw. */
export type Summary = {
  readonly headline: Text
  readonly lines: readonly Text[]
  readonly counts: {
    readonly new: { readonly requests: number; readonly errors: number }
    readonly old: { readonly requests: number; readonly errors: number }
  } | null
  /** Milliseconds from the decision to go back until 0 % was read back. */
  readonly returned: Ms | null
  readonly weight: number | null
}

export type Rollout = {
  readonly id: string
  readonly application: string
  readonly environment: string
  readonly candidate: string | null
  readonly release: number
  readonly previous: number | null
  readonly kind: 'ship' | 'rollback' | 'restart'
  readonly plan: Plan
  readonly context: Context
  readonly state: State
  readonly judge: JudgeState
  /** Crashes already counted, per run key. */
  readonly crashes: Readonly<Record<string, number>>
  readonly cursor: number
  readonly actor: Actor
  readonly why: string | null
  readonly startedAt: Instant
  /** When 100 % (or the watch's weight) was first wanted on people: the first weight above 0. */
  readonly movedAt: Instant | null
  readonly endedAt: Instant | null
  readonly outcome: Outcome | null
  readonly summary: Summary | null
  readonly seen: Seen
}

/** Where errors of the new release were answered, as far as telemetry knows: shown to people, never judged. */
export type Culprit = {
  readonly component: string
  /** The declared route at the edge; null at an inner hop. */
  readonly route: string | null
  readonly inner: boolean
  readonly requests: number
  readonly errors: number
  readonly timeouts: number
  readonly broken: number
  /** Of the first error; null: none yet. */
  readonly first: Instant | null
  /** What failed how; a few, the most frequent first. */
  readonly faults?: readonly CulpritFault[]
}

/** As telemetry tells it, with the second in which it was first seen. */
export type CulpritFault = TelemetryFault & { readonly first: Instant }

/** What a canary can expect of the judge, at the traffic of the hour before it began. */
export type Prognosis = {
  /** Null: telemetry knows nothing of that hour. */
  readonly traffic: Traffic | null
  /** Its weights below 100 %, each with the times that the plan gives it. */
  readonly steps: readonly (Forecast & { readonly atLeast: Ms; readonly atMost: Ms })[]
  /** A weight and a margin that would be proven in time, where the first slow step is not. */
  readonly proposal: Proposal | null
}

/** What a rollout saw on its way that its end tells. */
export type Seen = {
  readonly culprits: readonly Culprit[]
  /** The first generation of the split that was this rollout's own. */
  readonly own: number | null
  /** Percent of people on the new release when it turned back. */
  readonly turnedAt: number | null
  /** When it turned back. */
  readonly turnedSince: Instant | null
  /** Milliseconds from the decision to go back until it was read back. */
  readonly returned: Ms | null
  /** What instances of the new release said of themselves when it turned back. */
  readonly faults: readonly { readonly component: string; readonly text: Text }[]
  /** How the watch ended. */
  readonly watch: Text | null
  /** The watch after a rollback, which reports and alarms; it begins when the rollback is done. */
  readonly after: {
    readonly for: Ms
    readonly until: Instant | null
    readonly alarmed: boolean
    readonly over: boolean
  } | null
  /** A restart: what it restarts, and the instances that each had before; null where it was not asked for yet. */
  readonly restart: {
    readonly keys: readonly string[]
    readonly before: Readonly<Record<string, readonly string[]>>
  } | null
  /** Of a canary; null, or left out by older versions, where there was nothing to say. */
  readonly prognosis?: Prognosis | null
  /** What it changes of the policy in force: loosened with old and new value, tightened; left out: nothing. */
  readonly policy?: readonly Text[]
  /** Of the way back, as it goes; left out where none is rehearsed. */
  readonly rehearsal?: Rehearsal
}

export const nothingSeen: Seen = {
  culprits: [],
  own: null,
  turnedAt: null,
  turnedSince: null,
  returned: null,
  faults: [],
  watch: null,
  after: null,
  restart: null,
}

export type Tail = {
  readonly id: string
  readonly application: string
  readonly environment: string
  readonly rollout: string
  readonly release: number
  readonly plan: TailPlan
  readonly revisions: readonly RevisionSpec[]
  readonly state: TailState
  readonly startedAt: Instant
  readonly endedAt: Instant | null
}

export type Environment = {
  readonly key: string
  readonly application: string
  readonly name: string
  readonly generation: number
  readonly release: number | null
  readonly deployed: Deployed | null
  readonly forcedSecret: string | null
  readonly takenBack: {
    readonly commit: string
    readonly release: number
    readonly at: Instant
    /** Commits of earlier releases that went back with it. */
    readonly also?: readonly string[]
  } | null
  /** Out of the machine's hands; `removing`: for good, until nothing of it is left. */
  /** The last word on maintenance; null: never any. */
  readonly maintenance: {
    readonly seq: number
    readonly on: boolean
    readonly by: string
    readonly at: Instant
    readonly why: string | null
    /** HTML; null: the plain page. */
    readonly page: string | null
  } | null
  readonly handedOver: {
    readonly by: string
    readonly at: Instant
    readonly removing?: { readonly data: boolean }
  } | null
}

export type QueueEntry = {
  readonly environment: string
  readonly candidate: string
  readonly position: number
  readonly state: 'waiting' | 'live' | 'ended'
  readonly verdict: Verdict | null
  readonly rollout: string | null
  /** A person let it go although it contains what was taken back. */
  readonly lifted: boolean
  readonly at: Instant
}

export type Happening = {
  readonly seq: number
  readonly at: Instant
  readonly application: string
  readonly environment: string | null
  readonly candidate: string | null
  readonly rollout: string | null
  readonly kind: string
  readonly text: Text
  readonly level: 'info' | 'alarm' | 'progress'
}
