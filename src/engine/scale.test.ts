import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const config = yaml(
  production(
    'strategy: { canary: { steps: [50%], at-least: 4s, at-most: 60s } }, watch: { for: 3s, keep-previous: 1s }, judge: { profile: fast }',
  ),
)
const where = { application: 'shop', environment: 'production' }

let on: Stage
beforeEach(async () => {
  on = await stage()
  on.commit('a', { config, content: { api: '1', web: '1' } })
  on.commit('b', { config, content: { api: '1', web: '2' }, parents: ['a'] })
  await on.engine.start()
  await on.through('a')
  await on.clock.pass(10_000)
})
afterEach(() => on.close())

const counts = async (component: string): Promise<readonly number[]> =>
  (await on.target.target.read()).runs
    .filter(({ key, value }) => key.includes(`/${component}/`) && value !== 'stopping')
    .map(({ instances }) => instances.length)

describe('scale', () => {
  it('is in force at once, recorded, no release, and carried to the next and back', async () => {
    const done = await on.engine.scale({ ...where, component: 'web', instances: 3 }, ann)
    expect(done.text.en).toBe('web has 3 instances from now on, 1 before   production')
    expect(await counts('web')).toEqual([3])
    expect((await on.rollouts()).length).toBe(1)
    const entries = await on.engine.ledger(0, 1_000)
    expect(entries.filter(({ action }) => action === 'scaled')).toHaveLength(1)
    await on.through('b')
    await on.clock.pass(10_000)
    expect(await counts('web')).toEqual([3])
    await on.engine.rollback({ ...where, to: null, why: null }, ann)
    await on.clock.until(async () => (await on.rollouts()).every(({ outcome }) => outcome !== null))
    await on.clock.pass(5_000)
    expect(await counts('web')).toEqual([3])
    await on.engine.scale({ ...where, component: 'web', instances: 1 }, ann)
    expect(await counts('web')).toEqual([1])
  })

  it('in a live rollout both releases take it on, and the rollout goes on', async () => {
    const shipped = await on.ship('b')
    await on.clock.until(async () => (await on.rollouts())[0]?.state.phase === 'observing')
    await on.engine.scale({ ...where, component: 'web', instances: 2 }, ann)
    expect(await counts('web')).toEqual([2, 2])
    const view = await on.ended(shipped.kind === 'already-live' ? '' : shipped.candidate)
    expect(view.ended?.code).toBe(0)
    await on.clock.pass(20_000)
    expect(await counts('web')).toEqual([2])
  })

  it('refuses what nobody would be answered by, and what is not there', async () => {
    await expect(on.engine.scale({ ...where, component: 'web', instances: 0 }, ann)).rejects.toThrow(
      /serves-nobody/,
    )
    await expect(on.engine.scale({ ...where, component: 'wob', instances: 1 }, ann)).rejects.toThrow(/wob/)
  })
})
