import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecast, propose } from './forecast.ts'
import { judge } from './judge.ts'
import { observe } from './observe.ts'
import { defaultPlan, planProblems } from './plan.ts'
import { limitOf } from './reference.ts'
import { draw, type Rates, second, seeded } from './simulated-traffic.ts'
import { enter, start } from './start.ts'
import type { JudgePlan, JudgeState, Level, Sample } from './types.ts'
import { endWatch } from './watch-end.ts'

const now = 1_000_000
const fast: JudgePlan = {
  ...defaultPlan,
  profile: 'fast',
  worseThan: { ratio: 1, plus: 0 },
  safeWithin: { ratio: 2, plus: 0.002 },
}
const at = (weight: number, change: Partial<Level> = {}): Level => ({
  step: 0,
  kind: 'step',
  generation: 1,
  weight,
  at: now,
  ...change,
})
const begun = (plan: JudgePlan, level: Level): JudgeState => enter(start(plan, now), level)

const traffic = (
  seconds: number,
  weight: number,
  rates: Rates,
  seed = 1,
  perSecond = 100,
): readonly Sample[] => {
  const random = seeded(seed)
  return Array.from({ length: seconds }, (_, index) => draw(random, index, perSecond, weight, rates))
}
const same =
  (rate: number): Rates =>
  () => ({ old: rate, new: rate })
const seen = (state: JudgeState, samples: readonly Sample[]) => observe(state, samples, [], now)

/** Seconds until the judge answers with this kind; null: never. */
const until = (state: JudgeState, samples: readonly Sample[], kind: string): number | null => {
  let next = state
  for (const [index, sample] of samples.entries()) {
    next = observe(next, [sample], [], now + index * 1_000)
    if (judge(next, now + index * 1_000).kind === kind) return index + 1
  }
  return null
}

describe('regressed', () => {
  it.each([
    [0.001, 0.01, 650],
    [0.005, 0.05, 140],
  ])('from %d to %d is seen after at most %d requests in the median', (old, worse, most) => {
    const found = Array.from({ length: 301 }, (_, seed) => {
      const random = seeded(seed + 1)
      let state = begun(fast, at(10))
      for (let index = 0; index < 400 && state.regressed.errors === null; index += 1) {
        state = seen(state, [draw(random, index, 100, 10, () => ({ old, new: worse }))])
      }
      return state.totals.new.requests
    })
    expect(found.sort((one, other) => one - other)[150]).toBeLessThanOrEqual(most)
  })

  it('is not said of equal versions, drifting ones included', () => {
    const drift: Rates = (second) => ({ old: 0.002 + second / 200_000, new: 0.002 + second / 200_000 })
    const wrong = Array.from({ length: 20 }, (_, seed) =>
      until(begun(defaultPlan, at(10)), traffic(600, 10, drift, seed + 100), 'regressed'),
    ).filter((found) => found !== null)
    expect(wrong).toEqual([])
  })

  it('stays, whatever comes later, and always counts', () => {
    const bad = seen(
      begun(fast, at(10)),
      traffic(60, 10, () => ({ old: 0, new: 0.5 })),
    )
    const good = seen(
      enter(bad, at(50, { generation: 2, step: 1 })),
      traffic(300, 50, same(0)).map((one) => ({ ...one, second: one.second + 100, generation: 2 })),
    )
    expect(judge(good, now)).toMatchObject({ kind: 'regressed', cause: 'errors' })
    expect(judge(good, now).text.fr).toMatch(/^erreurs/)
  })

  it('is said by rule of two crashes of new within a step and none of old', () => {
    const crash = (side: 'old' | 'new') => ({ at: now, side, component: 'api' })
    const state = begun(defaultPlan, at(10))
    const kind = (crashes: readonly ('old' | 'new')[]) =>
      judge(observe(state, [], crashes.map(crash), now), now).kind
    expect(kind(['new'])).not.toBe('regressed')
    expect(kind(['new', 'new'])).toBe('regressed')
    expect(kind(['old', 'new', 'new'])).not.toBe('regressed')
    const next = enter(observe(state, [], [crash('new')], now), at(50, { step: 1, generation: 2 }))
    expect(judge(observe(next, [], [crash('new')], now), now).kind).not.toBe('regressed')
  })

  it('leaves out a short incident of one instance under steady, not under fast', () => {
    const incident: Rates = (second) => ({ old: 0.001, new: second >= 30 && second < 34 ? 0.5 : 0.001 })
    const samples = traffic(120, 10, incident, 7)
    expect(judge(seen(begun({ ...defaultPlan, profile: 'fast' }, at(10)), samples), now).kind).toBe(
      'regressed',
    )
    expect(judge(seen(begun(defaultPlan, at(10)), samples), now).kind).not.toBe('regressed')
  })
})

describe('safe', () => {
  it('needs 2,127 requests without an error, and says how many are missing', () => {
    const samples = (seconds: number) =>
      Array.from({ length: seconds }, (_, index) => second(index, 10, [10, 0], [90, 0]))
    const before = judge(seen(begun(defaultPlan, at(10)), samples(212)), now)
    expect(before).toMatchObject({ kind: 'not enough evidence', metrics: [{ missing: 7 }] })
    expect(judge(seen(begun(defaultPlan, at(10)), samples(213)), now).kind).toBe('safe')
  })

  it('speaks of its generation alone: a new weight is proven anew', () => {
    const proven = seen(begun(defaultPlan, at(10)), traffic(300, 10, same(0)))
    expect(judge(proven, now)).toMatchObject({ kind: 'safe', of: 1 })
    const raised = enter(proven, at(50, { generation: 2, step: 1 }))
    expect(judge(raised, now)).toMatchObject({ kind: 'not enough evidence', of: 2 })
    expect(enter(raised, at(10))).toBe(raised)
  })

  it('is seldom wrong about a version at the margin', () => {
    const wrong = Array.from({ length: 40 }, (_, seed) => {
      const harmful: Rates = () => ({ old: 0.001, new: 0.0045 })
      return until(begun(defaultPlan, at(50)), traffic(120, 50, harmful, seed + 500), 'safe')
    }).filter((found) => found !== null)
    expect(wrong.length).toBeLessThanOrEqual(4)
  })
})

