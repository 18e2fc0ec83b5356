import type { Component, JobKind, Plan, Step, TailPlan, Times } from '../types.ts'
import type { Scenario } from './scenario.fixture.ts'

/** Few units of time, so that every order of deadlines and events is met soon. */
export const times: Times = { start: 8, drain: 1, keep: 1, poll: 1, retry: 1, clamp: 1, alarm: 2 }

const one = (
  name: string,
  old: string | null,
  fresh: string | null,
  more: Partial<Component> = {},
): Component => ({
  name,
  needs: [],
  oldNeeds: [],
  old,
  new: fresh,
  jobs: [],
  within: 2,
  ...more,
})

const step = (weight: number, more: Partial<Step> = {}): Step => ({
  weight,
  atLeast: 1,
  atMost: 2,
  whenUnsure: 'hold',
  whenBlind: 'hold',
  ...more,
})
const watch = (weight: number): Step => step(weight, { atLeast: 1, atMost: 1 })

const gate = { name: 'tests', window: false }
const window = { name: 'calendar', window: true }

const planned = (components: readonly Component[], more: Partial<Plan> = {}): Plan => ({
  rollout: 'rollout',
  kind: 'release',
  release: 'r2',
  previous: 'r1',
  stable: 'trusted',
  components,
  steps: [watch(100)],
  gates: [gate],
  whenClosed: 'roll-back',
  whenSuperseded: 'finish',
  times,
  salt: 'rollout',
  ...more,
})

const scenario = (name: string, plan: Plan, more: Partial<Scenario> = {}): Scenario => {
  const revisions = (side: 'old' | 'new') => plan.components.flatMap((component) => component[side] ?? [])
  return {
    name,
    plan,
    tail: null,
    releases: {
      [plan.release]: revisions('new'),
      ...(plan.previous === null ? {} : { [plan.previous]: revisions('old') }),
    },
    serving: plan.previous,
    running: plan.previous === null ? [] : revisions('old'),
    dead: [],
    takesOver: false,
    ...more,
  }
}

const needsApi = { needs: ['api'], oldNeeds: ['api'] }
const canary = [step(10), step(50), watch(90)]
const jobs: readonly JobKind[] = ['expand', 'smoke']

const withWorker = (old: string | null, fresh: string | null): Component[] => [
  one('web', 'w1', 'w2'),
  one('queue', old, fresh, { worker: 'exclusive' }),
]

/** The plans that are explored alone. */
export const plans: readonly Scenario[] = [
  scenario(
    'first release',
    planned([one('api', null, 'a1'), one('web', null, 'w1', { needs: ['api'] })], {
      release: 'r1',
      previous: null,
    }),
  ),
  scenario('blue-green', planned([one('web', 'w1', 'w2')])),
  scenario('canary', planned([one('web', 'w1', 'w2')], { steps: canary, gates: [gate, window] })),
  scenario(
    'canary that decides alone',
    planned([one('web', 'w1', 'w2')], {
      steps: [
        step(10, { whenUnsure: 'promote', whenBlind: 'roll-back' }),
        step(50, { whenUnsure: 'roll-back' }),
        watch(100),
      ],
      gates: [window],
      whenClosed: 'finish',
      whenSuperseded: 'withdraw',
    }),
  ),
  scenario(
    'canary that holds at night',
    planned([one('web', 'w1', 'w2')], { steps: [step(50), watch(100)], gates: [window], whenClosed: 'hold' }),
  ),
  scenario(
    'changed leaf',
    planned([one('api', 'a1', 'a1'), one('web', 'w1', 'w2', needsApi)], { steps: [step(50), watch(100)] }),
  ),
  scenario(
    'changed root',
    planned([one('api', 'a1', 'a2'), one('web', 'w1', 'w2', needsApi)], { steps: [step(50), watch(90)] }),
  ),
  scenario('component added', planned([one('api', null, 'a2'), one('web', 'w1', 'w2', { needs: ['api'] })])),
  scenario(
    'component removed',
    planned([one('api', 'a1', null), one('web', 'w1', 'w2', { oldNeeds: ['api'] })]),
  ),
  scenario('broken stable', planned([one('web', 'w1', 'w2')], { stable: 'broken' }), { dead: ['w1'] }),
  scenario('broken stable that answers', planned([one('web', 'w1', 'w2')], { stable: 'broken' })),
  scenario(
    'rollback',
    planned([one('web', 'w1', 'w2')], {
      kind: 'rollback',
      gates: [],
      steps: [step(100, { atLeast: 0, atMost: 0 })],
    }),
  ),
  scenario('exclusive worker', planned(withWorker('q1', 'q2'), { steps: [step(50), watch(90)] })),
  scenario(
    'exclusive worker, taken back',
    planned(withWorker('q1', 'q2'), {
      kind: 'rollback',
      gates: [],
      steps: [step(100, { atLeast: 0, atMost: 0 })],
    }),
  ),
  scenario('exclusive worker added', planned(withWorker(null, 'q2'))),
  scenario('exclusive worker removed', planned(withWorker('q1', null))),
  scenario(
    'exclusive worker at first',
    planned([one('web', null, 'w1'), one('queue', null, 'q1', { worker: 'exclusive' })], {
      release: 'r1',
      previous: null,
    }),
  ),
  scenario(
    'worker side by side',
    planned([one('web', 'w1', 'w2'), one('queue', 'q1', 'q2', { worker: 'side-by-side' })]),
  ),
  scenario('exclusive worker that is broken', planned(withWorker('q1', 'q2'), { stable: 'broken' }), {
    dead: ['q1'],
  }),
  scenario(
    'rehearsal',
    planned([one('api', 'a1', 'a1'), one('web', 'w1', 'w2', needsApi)], {
      steps: [step(50), watch(90)],
      rehearse: 1,
    }),
  ),
  scenario(
    'rehearsal with an exclusive worker',
    planned(withWorker('q1', 'q2'), { steps: [watch(100)], rehearse: 1 }),
  ),
  scenario(
    'no way back but a person’s',
    planned([one('web', 'w1', 'w2', { jobs: ['expand'] })], {
      steps: [step(50), watch(90)],
      wayBack: 'person',
      gates: [gate, window],
    }),
  ),
  scenario('migrations', planned([one('web', 'w1', 'w2', { jobs })], { steps: [step(50), watch(100)] })),
]

