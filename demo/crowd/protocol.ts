/** One release of the demo's application, known by the versions that its answers name. Order: oldest first. */
export type KnownRelease = {
  readonly name: string
  readonly web: string
  readonly api: string
  /** True where this release fails some claims with the planted answer. */
  readonly planted: boolean
}

/** What a person asks for: the form, its sending, or the receipt page. */
export type Kind = 'page' | 'claim' | 'receipt'

/** A request without an answer: `refused` connection, `cut` before its end, `timeout`, or no HTTP (`malformed`). */
export type Fault = 'refused' | 'cut' | 'timeout' | 'malformed'

/** What the demo tells the crowd, one JSON line each. The end of the input ends the crowd. */
export type Order =
  | {
      readonly do: 'start'
      readonly host: string
      readonly port: number
      readonly people: number
      /** Requests a second, all people together. */
      readonly rate: number
      readonly seed: number
      readonly releases: readonly KnownRelease[]
    }
  /** Changes the rate; `record: false` stops keeping the list of acknowledged claims (it would grow for ever). */
  | { readonly do: 'rate'; readonly rate: number; readonly record: boolean }
  /** Everybody finishes the request under way and stops; the report follows. */
  | { readonly do: 'stop' }
  | { readonly do: 'report'; readonly file: string }

/** One second as people saw it. Latencies in milliseconds. */
export type Second = {
  readonly at: number
  readonly requests: number
  readonly failed: number
  readonly planted: number
  readonly byRelease: Readonly<Record<string, number>>
  readonly p50: number
  readonly p99: number
}

export type Failure = {
  readonly at: number
  readonly person: number
  readonly kind: Kind
  readonly what: string
}

/** A person who was given release `from` and then `to`, which is older. `at`: when the older answer ended. */
export type Backwards = {
  readonly at: number
  readonly person: number
  readonly from: string
  readonly to: string
}

export type ReleaseSeen = {
  readonly requests: number
  readonly people: number
  readonly firstAt: number
  /** When the last request that this release answered was sent, and when its answer ended. */
  readonly lastSentAt: number
  readonly lastAt: number
}

export type CrowdReport = {
  readonly requests: number
  readonly posts: number
  readonly people: number
  readonly seconds: number
  /** The planted answer, and nothing else. */
  readonly planted: number
  readonly firstPlantedAt: number | null
  readonly lastPlantedAt: number | null
  /** Every other 4xx, 5xx, timeout, cut or wrong content: the count, and the first of them. */
  readonly failed: number
  readonly failures: readonly Failure[]
  readonly mismatched: number
  readonly mismatches: readonly Failure[]
  readonly backwards: readonly Backwards[]
  readonly releases: Readonly<Record<string, ReleaseSeen>>
  readonly acknowledged: number
  /** Lowest rate that the crowd went down to, requests a second. */
  readonly lowestRate: number
}

export type CrowdEvent =
  | { readonly event: 'open'; readonly at: number }
  | { readonly event: 'second'; readonly second: Second }
  | { readonly event: 'pace'; readonly rate: number; readonly p99: number; readonly reached: number }
  | { readonly event: 'report'; readonly report: CrowdReport }
