import { fakeTarget } from '../engine/world.fixture.ts'
import type { Clock } from './clock.ts'
import { targetContract } from './target.contract.fixture.ts'
import type { RevisionSpec } from './target.ts'

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  wake: (after, call) => {
    const timer = setTimeout(call, after)
    return () => clearTimeout(timer)
  },
}

const revision = (component: string, change: Partial<RevisionSpec> = {}): RevisionSpec => ({
  key: `claims/production/${component}/0123456789ab`,
  application: 'claims',
  environment: 'production',
  component,
  revision: '0123456789ab',
  image: `sha256:${'0'.repeat(64)}`,
  start: null,
  variables: {},
  needs: {},
  keep: [],
  instances: 1,
  ready: { path: '/', status: 200, within: 10_000, steadyFor: 0 },
  times: { request: 5_000, drain: 1_000, stop: 1_000 },
  ...change,
})

targetContract('the engine’s target in memory', async () => {
  const { target, answers, onceTakes } = fakeTarget(clock, () => ({ ready: 50 }))
  // As the contract's one question is answered: nothing is run here.
  Object.assign(answers, { of: () => 'new\n', lastLines: ['1'] })
  Object.assign(onceTakes, { code: 3 })
  return { target, revision, clear: async () => {} }
})
