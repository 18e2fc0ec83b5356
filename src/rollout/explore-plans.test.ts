import { describe, expect, it } from 'vitest'
import { more, patience, told } from './explore/budget.fixture.ts'
import { core } from './explore/core.fixture.ts'
import { plans } from './explore/plans.fixture.ts'
import { explore } from './explore/search.fixture.ts'
import { seeds, undisturbed } from './explore/seeds.fixture.ts'

/** Small enough to be explored with one fault more. */
const small = ['blue-green', 'rollback']

describe.each(plans.map((scenario) => [scenario.name, scenario] as const))(
  'the plan %s',
  patience,
  (name, scenario) => {
    it('ends as it should when nothing happens', () => {
      expect(undisturbed(core, scenario).at(-1)?.rollout).toMatchObject({ phase: 'ended', outcome: 'done' })
    })

    it('breaks no rule in any state that few faults lead to, and ends from each', () => {
      const explored = explore(core, scenario, (small.includes(name) ? 2 : 1) + more)
      expect(told(explored)).toBe('')
      expect(explored.states).toBeGreaterThan(500)
    })

    it('breaks no rule on its ways back, from every point and with the old release dead', () => {
      expect(told(explore(core, scenario, 1 + more, seeds(core, scenario)))).toBe('')
    })
  },
)
