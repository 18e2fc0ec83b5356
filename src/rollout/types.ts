import type { Instant, Ms } from '../kernel/time.ts'
import type { Reason, Verdict } from '../kernel/verdict.ts'
import type { TailOutcome, TailPhase } from './tail-types.ts'

/**
 * Monotone per environment, drawn from one counter that the live rollout and its tails share. A resource (one
 * revision, one job, the application's split) refuses a lower one than the highest that it durably saw, and
 * accepts an equal one.
 */
export type Generation = number
/** The identity of one component as it runs: a hash. The same text is the same revision, also across releases. */
export type Revision = string
/** A release's id: what runs. Two releases of the same id are the same. */
export type ReleaseId = string
/** Percent of people, 0 to 100, fractions allowed. Always the share of the *new* release. */
export type Weight = number
export type Side = 'old' | 'new'
/** `expand` runs before the new revision starts, `smoke` before people move, `contract` after the old is gone. */
export type JobKind = 'expand' | 'smoke' | 'contract'

export type WorkerKind = 'exclusive' | 'side-by-side'

export type Component = {
  readonly name: string
  /** Names of components that must be ready before this one starts, in the new release. */
  readonly needs: readonly string[]
  /** The same in the previous release: the order in which old revisions are stopped. */
  readonly oldNeeds: readonly string[]
  /** Equal to `new`: shared, never started nor stopped by a rollout. Null: the component is added. */
  readonly old: Revision | null
  /** Null: the component is removed. */
  readonly new: Revision | null
  /** Jobs that the new revision declares. */
  readonly jobs: readonly JobKind[]
  /** How long the new revision may take from its start until it is ready. */
  readonly within: Ms
  /**
   * Nobody is routed to it. `exclusive`: never two revisions at once; the new one starts when the watch's weight is
   * read back. `side-by-side`: both run through the canary. Absent: it serves people, or those that do.
   */
  readonly worker?: WorkerKind
}

export type Step = {
  readonly weight: Weight
  /** The least time under observation, counted from the read-back of the weight. */
  readonly atLeast: Ms
  /** After this time the policy of the verdict decides. Of the last step (the watch): its length, same as `atLeast`. */
  readonly atMost: Ms
  readonly whenUnsure: 'hold' | 'roll-back' | 'promote'
  readonly whenBlind: 'hold' | 'roll-back'
}

export type Times = {
  /** Deadline of `starting`: at least the longest chain of `within` along `needs`. */
  readonly start: Ms
  /** How long open requests of a release that is left may last before its revisions are stopped. */
  readonly drain: Ms
  /** How long a person's one-off command may keep its revision from being stopped. Absent: not at all. */
  readonly stop?: Ms
  /** How long the tail keeps the previous release, ready to take over. */
  readonly keep: Ms
  /** The longest sleep between two decisions. */
  readonly poll: Ms
  /** A want that is not in place is issued again after this time. */
  readonly retry: Ms
  /** The most that one tick may add to a counted time: absorbs clock jumps and outages. At least `poll`. */
  readonly clamp: Ms
  /** After this time in a phase that waits for nothing but the world, people are alarmed. */
  readonly alarm: Ms
}

/** `window`: a calendar's gate; mid-canary its closing is ruled by `whenClosed`, and retirement waits for it. */
export type GateName = { readonly name: string; readonly window: boolean }

/** One application of a release to one environment. Frozen at gating, so that a replay needs nothing else. */
export type Plan = {
  readonly rollout: string
  readonly kind: 'release' | 'rollback'
  readonly release: ReleaseId
  /** Null: a first release. */
  readonly previous: ReleaseId | null
  /** `broken`: the previous release is known to be bad; nothing waits for its readiness for ever. */
  readonly stable: 'trusted' | 'broken'
  /** Sorted: each after all that it needs. */
  readonly components: readonly Component[]
  /** At least one; weights never fall; the last is the watch, at 100 less the holdback. */
  readonly steps: readonly Step[]
  /** The ordered list of gates. Empty for a rollback. */
  readonly gates: readonly GateName[]
  readonly whenClosed: 'roll-back' | 'hold' | 'finish'
  readonly whenSuperseded: 'withdraw' | 'finish'
  /**
   * `person`: the previous release may not stand what this one does to the database, so that once people were moved
   * nothing turns back by itself: the weight is held, people are alarmed, and a person decides. Absent: `automatic`.
   */
  readonly wayBack?: 'automatic' | 'person'
  readonly times: Times
  /** Hashed into each person's position of the cohort: the rollout's id. */
  readonly salt: string
  /**
   * After its watch the release is taken back and forth again, as a rehearsal: everybody stays on the previous release
   * for this long. Absent: no rehearsal.
   */
  readonly rehearse?: Ms
}

