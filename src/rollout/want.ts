import { jobKey, runKey } from './keys.ts'
import type { Component, JobKind, Phase, Plan, Revision, Side, State, Weight } from './types.ts'
import { workersWanted } from './workers.ts'

export type RunWanted = {
  readonly component: string
  readonly revision: Revision
  readonly side: Side
  readonly value: 'run' | 'stop'
}
export type JobWanted = {
  readonly component: string
  readonly revision: Revision
  readonly job: JobKind
  readonly action: 'start' | 'skip'
}
/** `hold`: nothing is to change, and nothing issued earlier is to arrive any more. */
export type SplitWanted = { readonly weight: Weight; readonly boot: Side } | 'hold'

/** What the phase wants of the world. Of phase and state alone, never of readings, so that it cannot flap. */
export type Wanted = {
  readonly runs: readonly RunWanted[]
  readonly jobs: readonly JobWanted[]
  readonly split: SplitWanted | null
}

/** Exclusive workers have wants of their own (`workers.ts`). */
const own = (component: Component, side: Side): Revision | null =>
  component.old === component.new || component.worker === 'exclusive' ? null : component[side]

const runs = (plan: Plan, side: Side, value: 'run' | 'stop'): RunWanted[] =>
  plan.components.flatMap((component) => {
    const revision = own(component, side)
    return revision === null ? [] : [{ component: component.name, revision, side, value }]
  })

const jobs = (plan: Plan, job: JobKind): JobWanted[] =>
  plan.components.flatMap((component) =>
    component.new !== null && component.jobs.includes(job)
      ? [{ component: component.name, revision: component.new, job, action: 'start' }]
      : [],
  )

/** Jobs that were started are fenced on the way back, so that none begins after the end. */
const fencedJobs = (plan: Plan, state: State): JobWanted[] =>
  (['expand', 'smoke'] as const)
    .flatMap((job) => jobs(plan, job))
    .filter((job) => state.wants[jobKey(job.job, job.revision)] !== undefined)
    .map((job) => ({ ...job, action: 'skip' }))

/** Whoever holds the rollout in hand keeps what runs; it is restarted when it is gone, and nothing else is done. */
const kept = (plan: Plan, state: State): RunWanted[] =>
  [...runs(plan, 'old', 'run'), ...runs(plan, 'new', 'run')].filter(
    (run) => state.wants[runKey(run.revision)]?.value === 'run',
  )

/** Where a person has to decide, nobody is moved. */
const held = (state: State, boot: Side, weight: Weight): SplitWanted =>
  state.awaits === undefined ? { weight, boot } : 'hold'

const nothing: Wanted = { runs: [], jobs: [], split: null }
const back: SplitWanted = { weight: 0, boot: 'old' }

const table: Readonly<Record<Phase, (plan: Plan, state: State) => Wanted>> = {
  waiting: () => nothing,
  gating: () => nothing,
  expanding: (plan) => ({ runs: runs(plan, 'old', 'run'), jobs: jobs(plan, 'expand'), split: 'hold' }),
  starting: (plan) => ({ ...nothing, runs: both(plan) }),
  proving: (plan) => ({ ...nothing, runs: both(plan), jobs: jobs(plan, 'smoke') }),
  moving: (plan, state) => ({ ...nothing, runs: both(plan), split: held(state, 'old', state.target) }),
  observing: (plan, state) => ({ ...nothing, runs: both(plan), split: held(state, 'old', state.target) }),
  // People go back as they would in earnest; the release that is left stays warm.
  rehearsing: (plan) => ({ ...nothing, runs: both(plan), split: back }),
  settling: (plan, state) => ({ ...nothing, runs: both(plan), split: held(state, 'new', 100) }),
  returning: (plan) => ({ ...nothing, runs: runs(plan, 'old', 'run'), split: wayBack(plan) }),
  clearing: (plan, state) => ({
    runs: [...runs(plan, 'old', 'run'), ...runs(plan, 'new', 'stop')],
    jobs: fencedJobs(plan, state),
    split: wayBack(plan),
  }),
  'handed-over': (plan, state) => ({ ...nothing, runs: kept(plan, state), split: 'hold' }),
  ended: () => nothing,
}

const both = (plan: Plan): RunWanted[] => [...runs(plan, 'old', 'run'), ...runs(plan, 'new', 'run')]

/** A first release returns only before anybody was moved: its split was never set. */
const wayBack = (plan: Plan): SplitWanted | null => (plan.previous === null ? null : back)

export const wanted = (plan: Plan, state: State): Wanted => {
  const { runs: serving, ...rest } = table[state.phase](plan, state)
  return { runs: [...serving, ...workersWanted(plan, state)], ...rest }
}
