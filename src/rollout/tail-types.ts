import type { Instant, Ms } from '../kernel/time.ts'
import type {
  GateName,
  Generation,
  Reading,
  ReleaseId,
  Revision,
  Times,
  Wait,
  Want,
  WorkerKind,
} from './types.ts'

export type TailPhase = 'keeping' | 'draining' | 'retiring' | 'contracting' | 'ended'
/** `taken-over`: a rollout back to its release began. */
export type TailOutcome = 'retired' | 'taken-over'

/** The way out of a release that was left: one per old release. It never returns; going back is a new rollout. */
export type TailPlan = {
  readonly tail: string
  /** The release that is left. */
  readonly release: ReleaseId
  /** Its revisions that the release which settled does not share, with the order in which to stop them. */
  readonly components: readonly {
    readonly name: string
    readonly needs: readonly string[]
    readonly revision: Revision
    readonly worker?: WorkerKind
  }[]
  /** Contract jobs of the release that settled. */
  readonly contracts: readonly { readonly component: string; readonly revision: Revision }[]
  /** Windows that must be open before anything irreversible. */
  readonly gates: readonly GateName[]
  readonly times: Times
}

/** As `State`, for a tail. `skipped`: a person gave up its contract jobs. */
export type TailState = {
  readonly phase: TailPhase
  readonly tick: number
  readonly generation: Generation
  readonly wants: Readonly<Record<string, Want>>
  readonly elapsed: Ms
  readonly clock: Ms
  readonly at: Instant
  readonly entered: Instant
  /** Keeping was cut short, and why. */
  readonly hurried: 'superseded' | 'crowded' | 'promoted' | null
  readonly skipped: boolean
  readonly outcome: TailOutcome | null
  readonly seq: number
  readonly alarmed: boolean
  readonly waits: readonly Wait[]
}

/** `promote` ends keeping; `skip` gives up the contract jobs. Bound to its phase. */
export type TailCommand = {
  readonly seq: number
  readonly command: 'promote' | 'skip'
  readonly at: TailPhase
  readonly by: string
}

export type TailObservation =
  | (Reading & { readonly asOf: number })
  /** More than three tails live: the oldest goes to its deadline. */
  | { readonly kind: 'crowded'; readonly asOf: number }
  /** A rollout back to this release began and names its revisions. */
  | { readonly kind: 'taken-over'; readonly by: string; readonly asOf: number }
  | (TailCommand & { readonly kind: 'command' })
