import { describe, expect, it } from 'vitest'
import { more, patience, told } from './explore/budget.fixture.ts'
import { core } from './explore/core.fixture.ts'
import { tails } from './explore/plans.fixture.ts'
import { explore } from './explore/search.fixture.ts'
import { seeds, undisturbed } from './explore/seeds.fixture.ts'

describe.each(tails.map((scenario) => [scenario.name, scenario] as const))(
  'the %s',
  patience,
  (_, scenario) => {
    it('ends as it should when nothing happens', () => {
      const last = undisturbed(core, scenario).at(-1)
      expect(last?.tail).toMatchObject({
        phase: 'ended',
        outcome: scenario.takesOver ? 'taken-over' : 'retired',
      })
      if (scenario.plan !== null) expect(last?.rollout).toMatchObject({ phase: 'ended', outcome: 'done' })
    })

    it('breaks no rule in any state that few faults lead to, and ends from each', () => {
      const explored = explore(core, scenario, (scenario.name === 'tail that contracts' ? 2 : 1) + more)
      expect(told(explored)).toBe('')
      expect(explored.states).toBeGreaterThan(300)
    })

    it('breaks no rule when the rollout beside it goes back', () => {
      expect(
        told(
          explore(
            core,
            scenario,
            (scenario.name === 'contract beside an expand' ? 0 : 1) + more,
            seeds(core, scenario),
          ),
        ),
      ).toBe('')
    })
  },
)
