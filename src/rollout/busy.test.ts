import { describe, expect, it } from 'vitest'
import { decideTail, startTail } from './tail.ts'
import type { Effect, Reading, TailPlan, TailState } from './types.ts'

const plan: TailPlan = {
  tail: 'tail',
  release: 'r1',
  components: [{ name: 'api', needs: [], revision: 'a1' }],
  contracts: [{ component: 'api', revision: 'a2' }],
  gates: [],
  times: { start: 8, drain: 1, stop: 10, keep: 1, poll: 1, retry: 1, clamp: 5, alarm: 60 },
}

const read = (value: 'ready' | 'absent', busy: boolean, generation: number): Reading[] => [
  { kind: 'run', revision: 'a1', value, generation, ...(busy ? { busy: true as const } : {}) },
  { kind: 'split', shares: { r2: 100 }, boot: 'r2', open: {}, generation: 1 },
  { kind: 'job', revision: 'a2', job: 'contract', value: 'absent', generation: 0 },
  { kind: 'neighbours', named: [], contracting: false, older: false },
]

/** One decision each two units of time, at what is read then. */
const wakes = (busyUntil: number, absentFrom: number): string[] => {
  const told: string[] = []
  let state: TailState = startTail(1, 0)
  for (let now = 2; now < 40; now += 2) {
    const readings = read(now < absentFrom ? 'ready' : 'absent', now < busyUntil, state.generation)
    const decision = decideTail(
      plan,
      state,
      readings.map((one) => ({ ...one, asOf: state.tick })),
      now,
    )
    state = decision.state
    const word = (effect: Effect): string[] =>
      effect.kind === 'stop' ? [`${now} stop`] : effect.kind === 'job' ? [`${now} ${effect.job}`] : []
    told.push(...decision.effects.flatMap(word))
  }
  return told.filter(
    (one, index) => told.findIndex((other) => other.split(' ')[1] === one.split(' ')[1]) === index,
  )
}

describe('a one-off command keeps its revision', () => {
  const stopAt = (busyUntil: number): number => Number(wakes(busyUntil, 99)[0]?.split(' ')[0])

  it('retiring waits for it, up to the grace of a stop', () => {
    const [free, short, long] = [stopAt(0), stopAt(10), stopAt(99)]
    expect(short).toBe(Math.max(free, 10))
    expect(long).toBeGreaterThan(short)
    expect(long - free).toBeLessThanOrEqual(plan.times.stop ?? 0)
  })

  it('contracting waits for it always', () => {
    const contracts = (busyUntil: number): number =>
      Number(
        wakes(busyUntil, 20)
          .find((one) => one.endsWith('contract'))
          ?.split(' ')[0],
      )
    expect(contracts(0)).toBeLessThan(30)
    expect(contracts(34)).toBeGreaterThanOrEqual(34)
  })
})
