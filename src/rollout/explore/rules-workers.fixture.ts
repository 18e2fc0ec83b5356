import type { Plan, Revision } from '../types.ts'
import {
  of,
  ownServing,
  planIn,
  type Rule,
  type Ruled,
  readValue,
  ready,
  splitRead,
} from './readers.fixture.ts'
import type { Node, Scenario } from './scenario.fixture.ts'
import { runOf } from './world.fixture.ts'

type Pair = { readonly name: string; readonly old: Revision | null; readonly new: Revision | null }

/** Exclusive workers that a rollout changes. */
export const exclusivePairs = (plan: Plan): Pair[] =>
  plan.components.filter((one) => one.worker === 'exclusive' && one.old !== one.new)

/** Whatever is on its way: of one exclusive worker never two revisions run. */
export const twoWorkersRun = ({ plan }: Scenario, { world }: Node): boolean =>
  plan !== null &&
  exclusivePairs(plan).some(({ old, new: fresh }) =>
    [old, fresh].every((revision) => revision !== null && runOf(world, revision).value !== 'absent'),
  )

const watchServed = (plan: Plan, wake: Ruled): boolean =>
  (splitRead(wake)?.shares[plan.release] ?? 0) >= (plan.steps.at(-1)?.weight ?? 100)

const switchedBack = (plan: Plan, wake: Ruled): boolean => {
  const split = splitRead(wake)
  if (plan.previous === null) return true
  return (
    split !== undefined &&
    (split.shares[plan.release] ?? 0) === 0 &&
    split.boot === plan.previous &&
    (wake.decision.state.weight === 0 || ready(wake, ownServing(plan, 'old')))
  )
}

export const workerRules: readonly Rule<Ruled>[] = [
  [
    'two exclusive workers are never wanted at once',
    (scenario, wake) =>
      exclusivePairs(planIn(scenario)).some(({ old, new: fresh }) =>
        [old, fresh].every((revision) => wake.decision.state.wants[`run/${revision}`]?.value === 'run'),
      ),
  ],
  [
    'a new exclusive worker starts when the watch’s weight is read back and the old one is gone',
    (scenario, wake) =>
      exclusivePairs(planIn(scenario)).some(({ old, new: fresh }) => {
        if (!of(wake, 'run').some(({ revision }) => revision === fresh)) return false
        const again = wake.state.wants[`run/${fresh}`]?.value === 'run'
        const begun = old !== null && wake.state.wants[`run/${old}`]?.value === 'stop'
        const weight = again || begun || watchServed(planIn(scenario), wake)
        return !weight || (old !== null && readValue(wake, old) !== 'absent')
      }),
  ],
  [
    'an old exclusive worker stops only while the watch’s weight is served',
    (scenario, wake) =>
      exclusivePairs(planIn(scenario)).some(
        ({ old }) =>
          of(wake, 'stop').some(({ revision }) => revision === old) && !watchServed(planIn(scenario), wake),
      ),
  ],
  [
    'on the way back people switch first, then new workers stop, then old ones start',
    (scenario, wake) => {
      if (!['returning', 'clearing'].includes(wake.decision.state.phase)) return false
      return exclusivePairs(planIn(scenario)).some(({ old, new: fresh }) => {
        const ran = wake.state.wants[`run/${fresh}`]?.value === 'run'
        const stops = ran && of(wake, 'stop').some(({ revision }) => revision === fresh)
        const starts = of(wake, 'run').some(({ revision }) => revision === old)
        if (stops && !switchedBack(planIn(scenario), wake)) return true
        return starts && fresh !== null && readValue(wake, fresh) !== 'absent'
      })
    },
  ],
]
