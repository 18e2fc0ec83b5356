import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { patience } from './explore/budget.fixture.ts'
import { core } from './explore/core.fixture.ts'
import { violationOf } from './explore/invariants.fixture.ts'
import { allMended, moves, over } from './explore/moves.fixture.ts'
import { plans, tails } from './explore/plans.fixture.ts'
import { round } from './explore/round.fixture.ts'
import { violationIn } from './explore/rules-state.fixture.ts'
import { initial, type Node, type Scenario } from './explore/scenario.fixture.ts'
import { line } from './explore/search.fixture.ts'
import { seeds } from './explore/seeds.fixture.ts'

/** Faults without end, as fast-check chooses them; after each fault a few quiet wakes, so that walks get far. */
const walk = (
  scenario: Scenario,
  from: Node,
  choices: readonly { pick: number; quiet: number }[],
): string => {
  const trace: string[] = [line('begin', from)]
  let node = from
  const go = (label: string, step: () => ReturnType<typeof round>): string | null => {
    const { node: next, wakes } = step()
    node = next
    trace.push(line(label, node))
    const broken = wakes.map((wake) => violationOf(scenario, wake)).find((rule) => rule !== null)
    return broken ?? violationIn(core, scenario, node)
  }
  for (const { pick, quiet } of choices) {
    const all = moves(core, scenario, node, true)
    const move = all[pick % Math.max(1, all.length)]
    if (move === undefined) break
    const broken = go(move.label, move.go)
    if (broken !== null) return [broken, ...trace].join('\n')
    for (let count = 0; count < quiet && !over(node); count += 1) {
      const rule = go('wake', () => round(core, scenario, node))
      if (rule !== null) return [rule, ...trace].join('\n')
    }
  }
  return ''
}

const choices = fc.array(fc.record({ pick: fc.nat({ max: 10_000 }), quiet: fc.nat({ max: 3 }) }), {
  minLength: 5,
  maxLength: 40,
})

describe.each([...plans, ...tails].map((scenario) => [scenario.name, scenario] as const))(
  'walks of many faults: %s',
  patience,
  (_, scenario) => {
    const starts = [{ label: 'begin', node: initial(core, scenario) }, ...seeds(core, scenario)]

    it('break no rule, from the beginning and from deep states', () => {
      fc.assert(
        fc.property(fc.nat({ max: starts.length - 1 }), choices, (index, chosen) => {
          expect(walk(scenario, starts[index]?.node ?? initial(core, scenario), chosen)).toBe('')
        }),
        { numRuns: 150 },
      )
    })
  },
)

describe('what can mend', () => {
  it('is mended all at once', () => {
    const [scenario] = plans
    if (scenario === undefined) throw new Error('no plans')
    const node = initial(core, scenario)
    const world = { ...node.world, dark: 'target', stalled: 'split', gate: 'hold' as const, turn: false }
    expect(allMended(scenario, { ...node, world })).toEqual(node.world)
  })
})
