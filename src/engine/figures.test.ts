import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = yaml(
  production(
    'strategy: { canary: { steps: [20%], at-least: 2s, at-most: 60s } }, watch: { for: 5s, holdback: 10%, keep-previous: 10m }, judge: { profile: fast }',
  ),
)
const where = { application: 'shop', environment: 'production' }

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  on.commit('a', { config, content: { api: '1', web: '1' } })
  on.commit('b', { config, content: { api: '1', web: 'bad' }, parents: ['a'] })
  on.commit('c', { config, content: { api: '1', web: '3' }, parents: ['b'] })
  await on.engine.start()
})
afterEach(() => on.close())

const all = () => on.engine.figures(where, { from: 0, to: Number.MAX_SAFE_INTEGER })

describe('figures of what really happened', () => {
  it('a bad release, its way back and the fix', async () => {
    await on.through('a')
    await on.through('b')
    await on.through('c')
    expect(await all()).toMatchObject({
      deployments: 3,
      failures: [{ environment: 'production', release: 2, restoredAt: expect.any(Number) }],
      rework: 1,
      leadTime: { whole: { known: 2, unknown: 0 }, 'rolled-out': { known: 2 }, waited: { known: 2 } },
      timeToRestore: { known: 1 },
    })
  })

  it('a rollback by a person makes the release that it left a failure', async () => {
    await on.through('a')
    await on.through('c')
    expect((await all()).failures).toEqual([])
    await on.engine.rollback({ ...where, to: null, why: null }, ann)
    await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
    expect(await all()).toMatchObject({ deployments: 2, failures: [{ release: 2 }], changeFailureRate: 0.5 })
  })

  it('with what they waited for before their turn, by cause', async () => {
    await on.through('a')
    on.commit('d', { config, content: { api: '4', web: '4' }, parents: ['a'] })
    on.commit('e', { config, content: { api: '5', web: '5' }, parents: ['d'] })
    await on.ship('d')
    await on.clock.until(async () => (await on.rollouts())[0]?.context.new.commit === 'd')
    await on.through('e')
    const { waitedFor, leadTime } = await all()
    expect(waitedFor).toMatchObject([{ cause: 'turn', unknown: 0 }])
    const [turn] = waitedFor
    expect(turn?.longest).toBeGreaterThan(5_000)
    expect(turn?.longest).toBeLessThanOrEqual(leadTime.waited.longest ?? 0)
  })

  it('a commit that ships again changes nothing of what is known of the first time', async () => {
    await on.through('a')
    const before = (await all()).leadTime
    await on.through('c')
    await on.engine.rollback({ ...where, to: null, why: null }, ann)
    await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
    const one = (await all()).leadTime
    await on.through('c')
    const { leadTime, deployments } = await all()
    expect(deployments).toBe(3)
    // What the third took is the longest or the shortest; the others are as they were.
    expect([before.built.known, one.built.known, leadTime.built.known]).toEqual([1, 2, 3])
    expect(leadTime.built.longest).toBe(one.built.longest)
    expect(leadTime.built.median).toBeLessThanOrEqual(one.built.longest ?? 0)
  })

  it('of the last ninety days where nothing is said, and of no period that ends before it begins', async () => {
    await on.through('a')
    const usual = await on.engine.figures(where, { from: null, to: null })
    expect([usual.deployments, usual.period.to - usual.period.from]).toEqual([1, 90 * 86_400_000])
    await expect(on.engine.figures(where, { from: 2, to: 2 })).rejects.toThrow(/empty-period/)
  })

  it('of a period without anything, and of an environment that is not there', async () => {
    await on.through('a')
    expect(await on.engine.figures(where, { from: 0, to: 1 })).toMatchObject({ deployments: 0 })
    await expect(on.engine.figures({ ...where, environment: 'moon' }, { from: 0, to: 1 })).rejects.toThrow(
      /unknown-environment/,
    )
  })
})
