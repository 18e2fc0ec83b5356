import { of, planIn, type Rule, read, sent } from './readers.fixture.ts'
import type { Wake } from './round.fixture.ts'
import { exclusivePairs } from './rules-workers.fixture.ts'

/** What holds for a rollout and for a tail alike. */
export const ordinary = <W extends Wake>(): Rule<W>[] => [
  [
    'no sleep without a wake',
    (_, { decision }) =>
      decision.state.phase === 'ended'
        ? decision.wakeIn !== null
        : !(decision.wakeIn !== null && decision.wakeIn > 0),
  ],
  ['one tick per decision', (_, { state, decision }) => decision.state.tick !== state.tick + 1],
  [
    'generations rise above all that was known',
    (_, wake) => {
      let highest = wake.state.generation
      for (const one of wake.readings) if ('generation' in one) highest = Math.max(highest, one.generation)
      for (const effect of sent(wake)) {
        if (effect.generation <= highest) return true
        highest = effect.generation
      }
      return wake.decision.state.generation < highest
    },
  ],
  [
    'nothing is started or stopped that both releases share',
    (scenario, wake) =>
      wake.of === 'rollout' &&
      [...of(wake, 'run'), ...of(wake, 'stop')].some((one) =>
        planIn(scenario).components.some(({ old, new: fresh }) => old === fresh && old === one.revision),
      ),
  ],
  [
    'nothing is stopped that others name, or that was not asked about',
    (scenario, wake) => {
      const named = read(wake.readings, 'neighbours')[0]?.named
      // Whoever names an exclusive worker of a rollout's new release is a tail, which wants it gone too.
      const { plan } = scenario
      const exempt = (revision: string) =>
        wake.of === 'rollout' &&
        plan !== null &&
        exclusivePairs(plan).some((one) => [one.old, one.new].includes(revision))
      return of(wake, 'stop').some(
        (one) => !exempt(one.revision) && (named === undefined || named.includes(one.revision)),
      )
    },
  ],
]