export type Phase =
  | 'waiting'
  | 'gating'
  | 'expanding'
  | 'starting'
  | 'proving'
  | 'moving'
  | 'observing'
  | 'rehearsing'
  | 'settling'
  | 'returning'
  | 'clearing'
  | 'handed-over'
  | 'ended'

/**
 * `done`: settled at 100 %. `withdrawn`: ended before anybody was moved. `rolled-back`: people were moved and are
 * back on the previous release, whole. `failed`: found bad, and stays, since nothing is better.
 */
export type Outcome = 'done' | 'withdrawn' | 'rolled-back' | 'failed'

/** The judge's answer, as `analysis` gives it. */
export type Judgement = 'regressed' | 'safe' | 'not-enough-evidence' | 'no-telemetry'

/** Why a rollout turned back, stays or ended: data, rendered by `causeText`. */
export type Cause =
  | { readonly code: 'regressed'; readonly weight: Weight; readonly reasons: readonly Reason[] }
  | { readonly code: 'run-failed'; readonly components: readonly string[]; readonly weight: Weight }
  | { readonly code: 'not-ready'; readonly components: readonly string[]; readonly after: Ms }
  | { readonly code: 'job-failed'; readonly component: string; readonly job: JobKind }
  | { readonly code: 'gate-refused'; readonly gate: string; readonly reasons: readonly Reason[] }
  | { readonly code: 'window-closed'; readonly gate: string }
  | { readonly code: 'superseded'; readonly by: string }
  | { readonly code: 'unsure'; readonly weight: Weight; readonly after: Ms }
  | { readonly code: 'blind'; readonly weight: Weight; readonly after: Ms }
  | { readonly code: 'person'; readonly by: string; readonly command: CommandName }

/** What a phase waits for at its last decision: data, rendered by `explain`. Times in milliseconds left. */
export type Wait =
  | { readonly code: 'turn' }
  | {
      readonly code: 'gate'
      readonly gate: string
      readonly reasons: readonly Reason[]
      readonly until: Instant | null
    }
  | { readonly code: 'reading'; readonly of: string }
  | {
      readonly code: 'ready'
      readonly side: Side
      readonly components: readonly string[]
      readonly left: Ms | null
    }
  | { readonly code: 'absent'; readonly side: Side; readonly components: readonly string[] }
  | { readonly code: 'job'; readonly component: string; readonly job: JobKind; readonly failed: boolean }
  | { readonly code: 'route'; readonly weight: Weight; readonly read: Weight | null }
  | {
      readonly code: 'evidence'
      readonly judgement: Judgement | null
      readonly reasons: readonly Reason[]
      readonly left: Ms
    }
  | { readonly code: 'time'; readonly left: Ms }
  | { readonly code: 'person'; readonly command: CommandName }
  | { readonly code: 'drain'; readonly open: number | null; readonly left: Ms }
  | { readonly code: 'neighbours'; readonly revisions: readonly string[] }
  | { readonly code: 'contract' }

/**
 * What was last issued for one resource. `since` is the first generation of an unbroken line of issues of the same
 * value: a reading of that value at `since` or above is in place, whichever of the repeated issues brought it.
 */
export type Want = {
  readonly value: string
  readonly since: Generation
  readonly generation: Generation
  /** `State.clock` at the last issue. */
  readonly at: Ms
}

