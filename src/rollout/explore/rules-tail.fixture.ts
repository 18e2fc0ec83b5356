import type { TailPlan } from '../types.ts'
import { of, type Rule, read, sent, splitRead, type TailWake, tailIn } from './readers.fixture.ts'
import type { Wake } from './round.fixture.ts'
import { ordinary } from './rules-both.fixture.ts'
import { jobOf, runOf } from './world.fixture.ts'

const left = (plan: TailPlan, wake: Wake): boolean => {
  const split = splitRead(wake)
  return split !== undefined && (split.shares[plan.release] ?? 0) === 0 && split.boot !== plan.release
}

export const tailRules: readonly Rule<TailWake>[] = [
  ...ordinary<TailWake>(),
  ['a tail never routes', (_, wake) => sent(wake).some((one) => one.kind === 'route' || one.kind === 'hold')],
  [
    'a tail stops only its own, once the router has left it',
    (scenario, wake) => {
      const plan = tailIn(scenario)
      return of(wake, 'stop').some(
        (one) =>
          !plan.components.some(
            ({ revision, worker }) =>
              revision === one.revision && (worker === 'exclusive' || left(plan, wake)),
          ),
      )
    },
  ],
  [
    'nothing irreversible begins outside the window',
    (_, wake) =>
      wake.state.phase === 'draining' &&
      ['retiring', 'contracting'].includes(wake.decision.state.phase) &&
      read(wake.readings, 'gate').some((one) => one.verdict.outcome !== 'pass'),
  ],
  [
    'no contract starts before the old release is gone',
    (scenario, wake) =>
      of(wake, 'job').some(
        (one) =>
          one.action === 'start' &&
          (read(wake.readings, 'neighbours')[0]?.older !== false ||
            tailIn(scenario).components.some(({ revision }) => {
              const named = read(wake.readings, 'neighbours')[0]?.named.includes(revision)
              return !named && runOf(wake.before.world, revision).value !== 'absent'
            })),
      ),
  ],
  [
    'retired is what it says',
    (scenario, wake) => {
      const { outcome, skipped } = wake.decision.state
      if (wake.decision.state.phase !== 'ended' || outcome !== 'retired') return false
      const named = read(wake.readings, 'neighbours')[0]?.named ?? []
      const { components, contracts } = tailIn(scenario)
      const { world } = wake.before
      const gone = components.every(
        ({ revision }) => runOf(world, revision).value === 'absent' || named.includes(revision),
      )
      const contracted = contracts.every(({ revision }) => {
        const { value } = jobOf(world, `job/contract/${revision}`)
        return value === 'passed' || (skipped && (value === 'skipped' || value === 'failed'))
      })
      return !(gone || wake.state.phase === 'contracting') || !contracted
    },
  ],
]
