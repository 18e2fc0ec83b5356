import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { core } from './explore/core.fixture.ts'
import { plans, tails } from './explore/plans.fixture.ts'
import { readRollout, readTail } from './explore/readings.fixture.ts'
import type { Node, Scenario } from './explore/scenario.fixture.ts'
import { seeds, undisturbed } from './explore/seeds.fixture.ts'
import type { Observation, Plan, Reading, TailObservation } from './types.ts'

const states = (scenario: Scenario): Node[] => [
  ...undisturbed(core, scenario),
  ...seeds(core, scenario).map((seed) => seed.node),
]

type Mess = {
  readonly order: readonly number[]
  readonly doubled: readonly boolean[]
  readonly staled: readonly number[]
}
const messes: fc.Arbitrary<Mess> = fc.record({
  order: fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
  doubled: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
  staled: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 30, maxLength: 30 }),
})

type Stamped = Reading & { readonly asOf: number }

/** Another order, some twice, and between them what was read for other decisions, of anything else. */
const messed = (
  readings: readonly Stamped[],
  others: readonly Reading[],
  tick: number,
  mess: Mess,
): Stamped[] => {
  const twice = readings.flatMap((reading, index) => (mess.doubled[index] ? [reading, reading] : [reading]))
  const stale = others.flatMap((reading, index): Stamped[] => {
    const off = mess.staled[index] ?? 0
    const generation = 'generation' in reading ? { generation: 0 } : {}
    return off === 0 ? [] : [{ ...reading, ...generation, asOf: tick + off } as Stamped]
  })
  return [...twice, ...stale]
    .map((reading, index) => ({ reading, at: mess.order[index % 30] ?? 0 }))
    .sort((a, b) => a.at - b.at)
    .map(({ reading }) => reading)
}

const rolloutOf = (plan: Plan, scenario: Scenario, node: Node): Reading[] =>
  readRollout(core, scenario, plan, node)

describe('order, doubling and staleness of readings change nothing', () => {
  it.each(plans.map((scenario) => [scenario.name, scenario] as const))('in the plan %s', (_, scenario) => {
    const { plan } = scenario
    const all = states(scenario)
    fc.assert(
      fc.property(fc.nat(), fc.nat(), messes, (index, other, mess) => {
        const node = all[index % all.length]
        const elsewhere = all[other % all.length]
        if (plan === null || !node?.rollout || !elsewhere) return
        const state = node.rollout
        const readings = rolloutOf(plan, scenario, node).map((one) => ({ ...one, asOf: state.tick }))
        const command: Observation[] = [
          {
            kind: 'command',
            seq: state.seq + 1,
            command: 'pause',
            at: state.phase,
            step: state.step,
            by: 'ada',
          },
        ]
        const mixed = messed(readings, rolloutOf(plan, scenario, elsewhere), state.tick, mess)
        const now = node.now + 1
        expect(core.decide(plan, state, [...mixed, ...command, ...command], now)).toEqual(
          core.decide(plan, state, [...command, ...readings], now),
        )
      }),
      { numRuns: 200 },
    )
  })

  it.each(tails.map((scenario) => [scenario.name, scenario] as const))('in the %s', (_, scenario) => {
    const plan = scenario.tail
    const all = states(scenario)
    fc.assert(
      fc.property(fc.nat(), fc.nat(), messes, (index, other, mess) => {
        const node = all[index % all.length]
        const elsewhere = all[other % all.length]
        if (plan === null || !node?.tail || !elsewhere) return
        const state = node.tail
        const readings = readTail(scenario, node).map((one) => ({ ...one, asOf: state.tick }))
        const mixed: TailObservation[] = messed(readings, readTail(scenario, elsewhere), state.tick, mess)
        expect(core.decideTail(plan, state, mixed, node.now + 1)).toEqual(
          core.decideTail(plan, state, readings, node.now + 1),
        )
      }),
      { numRuns: 200 },
    )
  })
})

describe('two readings that contradict each other', () => {
  it('are worth as much as none', () => {
    const [, scenario] = plans
    if (scenario === undefined || scenario.plan === null) throw new Error('no plan')
    const { plan } = scenario
    for (const node of states(scenario)) {
      const state = node.rollout
      if (state === null) continue
      const readings = rolloutOf(plan, scenario, node).map((one) => ({ ...one, asOf: state.tick }))
      for (const one of readings) {
        if (one.kind !== 'run') continue
        const rest = readings.filter((reading) => reading !== one)
        const opposite = { ...one, value: one.value === 'ready' ? 'failed' : 'ready' } as const
        expect(core.decide(plan, state, [...readings, opposite], node.now + 1)).toEqual(
          core.decide(plan, state, rest, node.now + 1),
        )
      }
    }
  })
})
