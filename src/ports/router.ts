import type { Instant, Ms } from '../kernel/time.ts'
import type { RunKey } from './supervision.ts'

/** `APPLICATION/ENVIRONMENT`. */
export type EnvironmentKey = string

/** One release at the edge: which run answers which path. The longest prefix wins. */
export type Side = {
  readonly release: number
  readonly routes: readonly { readonly path: string; readonly component: string; readonly run: RunKey }[]
  /** Every run of the release, needs included: what `open` is counted over. */
  readonly runs: readonly RunKey[]
}

/** How a person is known: our cookie, or one cookie or header of the application's own. */
export type CohortBy = { readonly cookie: string } | { readonly header: string } | 'own-cookie'

/**
 * The one split of an environment's edge: what the engine wants, whole, every time.
 * `weight` is the percentage of people (0 to 100, two decimals at most) that meet `new`.
 */
export type Split = {
  readonly environment: EnvironmentKey
  readonly generation: number
  /** Public addresses `HOST:PORT`; a changed one is open beside the old one until settling. */
  readonly listen: readonly string[]
  readonly old: Side | null
  readonly new: Side | null
  readonly weight: number
  /** What a proxy that lost its memory serves, at 100 %. Never the side that is being stopped. */
  readonly boot: 'old' | 'new'
  /** The rollout's id: salts the cohort hash, so that the same people are not every canary. */
  readonly salt: string
  readonly cohortBy: CohortBy
  /** Value of the header `x-ecluse-version: SECRET:old|new` that forces a side; null where there is none. */
  readonly forcedSecret: string | null
  /** Time to the end of an answer after which a request counts as an error and is answered 504. */
  readonly requestTimeout: Ms
}

/** What the router really serves, read back. */
export type SplitReading = {
  readonly environment: EnvironmentKey
  readonly generation: number
  readonly weight: number
  readonly boot: 'old' | 'new'
  readonly old: number | null
  readonly new: number | null
  /** Requests, upgrades and streams open now, per run key, at the edge and between components. */
  readonly open: Readonly<Record<RunKey, number>>
  /** When the last request began on a run, per run key, in this life of the router. */
  readonly lastStarted: Readonly<Record<RunKey, Instant>>
  readonly listening: readonly string[]
}

export type RouterReading = {
  readonly at: Instant
  readonly pid: number
  readonly splits: readonly SplitReading[]
  /** Highest generation durably seen per environment. */
  readonly fences: Readonly<Record<EnvironmentKey, number>>
}

/**
 * The data plane as the engine sees it. A refused generation is a `ProblemError` with code `stale-generation`,
 * naming the higher one. `route` answers only after its state is durable (write, fsync, rename) and in force.
 */
export interface Router {
  route(split: Split): Promise<SplitReading>
  /** Raises the fence of an environment and changes nothing else. */
  hold(environment: EnvironmentKey, generation: number): Promise<void>
  /** Takes an environment away: closes its addresses. */
  remove(environment: EnvironmentKey, generation: number): Promise<void>
  read(): Promise<RouterReading>
}
