import type { Instant, Ms } from '../kernel/time.ts'

/** One rollout of an environment, as far as figures need it. */
export type Deployed = {
  readonly environment: string
  readonly kind: 'ship' | 'rollback' | 'restart'
  readonly release: number
  readonly previous: number | null
  readonly commit: string
  /** When the commit was made, as git says; null where the repository does not know it. */
  readonly committedAt: Instant | null
  /** When somebody asked for it; null for what nobody shipped, such as a rollback. */
  readonly shippedAt: Instant | null
  /** When its images and its tests were there. */
  readonly builtAt: Instant | null
  /** When it got its turn. */
  readonly startedAt: Instant
  /** When the first people met it; null: nobody did. */
  readonly movedAt: Instant | null
  readonly endedAt: Instant | null
  readonly outcome: 'done' | 'withdrawn' | 'rolled-back' | 'failed' | null
  /**
   * What it waited for, by the names of gates; `turn`: another rollout, `before`: the environments before this one.
   * Several may have held it at once. Null: it was not kept.
   */
  readonly waits: readonly Wait[] | null
  /** Why it did not end `done`, by the rollout's own word: `superseded`, `window-closed`, `regressed`. */
  readonly cause: string | null
}

/** What held it before its turn, and for how long. */
export type Wait = { readonly cause: string; readonly for: Ms }

export type Period = { readonly from: Instant; readonly to: Instant }

/** Nearest-rank quantiles of what is known. */
export type Spread = {
  readonly known: number
  /** How many there are of which it cannot be known. */
  readonly unknown: number
  readonly median: Ms | null
  readonly p90: Ms | null
  readonly longest: Ms | null
}

export type Stage = 'written' | 'built' | 'waited' | 'rolled-out' | 'whole'

/** Of deployments that reached everybody: those that waited for it, and how long these did. */
export type Waited = { readonly cause: string; readonly deployments: number } & Omit<Spread, 'known'> & {
    readonly total: Ms
  }

export type Failure = {
  readonly environment: string
  readonly release: number
  readonly at: Instant
  /** When everybody was on a verified release again; null: not yet. */
  readonly restoredAt: Instant | null
}

/** Seven days of a zone, which have an hour more or less where its clocks change. */
export type Week = { readonly from: Instant; readonly deployments: number; readonly failures: number }

export type Figures = {
  readonly period: Period
  /** Those in which there was a deployment. */
  readonly environments: readonly string[]
  readonly deployments: number
  /** Of them, those of which nobody can tell yet what comes of them. */
  readonly underWay: number
  /** Deployments a day of the period, days without one included. */
  readonly perDay: number
  readonly leadTime: Readonly<Record<Stage, Spread>>
  /** By cause, the longest in all first; several may have held one at once, so that they do not add up. */
  readonly waitedFor: readonly Waited[]
  readonly failures: readonly Failure[]
  /** Failures among deployments, 0 to 1; null without a deployment. */
  readonly changeFailureRate: number | null
  readonly timeToRestore: Spread
  /** Deployments that were the next to go out after a failure in their environment. */
  readonly rework: number
  readonly reworkRate: number | null
  readonly weeks: readonly Week[]
}