describe('no telemetry', () => {
  it('is silence of ten seconds, and never zeros', () => {
    const idle = Array.from({ length: 30 }, (_, index) => second(index, 10, [0, 0], [0, 0]))
    const state = seen(begun(defaultPlan, at(10)), idle)
    expect(judge(state, now + 9_999).kind).toBe('not enough evidence')
    expect(judge(state, now + 10_000)).toMatchObject({ kind: 'no telemetry', cause: 'no-sample' })
  })

  it('is a canary that nobody reaches, and a split that is not what was set', () => {
    const split = (canary: number, clients: number): readonly Sample[] =>
      Array.from({ length: 40 }, (_, index) => {
        const one = second(index, 10, [canary, 0], [90, 0])
        return { ...one, old: { ...one.old, newClients: 90 }, new: { ...one.new, newClients: clients } }
      })
    expect(judge(seen(begun(defaultPlan, at(10)), split(0, 0)), now)).toMatchObject({
      cause: 'no-canary-request',
    })
    expect(judge(seen(begun(defaultPlan, at(10)), split(10, 30)), now)).toMatchObject({
      cause: 'sample-ratio',
    })
    expect(judge(seen(begun(defaultPlan, at(10)), split(10, 10)), now).kind).not.toBe('no telemetry')
  })
})

describe('a watch', () => {
  const alone = at(100, { kind: 'watch' })
  const watched = (requests: number, errors: number, reference: JudgePlan['reference']) =>
    seen(
      begun({ ...fast, reference }, alone),
      Array.from({ length: 20 }, (_, index) => second(index, 100, [requests, errors], [0, 0])),
    )

  it.each([
    ['passed', 200, 0, { requests: 10_000, errors: 10 }],
    ['not enough evidence', 20, 0, { requests: 10_000, errors: 10 }],
    ['not compared', 200, 0, null],
    ['regressed', 200, 20, { requests: 10_000, errors: 10 }],
  ] as const)('without a holdback ends %s', (result, requests, errors, reference) => {
    const end = endWatch(watched(requests, errors, reference), now)
    expect(end.result).toBe(result)
    expect(end.counted).toBe(requests * 20)
    expect(end.text.en).not.toBe(end.text.fr)
  })

  it('that is blind ends so, never as passed', () => {
    expect(endWatch(watched(200, 0, { requests: 10_000, errors: 10 }), now + 60_000).result).toBe(
      'no telemetry',
    )
  })

  it('has a limit of at most a fifth, by rule, and of at least a thousandth', () => {
    expect(limitOf(null)).toBeNull()
    expect(limitOf({ requests: 10, errors: 0 })).toMatchObject({ limit: 0.2, capped: true })
    expect(limitOf({ requests: 1_000_000, errors: 0 })).toMatchObject({ limit: 0.001, capped: false })
    expect(limitOf({ requests: 100, errors: 50 })?.limit).toBeGreaterThan(0.7)
  })
})

describe('the state', () => {
  const samples = traffic(80, 20, (second) => ({ old: 0.01, new: second > 40 ? 0.05 : 0.01 }), 3)

  it('is the same to the last bit however the samples are cut into calls, and outlives JSON', () => {
    const whole = seen(begun(defaultPlan, at(20)), samples)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 80 }), (cuts) => {
        let state = begun(defaultPlan, at(20))
        let from = 0
        for (const length of [...cuts, samples.length]) {
          state = JSON.parse(JSON.stringify(seen(state, samples.slice(from, from + length)))) as JudgeState
          from += length
        }
        expect(state).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  it('counts a sample once, and one that makes no sense nowhere', () => {
    const once = seen(begun(defaultPlan, at(20)), samples)
    const again = seen(once, samples.slice(-50))
    expect(again.totals).toEqual(once.totals)
    const odd = { ...second(200, 20, [1, 5], [0, 0]) }
    expect(seen(once, [odd]).ignored).toBe(once.ignored + 1)
  })
})

describe('before a rollout', () => {
  it('a plan that contradicts itself is refused', () => {
    expect(planProblems(defaultPlan)).toEqual([])
    expect(
      planProblems({ ...defaultPlan, safeWithin: defaultPlan.worseThan }).map(({ code }) => code),
    ).toEqual(['judge.margin'])
    expect(planProblems({ ...defaultPlan, alpha: 0 }).map(({ code }) => code)).toEqual(['judge.share'])
  })

  it('the forecast is the figures of the book: 59 hours at a tenth of a request a second, 71 minutes at 50 % and 2 %', () => {
    const small = { perSecond: 0.1, errorRate: 0 }
    expect((forecast(defaultPlan, 10, small).seconds ?? 0) / 3_600).toBeCloseTo(59, 0)
    const lax = { beta: 0.05, safeWithin: { ratio: 2, plus: 0.02 } }
    expect((forecast(lax, 50, small).seconds ?? 0) / 60).toBeCloseTo(71, 0)
    expect(forecast(defaultPlan, 100, small).seconds).toBeNull()
    expect(propose(defaultPlan, 10, { perSecond: 100, errorRate: 0.001 }, 1_800)).toMatchObject({
      weight: 10,
      safeWithin: { plus: 0.002 },
    })
    expect(propose(defaultPlan, 10, small, 60)).toBeNull()
  })
})