/** What was decided; never what the world looks like. Stored as JSON, compare-and-swap on `tick`. */
export type State = {
  readonly phase: Phase
  /** Index into `Plan.steps`: the step being moved to or observed. */
  readonly step: number
  /** The weight that `moving` and `observing` want: the step's, or the one found at a take-back. */
  readonly target: Weight
  /** The highest weight ever wanted or, while handed over, read. 0: nobody was moved. */
  readonly weight: Weight
  /** One per persisted decision. Readings are stamped with it. */
  readonly tick: number
  /** The highest generation drawn or seen. The store's counter is raised to it in the same transaction. */
  readonly generation: Generation
  /** Keys: `run/REVISION`, `split`, `job/KIND/REVISION`. */
  readonly wants: Readonly<Record<string, Want>>
  /** Counted time in the phase: awake, clamped per tick, not while paused under observation. */
  readonly elapsed: Ms
  /** Counted time of the whole rollout. */
  readonly clock: Ms
  /** `now` of the last decision. */
  readonly at: Instant
  /** When the phase was entered. */
  readonly entered: Instant
  readonly paused: boolean
  /** A person's promote for this phase and step; spent when it is left. In `waiting`: lifts a hold of the queue. */
  readonly promoted: boolean
  /** A person rolled forward out of a return: the previous release is written off. */
  readonly forward: boolean
  /** Found bad with nothing better to return to: settles, then ends `failed`. */
  readonly staying: boolean
  /** What would have turned it back, where only a person may: the weight is held until one promotes or rolls back. */
  readonly awaits?: Cause
  /** A person went on in spite of that; spent when the next weight is under observation, or at a way back. */
  readonly insisted?: true
  readonly cause: Cause | null
  readonly outcome: Outcome | null
  /** The judge's last answer about the step observed last: `done` says it. */
  readonly evidence: Judgement | null
  /** How the rehearsal of the way back ended: `failed` when the previous release could not carry people again. */
  readonly rehearsed?: 'passed' | 'failed'
  /** Where the rollout was handed over from. */
  readonly from: { readonly phase: Phase; readonly step: number } | null
  /** The highest number of a person's command taken. */
  readonly seq: number
  /** People were alarmed about this phase. */
  readonly alarmed: boolean
  readonly waits: readonly Wait[]
}

export type CommandName = 'pause' | 'resume' | 'promote' | 'rollback' | 'hand-over' | 'take-back'

/**
 * A person's command. `seq` rises per rollout; one not above `State.seq` does nothing. `at` and `step` name what it
 * was given for: `promote` and `take-back` do nothing anywhere else. `to` is of a take-back alone.
 */
export type Command = {
  readonly seq: number
  readonly command: CommandName
  readonly at: Phase
  readonly step: number
  readonly by: string
  readonly to?: 'returning' | 'moving'
}

/** `failed`: not ready within its deadline, at first or after a crash. `generation`: the resource's fence. */
export type RunValue = 'absent' | 'starting' | 'ready' | 'failed'
/** `skipped`: fenced, and never started. `absent`: unknown to the target. */
export type JobValue = 'absent' | 'running' | 'passed' | 'failed' | 'skipped'

/** Levels, read anew for every decision. A missing reading is unknown; two that contradict each other too. */
export type Reading =
  /** The rollout's row in the queue: whether the turn is its own. */
  | { readonly kind: 'turn'; readonly granted: boolean }
  /** The environment's highest generation: of the store, and of what any resource answered. */
  | { readonly kind: 'fence'; readonly generation: Generation }
  | { readonly kind: 'gate'; readonly gate: string; readonly verdict: Verdict }
  | {
      readonly kind: 'run'
      readonly revision: Revision
      readonly value: RunValue
      readonly generation: Generation
      /** A person's one-off command runs in it. */
      readonly busy?: true
    }
  /**
   * The application's split as served and durable everywhere (of several routers: the lowest generation, and
   * nothing when they differ). `shares` in percent by release, missing is 0. `boot`: what a restart with nothing
   * else known would serve. `open`: requests in flight by revision, edge and inner; missing is 0.
   */
  | {
      readonly kind: 'split'
      readonly shares: Readonly<Record<ReleaseId, Weight>>
      readonly boot: ReleaseId | null
      readonly open: Readonly<Record<Revision, number>>
      readonly generation: Generation
    }
  | {
      readonly kind: 'job'
      readonly revision: Revision
      readonly job: JobKind
      readonly value: JobValue
      readonly generation: Generation
    }
  /** `of`: `evidenceOf(state)` as it was when the judge's process of `safe` began anew. */
  | {
      readonly kind: 'verdict'
      readonly of: Generation
      readonly judgement: Judgement
      readonly reasons: readonly Reason[]
    }
  /** Of a rollout: a later candidate (in `waiting`: one that contains it). Of a tail: a later release has settled. */
  | { readonly kind: 'superseded'; readonly by: string }
  | Neighbours

