import type { Ms } from '../kernel/time.ts'

/** A request that is sent all through a rehearsal. */
export type ProbeConfig = {
  readonly path: string
  /** The status that it has to get; null: any below 500. */
  readonly status: number | null
}

/** A rehearsal of the way back, as part of each release's rollout in this environment. */
export type RehearsalConfig = {
  /** Empty: each route's path. */
  readonly probes: readonly ProbeConfig[]
  /** The team's own requests: argv, run in the image of the first public component that is a program; null: none. */
  readonly load: readonly string[] | null
  /** The longest that `load` may run. */
  readonly within: Ms
  /** How long everybody stays on the previous release. */
  readonly for: Ms
  /** How long it counts for the environments after this one. */
  readonly maxAge: Ms
}
