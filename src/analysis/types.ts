import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'

/** The two sides of the edge's split: the previous release and the one being rolled out. */
export type Side = 'old' | 'new'

/**
 * What one side answered at the edge in one second, as whole numbers. `requests` and `errors` are the judged ones:
 * a client's error within 30 s of its last counted error is a repeat and left out of both. `rawRequests` and
 * `rawErrors` are everything, for people. `newClients`: distinct clients (by cookie; never those placed by address)
 * seen on this side for the first time at this weight. Health checks, probes and forced versions are not in here.
 */
export type SideCounts = {
  readonly requests: number
  readonly errors: number
  readonly rawRequests: number
  readonly rawErrors: number
  readonly newClients: number
}

/**
 * One second of one environment under one generation of the split; a second in which the split changed gives one
 * sample for each generation. `second` is whole seconds since the epoch by the source's clock and covers
 * [second, second + 1). An idle second is a sample of zeros; a second that is not known has no sample, and a gap is
 * `no telemetry`, never zero. Samples come once, in order of (second, generation). `complete`: both sides' counts are
 * final. An incomplete sample may be given again with the whole second's counts (it replaces, it does not add); it
 * counts as it stands when the source is 2 s further.
 */
export type Sample = {
  readonly second: number
  readonly generation: number
  /** Percent of people on new, 0 to 100, that the split served in this second. */
  readonly weight: number
  readonly complete: boolean
  readonly old: SideCounts
  readonly new: SideCounts
}

/** An instance that ended unasked. Revisions shared by both releases belong to neither side: leave them out. */
export type Crash = { readonly at: Instant; readonly side: Side; readonly component: string }

/**
 * A weight that was read back. `step` counts from 0; the watch is the last. Each new generation starts the proof of
 * no harm anew; each new step starts the count of crashes anew.
 */
export type Level = {
  readonly step: number
  readonly kind: 'step' | 'watch'
  readonly generation: number
  /** Percent of people on new, 0 to 100. */
  readonly weight: number
  readonly at: Instant
}

/** `ratio` x the baseline's error rate + `plus`: `1.5x + 0.1%` is `{ ratio: 1.5, plus: 0.001 }`. */
export type Margin = { readonly ratio: number; readonly plus: number }

/** At most `blocks` blocks of `seconds` each may be left out as incidents; `fast` leaves out none. */
export type ProfileName = 'fast' | 'steady' | 'patient'

/**
 * Judged requests and errors at the edge in the hour before the first weight, of releases that were fully out; an
 * error rate of people's requests, without repeats. `null` or no request: `not compared`.
 */
export type Reference = { readonly requests: number; readonly errors: number }

/** What one version alone may fail: `limit` is U of JUDGE (d), a rate; `capped` where the rule of 20 % made it lower. */
export type Limit = { readonly limit: number; readonly observed: number; readonly capped: boolean }

/** Frozen in the rollout's plan at gating, so that a replay needs nothing else. */
export type JudgePlan = {
  /** Chance of a false rollback per 3,600 compared batches (JUDGE (a)). */
  readonly alpha: number
  /** Chance of a wrong `safe` at each weight (JUDGE (f)). */
  readonly beta: number
  readonly worseThan: Margin
  readonly safeWithin: Margin
  readonly profile: ProfileName
  readonly reference: Reference | null
}

/** Sums since a start; same units as `SideCounts`, with the seconds that were seen. */
export type Totals = {
  readonly seconds: number
  readonly old: SideCounts
  readonly new: SideCounts
}

/** A batch under way: opened at `opened` (whole seconds since the epoch), judged counts of both sides. */
export type OpenBatch = {
  readonly opened: number
  readonly nC: number
  readonly nB: number
  readonly xC: number
  readonly xB: number
}

export type Batch = Omit<OpenBatch, 'opened'> & { readonly opened: number; readonly closed: number }

/**
 * The change-point mixture with trimming, over a grid of ratios. Every number is `value x 2^(512 scale)`, so that
 * it outlives 1e308 and JSON. `keep` and `drop` hold, for ratio i and k blocks left out, index i (K + 1) + k.
 */
export type Mixture = {
  /** Batches of this era, 0 to 3,600. */
  readonly batches: number
  /** Start of the first batch ever, whole seconds since the epoch; null before it. */
  readonly origin: number | null
  readonly block: number
  readonly keep: readonly number[]
  readonly keepScale: readonly number[]
  readonly drop: readonly number[]
  readonly dropScale: readonly number[]
}

/** Log of each product of JUDGE (f), a = 0, .1, ..., .9; null: the product is 0. */
export type Proof = readonly (number | null)[]

