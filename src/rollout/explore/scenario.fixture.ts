import type { CommandRefusal } from '../commands.ts'
import type {
  Command,
  Decision,
  Effect,
  Generation,
  JobValue,
  Judgement,
  Observation,
  Plan,
  ReleaseId,
  Revision,
  RunValue,
  State,
  TailObservation,
  TailPlan,
  TailState,
  Weight,
} from '../types.ts'

/** What is explored: the core itself, or a copy of it with a mistake. */
export type Core = {
  readonly start: (plan: Plan, fence: Generation, now: number) => State
  readonly decide: (
    plan: Plan,
    state: State,
    observations: readonly Observation[],
    now: number,
  ) => Decision<State>
  readonly startTail: (fence: Generation, now: number) => TailState
  readonly decideTail: (
    plan: TailPlan,
    state: TailState,
    observations: readonly TailObservation[],
    now: number,
  ) => Decision<TailState>
  readonly refusalOf: (plan: Plan, state: State, command: Command) => CommandRefusal | null
  readonly evidenceOf: (state: State) => Generation | null
}

/** An effect on its way. News go nowhere: nothing depends on them. */
export type Message = Exclude<Effect, { kind: 'tell' }>

/** `doomed`: never gets ready again. `stopping` is read as `starting`. */
export type Run = {
  readonly value: RunValue | 'stopping'
  readonly fence: Generation
  readonly doomed: boolean
}
export type Job = { readonly value: JobValue; readonly fence: Generation; readonly doomed: boolean }

/** The fakes: store, target, router, jobs, judge, gates and neighbours, as levels. Never changed in place. */
export type World = {
  readonly runs: Readonly<Record<Revision, Run>>
  readonly jobs: Readonly<Record<string, Job>>
  readonly split: {
    readonly shares: Readonly<Record<ReleaseId, Weight>>
    readonly boot: ReleaseId | null
    readonly fence: Generation
  }
  /** Releases with requests in flight. */
  readonly open: readonly ReleaseId[]
  readonly net: readonly Message[]
  /** A copy of a message that was also delivered, or is thought lost: it may come at any time. */
  readonly late: Message | null
  /** A resource that neither gets messages nor goes on. */
  readonly stalled: string | null
  /** What cannot be read. */
  readonly dark: string | null
  readonly turn: boolean
  readonly gate: 'pass' | 'hold' | 'refuse'
  readonly window: 'open' | 'closed'
  readonly judge: Judgement | 'safe-before'
  readonly superseded: boolean
  readonly crowded: boolean
  /** Something else in the environment names the revision of this name, and contracts, and is older. */
  readonly others: { readonly names: Revision | null; readonly contracting: boolean; readonly older: boolean }
}

export type Node = {
  readonly world: World
  readonly rollout: State | null
  readonly tail: TailState | null
  /** The store's counter of the environment. */
  readonly store: Generation
  readonly now: number
}

/** A live rollout, a tail, or both in one environment. */
export type Scenario = {
  readonly name: string
  readonly plan: Plan | null
  readonly tail: TailPlan | null
  /** Revisions of each release, needs included. */
  readonly releases: Readonly<Record<ReleaseId, readonly Revision[]>>
  readonly serving: ReleaseId | null
  /** What runs at first, and what of it is dead for good. */
  readonly running: readonly Revision[]
  readonly dead: readonly Revision[]
  /** The rollout goes back to the release that the tail keeps. */
  readonly takesOver: boolean
}

export const initial = (core: Core, scenario: Scenario): Node => {
  const { plan, tail, serving } = scenario
  const revisions = [...new Set(Object.values(scenario.releases).flat())]
  const run = (revision: Revision): Run => {
    const doomed = scenario.dead.includes(revision)
    const value = doomed ? 'failed' : scenario.running.includes(revision) ? 'ready' : 'absent'
    return { value, fence: scenario.running.includes(revision) ? 1 : 0, doomed }
  }
  return {
    world: {
      runs: Object.fromEntries(revisions.map((revision) => [revision, run(revision)])),
      jobs: {},
      split: { shares: serving === null ? {} : { [serving]: 100 }, boot: serving, fence: 1 },
      open: serving === null ? [] : [serving],
      net: [],
      late: null,
      stalled: null,
      dark: null,
      turn: true,
      gate: 'pass',
      window: 'open',
      judge: 'safe',
      superseded: false,
      crowded: false,
      others: { names: null, contracting: false, older: false },
    },
    rollout: plan === null ? null : core.start(plan, 1, 0),
    tail: tail === null ? null : core.startTail(1, 0),
    store: 1,
    now: 0,
  }
}