const tailing = (more: Partial<TailPlan> = {}): TailPlan => ({
  tail: 'tail',
  release: 'r0',
  components: [{ name: 'web', needs: [], revision: 'w0' }],
  contracts: [],
  gates: [window],
  times,
  ...more,
})

const alone = (name: string, tail: TailPlan): Scenario => ({
  name,
  plan: null,
  tail,
  releases: { r0: tail.components.map((component) => component.revision), r1: ['w1'] },
  serving: 'r1',
  running: ['w1', ...tail.components.map((component) => component.revision)],
  dead: [],
  takesOver: false,
})

const contracts = [{ component: 'web', revision: 'w1' }]

/** Tails alone, and beside a live rollout of the same environment. */
export const tails: readonly Scenario[] = [
  alone('tail', tailing()),
  alone(
    'tail of two',
    tailing({
      components: [
        { name: 'api', needs: [], revision: 'a0' },
        { name: 'web', needs: ['api'], revision: 'w0' },
      ],
    }),
  ),
  alone('tail that contracts', tailing({ contracts })),
  alone(
    'tail with an exclusive worker',
    tailing({
      components: [
        { name: 'web', needs: [], revision: 'w0' },
        { name: 'queue', needs: [], revision: 'q0', worker: 'exclusive' },
      ],
    }),
  ),
  scenario(
    'tail whose exclusive worker comes back',
    planned([one('web', 'w1', 'w2'), one('queue', 'q1', 'q0', { worker: 'exclusive' })]),
    {
      tail: tailing({
        gates: [],
        components: [
          { name: 'web', needs: [], revision: 'w0' },
          { name: 'queue', needs: [], revision: 'q0', worker: 'exclusive' },
        ],
      }),
      releases: { r0: ['w0', 'q0'], r1: ['w1', 'q1'], r2: ['w2', 'q0'] },
      running: ['w0', 'w1', 'q1'],
    },
  ),
  scenario('tail beside a rollout', planned([one('web', 'w1', 'w2')]), {
    tail: tailing({ gates: [] }),
    releases: { r0: ['w0'], r1: ['w1'], r2: ['w2'] },
    running: ['w0', 'w1'],
  }),
  scenario('tail whose revision comes back', planned([one('web', 'w1', 'w0')]), {
    tail: tailing({ gates: [] }),
    releases: { r0: ['w0'], r1: ['w1'], r2: ['w0'] },
    running: ['w0', 'w1'],
  }),
  scenario(
    'tail taken over',
    planned([one('web', 'w1', 'w0')], {
      kind: 'rollback',
      release: 'r0',
      gates: [],
      steps: [step(100, { atLeast: 0, atMost: 0 })],
    }),
    {
      tail: tailing({ gates: [] }),
      releases: { r0: ['w0'], r1: ['w1'] },
      running: ['w0', 'w1'],
      takesOver: true,
    },
  ),
  scenario(
    'contract beside an expand',
    planned([one('web', 'w1', 'w2', { jobs: ['expand'] })], { gates: [] }),
    {
      tail: tailing({ gates: [], contracts }),
      releases: { r0: ['w0'], r1: ['w1'], r2: ['w2'] },
      running: ['w0', 'w1'],
    },
  ),
]
