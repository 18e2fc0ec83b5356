import { describe, expect, it } from 'vitest'
import { patience } from './explore/budget.fixture.ts'
import { core } from './explore/core.fixture.ts'
import { mistakes } from './explore/mistakes.fixture.ts'
import { mistaken } from './explore/mutate.fixture.ts'
import { plans, tails } from './explore/plans.fixture.ts'
import type { Core, Scenario } from './explore/scenario.fixture.ts'
import { explore, type Violation } from './explore/search.fixture.ts'
import { seeds } from './explore/seeds.fixture.ts'

/** From the beginning and from deep states, with as few faults as will do. */
const found = (mistake: Core, scenario: Scenario): Violation | null => {
  for (const faults of [0, 1]) {
    const shallow = explore(mistake, scenario, faults).violation
    const deep = explore(mistake, scenario, faults, seeds(mistake, scenario)).violation
    const all = [shallow, deep].flatMap((one) => one ?? []).sort((a, b) => a.trace.length - b.trace.length)
    if (all[0] !== undefined) return all[0]
  }
  return null
}

describe('the exploration notices', patience, () => {
  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))('%s', async (name, mistake) => {
    const scenario = [...plans, ...tails].find((one) => one.name === mistake.where)
    if (scenario === undefined) throw new Error(`no plan ${mistake.where}`)
    const { core: wrong, remove } = await mistaken(mistake)
    try {
      const violation = found(wrong, scenario)
      expect(violation).not.toBeNull()
      console.log(
        [`${name}\n  breaks “${violation?.rule}” (${mistake.where})`, ...(violation?.trace ?? [])].join(
          '\n  ',
        ),
      )
    } finally {
      await remove()
    }
  })

  it('each of them, and a patch that does not apply fails loudly', async () => {
    expect(mistakes).toHaveLength(12)
    const gone = { name: 'gone', where: '', patches: [{ file: 'act.ts', find: 'no such text', replace: '' }] }
    await expect(mistaken(gone)).rejects.toThrow('stands 0 times in act.ts')
  })

  it('nothing in an unchanged copy', async () => {
    const { core: copy, remove } = await mistaken({ name: 'none', where: '', patches: [] })
    const [first] = plans
    if (first === undefined) throw new Error('no plans')
    expect(explore(copy, first, 1)).toEqual(explore(core, first, 1))
    await remove()
  })
})