/** The moment at which the evidence first sufficed; it stays, whatever comes later. */
export type ErrorRegression = {
  readonly second: number
  readonly weight: number
  readonly logE: number
  /** Which evidence decided: against the baseline, against the reference, or the mean of both. */
  readonly by: 'baseline' | 'reference' | 'both'
  readonly counts: Totals
}
export type CrashRegression = {
  readonly at: Instant
  readonly crashes: number
  readonly components: readonly string[]
}

/** The judge's whole memory: JSON, with finite numbers only. Store it together with the source's cursor. */
export type JudgeState = {
  readonly version: 1
  readonly plan: JudgePlan
  /** U of (d) from the plan's reference; null: `not compared`. */
  readonly limit: Limit | null
  readonly level: Level | null
  /** When a sample was last taken in, by the clock of whoever calls; at first the start. */
  readonly heardAt: Instant
  /** Key of the last closed sample; `shift` was added to its second where the source's clock was set back. */
  readonly closed: { readonly second: number; readonly generation: number } | null
  readonly shift: number
  /** Incomplete samples and those behind them, in order. */
  readonly pending: readonly Sample[]
  /** Samples that came too late or made no sense, and counted nowhere. */
  readonly ignored: number
  /** Since the first weight above 0. */
  readonly totals: Totals
  /** (a) over the whole rollout. */
  readonly compared: { readonly batch: OpenBatch | null; readonly mixture: Mixture }
  /** (d) since the watch began; `holdback` is (d) of the old side. Null before the watch. */
  readonly watched: {
    readonly generation: number
    /** Nobody stays on old: there is no holdback. */
    readonly alone: boolean
    readonly totals: Totals
    readonly batch: OpenBatch | null
    readonly mixture: Mixture
    readonly holdback: Mixture
  } | null
  /** (f) and the sample ratio, of the level's generation only. */
  readonly proving: { readonly totals: Totals; readonly batch: OpenBatch | null; readonly proof: Proof }
  /** Since the step was entered. */
  readonly crashes: { readonly old: number; readonly new: number; readonly components: readonly string[] }
  readonly regressed: { readonly errors: ErrorRegression | null; readonly crashes: CrashRegression | null }
}

export type JudgeVerdictKind = 'regressed' | 'safe' | 'not enough evidence' | 'no telemetry'

/** One side as people are shown it; `rate` is errors / requests, 0 where there are none. */
export type SideFigures = SideCounts & { readonly rate: number }

/** E against its threshold. `e` is at most 1.8e308; `logE` (natural) is exact. */
export type Evidence = { readonly e: number; readonly logE: number; readonly threshold: number }

export type MetricVerdict = {
  readonly metric: 'errors'
  /** Share in the sum of JUDGE (e), 0 to 1. */
  readonly share: number
  readonly kind: JudgeVerdictKind
  /** Counts since the first weight (regressed) or since this weight was read back (all others). */
  readonly new: SideFigures
  readonly old: SideFigures
  /** That the new release is worse. Null: `not compared`. */
  readonly worse: Evidence | null
  /** That it does no harm at this weight. Null: nothing to compare with. */
  readonly harmless: Evidence | null
  /** Further requests of new until `safe`, if none fails; null where that cannot be said. */
  readonly missing: number | null
  /** Seconds that these take at the rate seen at this weight; null: no request seen. */
  readonly missingSeconds: number | null
  readonly text: Text
}

export type VerdictCause =
  | 'errors'
  | 'crashes'
  | 'no-sample'
  | 'no-canary-request'
  | 'sample-ratio'
  | 'evidence'
  | 'not-compared'
  | 'no-level'

export type JudgeVerdict = {
  readonly kind: JudgeVerdictKind
  readonly cause: VerdictCause
  /** The generation that the verdict speaks of; null before any weight was read back. `regressed` always counts. */
  readonly of: number | null
  readonly weight: number | null
  readonly metrics: readonly MetricVerdict[]
  /** The holdback, too, is worse than the reference: the cause is shared, and only half of (a) may roll back. */
  readonly sharedCause: boolean
  readonly text: Text
  /** What people should also know: a capped limit, a shared cause, what is not compared. */
  readonly notes: readonly Text[]
}

/** How a watch ends when its time is over. `needed` is the total if no further request fails. */
export type WatchEnd = {
  readonly result: 'passed' | 'regressed' | 'not enough evidence' | 'not compared' | 'no telemetry'
  readonly counted: number
  readonly needed: number | null
  /** Error rate of new, 0 to 1, from which this watch would have seen a worsening; null: none could be seen. */
  readonly smallestSeen: number | null
  readonly text: Text
}

/** Traffic of the whole environment as last seen: requests per second, error rate 0 to 1. */
export type Traffic = { readonly perSecond: number; readonly errorRate: number }

/** How long a weight takes to be `safe`; null: never, at this weight or this traffic. */
export type Forecast = {
  readonly weight: number
  readonly requests: number | null
  readonly seconds: number | null
}
