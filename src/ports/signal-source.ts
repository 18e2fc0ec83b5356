import type { EnvironmentKey } from './router.ts'

/** What failed how often. `path` has no query, its variable parts are `*`, and it is at most 80 characters long. */
export type TelemetryFault = {
  readonly method: string
  readonly path: string
  /** What the application answered; `timeout`, `broken`: it did not. */
  readonly status: number | 'timeout' | 'broken'
  readonly count: number
}

/**
 * One row of telemetry: one second, one environment, one generation of its split, one hop, one group of requests.
 * Rows of a second are written when the second is over; an idle second is one `heartbeat` row an environment.
 * A gap in the seconds means `no telemetry`, never zero.
 */
export type TelemetryRow = {
  /** Grows by one per row, over the life of the data folder: the cursor. */
  readonly seq: number
  /** Seconds since the epoch: the second in which the answers ended. */
  readonly second: number
  readonly environment: EnvironmentKey
  readonly generation: number
  /** Percentage of people on the new side when the requests were answered. */
  readonly weight: number
  /** `people` at the edge are what the judge counts; the rest are shown, never added. */
  readonly kind: 'people' | 'forced' | 'inner' | 'heartbeat'
  readonly side: 'old' | 'new' | null
  readonly release: number | null
  readonly component: string | null
  readonly revision: string | null
  /** The declared route at the edge, the component at an inner hop. */
  readonly route: string | null
  readonly requests: number
  /** 5xx, timeouts, refused and broken upstream connections; charged to the revision that should have answered. */
  readonly errors: number
  /** Errors of a client within 30 s of its last counted error: in `requests` and `errors`, left out by the judge. */
  readonly repeats: number
  readonly statuses: {
    readonly s1: number
    readonly s2: number
    readonly s3: number
    readonly s4: number
    readonly s5: number
  }
  readonly timeouts: number
  readonly broken: number
  /** Connections that the client cut: never an error of a revision. */
  readonly cut: number
  /** Sparse histogram `[bucket, count]`: bucket b holds latencies in (1.02^(b-1), 1.02^b] milliseconds/10. */
  readonly latency: readonly (readonly [number, number])[]
  /** Distinct clients first seen at this weight (this generation); those placed by address are not counted. */
  readonly newClients: number
  /** The errors by what was asked: a few, the most frequent first; all in `errors`. Left out where there are none. */
  readonly faults?: readonly TelemetryFault[]
}

export type TelemetryPage = {
  readonly rows: readonly TelemetryRow[]
  /** Give this as the next cursor. */
  readonly cursor: number
  /** Everything at or below this sequence is gone: a reader behind it has a gap. */
  readonly oldest: number
}

/** Where the judge's evidence comes from. Rows are kept while nobody reads, 24 h, bounded. */
export interface SignalSource {
  /** Rows after `cursor` (0 for the oldest kept), in order of `seq`, at most `limit`. */
  rows(cursor: number, limit: number): Promise<TelemetryPage>
  /** The cursor just before the first row kept of that second (seconds since the epoch) or a later one. */
  cursorAt(second: number): Promise<number>
}