/** What the rest of the environment says, read from the store in the transaction of the decision. */
export type Neighbours = {
  readonly kind: 'neighbours'
  /** Revisions named by desired releases, live rollouts and tails other than the reader. */
  readonly named: readonly Revision[]
  /** A contract job of another release runs: no expand starts. */
  readonly contracting: boolean
  /** An expand job runs, an older revision is still there, or is a live rollout's previous: no contract starts. */
  readonly older: boolean
}

/** A reading, stamped with `State.tick` as it was when reading began. One for another tick is ignored. */
export type Observation = (Reading & { readonly asOf: number }) | (Command & { readonly kind: 'command' })

/** News for people and the ledger. `alarm` needs somebody. */
export type News =
  | { readonly code: 'phase'; readonly phase: Phase | TailPhase; readonly step: number }
  | { readonly code: 'returning'; readonly cause: Cause }
  | { readonly code: 'staying'; readonly cause: Cause }
  | { readonly code: 'awaiting'; readonly cause: Cause }
  | { readonly code: 'ended'; readonly outcome: Outcome | TailOutcome; readonly cause: Cause | null }
  | { readonly code: 'stuck'; readonly phase: Phase | TailPhase; readonly waits: readonly Wait[] }
  | {
      readonly code: 'command-ignored'
      readonly command: CommandName
      readonly seq: number
      readonly by: string
    }

/**
 * What to do, each idempotent, each fenced by its generation, each of one resource (`key`).
 * - `run`: the revision runs, and its inner address leads to it. On one that runs: raises the fence only. On one
 *   that is `failed` or absent: starts it.
 * - `stop`: absent, and its tombstone keeps the fence.
 * - `route`: the split, durably, with its boot release.
 * - `hold`: raises the split's fence and changes nothing.
 * - `job`: `start` at a generation above the job's fence runs it unless it runs or has passed (an equal one does
 *   nothing); `skip` raises the fence, so that a late start is refused, and leaves a running or ended one alone.
 * - `tell`: once; lost ones are in the ledger.
 */
export type Effect =
  | {
      readonly kind: 'run' | 'stop'
      readonly key: string
      readonly component: string
      readonly revision: Revision
      readonly side: Side
      readonly generation: Generation
    }
  | {
      readonly kind: 'route'
      readonly key: 'split'
      readonly weight: Weight
      readonly new: ReleaseId
      readonly old: ReleaseId | null
      readonly boot: ReleaseId | null
      readonly salt: string
      readonly generation: Generation
    }
  | { readonly kind: 'hold'; readonly key: 'split'; readonly generation: Generation }
  | {
      readonly kind: 'job'
      readonly key: string
      readonly component: string
      readonly revision: Revision
      readonly job: JobKind
      readonly action: 'start' | 'skip'
      readonly generation: Generation
    }
  | {
      readonly kind: 'tell'
      readonly key: 'people'
      readonly level: 'info' | 'alarm'
      readonly news: News
      readonly generation: Generation
    }

/** `wakeIn`: decide again within this time, sooner when anything is heard; null when ended for good. */
export type Decision<S> = {
  readonly state: S
  readonly effects: readonly Effect[]
  readonly wakeIn: Ms | null
}

export type {
  TailCommand,
  TailObservation,
  TailOutcome,
  TailPhase,
  TailPlan,
  TailState,
} from './tail-types.ts'
