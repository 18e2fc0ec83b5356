import { describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { plans } from './explore/plans.fixture.ts'
import { type PlanRequest, planOf, refusePlan, tailOf } from './plan.ts'
import { start } from './start.ts'
import type { Component, Plan, Step } from './types.ts'

const web: Component = {
  name: 'web',
  needs: ['api'],
  oldNeeds: [],
  old: 'w1',
  new: 'w2',
  jobs: ['smoke'],
  within: 60_000,
}
const api: Component = {
  name: 'api',
  needs: [],
  oldNeeds: [],
  old: 'a1',
  new: 'a2',
  jobs: ['expand'],
  within: 30_000,
}
const step = (weight: number): Step => ({
  weight,
  atLeast: 1,
  atMost: 2,
  whenUnsure: 'hold',
  whenBlind: 'hold',
})
const request: PlanRequest = {
  rollout: 'r',
  kind: 'release',
  release: '2',
  previous: '1',
  stable: 'trusted',
  components: [web, api],
  strategy: { kind: 'canary', steps: [step(10), step(50)] },
  watch: { for: 5_000, holdback: 10, keepPrevious: 600_000 },
  gates: [{ name: 'tests', window: false }],
}
const weights = (plan: Plan): number[] => plan.steps.map(({ weight }) => weight)

const refused = (change: Partial<PlanRequest>): string[] => {
  try {
    planOf({ ...request, ...change })
    return []
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return error.problems.map(({ code }) => code)
  }
}

describe('a plan', () => {
  it('sorts components, ends with the watch, and gives the longest chain its time', () => {
    const plan = planOf(request)
    expect(plan.components.map(({ name }) => name)).toEqual(['api', 'web'])
    expect(weights(plan)).toEqual([10, 50, 90])
    expect(plan.times.start).toBeGreaterThanOrEqual(90_000)
  })

  it('has one step where there is nothing to compare with, and none holds back for ever', () => {
    expect(weights(planOf({ ...request, previous: null }))).toEqual([100])
    expect(weights(planOf({ ...request, stable: 'broken' }))).toEqual([90])
    const back = planOf({ ...request, kind: 'rollback' })
    expect(weights(back)).toEqual([100])
    expect(back.gates).toEqual([])
    expect(back.components.flatMap(({ jobs }) => jobs)).toEqual(['smoke'])
  })

  it.each([
    ['component-twice', { components: [api, api] }],
    ['need-unknown', { components: [web] }],
    ['component-empty', { components: [api, { ...api, name: 'x', old: null, new: null }] }],
    ['nothing-to-run', { components: [{ ...api, new: null }] }],
    ['needs-cycle', { components: [web, { ...api, needs: ['web'] }] }],
    ['weight-outside', { strategy: { kind: 'canary', steps: [step(0)] } }],
    ['weight-falls', { strategy: { kind: 'canary', steps: [step(50), step(10)] } }],
    ['step-times', { strategy: { kind: 'canary', steps: [{ ...step(10), atLeast: 9 }] } }],
    ['same-release', { previous: '2' }],
    ['times', { times: { poll: 0 } }],
    ['start-too-short', { times: { start: 60_000 } }],
  ] satisfies [string, Partial<PlanRequest>][])('that cannot work is refused: %s', (code, change) => {
    expect(refused(change)).toContain(code)
  })

  it('made by hand is refused the same way', () => {
    const plan = planOf(request)
    const codes = (change: Partial<Plan>) => refusePlan({ ...plan, ...change }).map(({ code }) => code)
    expect(codes({ steps: [] })).toContain('no-steps')
    expect(codes({ stable: 'broken' })).toContain('broken-canary')
    expect(codes({ previous: null })).toContain('first-in-one')
    for (const scenario of plans) expect(scenario.plan && refusePlan(scenario.plan)).toEqual([])
  })

  it('leaves a tail only once it has settled', () => {
    const plan = planOf(request)
    const ended = { ...start(plan, 0, 0), phase: 'ended', outcome: 'done' } as const
    expect(tailOf(plan, start(plan, 0, 0))).toBeNull()
    expect(tailOf(plan, { ...ended, outcome: 'rolled-back' })).toBeNull()
    expect(tailOf(plan, ended)?.components.map(({ revision }) => revision)).toEqual(['a1', 'w1'])
    expect(tailOf(plan, { ...ended, forward: true })?.times.keep).toBe(0)
  })
})
