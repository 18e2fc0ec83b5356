import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestOf } from '../kernel/canonical.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const quick = yaml(production('watch: { for: 3s, keep-previous: 20s }'))
const long = yaml(
  production('strategy: { canary: { steps: [20%], at-least: 60s, at-most: 90s } }, watch: { for: 3s }'),
)
const key = 'shop/production'
const here = { application: 'shop', environment: null }

let on: Stage
beforeEach(async () => {
  on = await stage()
  on.commit('a', { config: quick, content: { api: '1', web: '1' } })
  await on.engine.start()
})
afterEach(() => on.close())

const commit = (id: string, parent: string, config = quick) =>
  on.commit(id, { config, content: { api: id, web: '1' }, parents: [parent] })
const close = (page: string | null = null) =>
  on.engine.maintenance({ ...here, on: true, page, why: 'moving' }, ann)
const open = () => on.engine.maintenance({ ...here, on: false, page: null, why: null }, ann)
const status = async () => (await on.engine.status('shop')).applications[0]?.environments[0]

describe('maintenance', () => {
  it('closes the edge, is recorded, and lets rollouts wait until it is over', async () => {
    await on.through('a')
    await close('<h1>closed</h1>')
    expect(on.router.closed.get(key)).toMatchObject({ on: true, page: '<h1>closed</h1>' })
    expect(await status()).toMatchObject({ maintenance: { by: 'ann', why: 'moving' } })
    commit('b', 'a')
    await on.ship('b')
    await on.clock.until(async () => (await status())?.queue[0]?.waits[0]?.en.includes('closed') === true)
    await on.clock.pass(20_000)
    expect((await status())?.actual?.releases.map(({ release }) => release)).toEqual([1])
    await open()
    expect(on.router.closed.get(key)?.on).toBe(false)
    await on.clock.until(
      async () => (await status())?.actual?.releases.some(({ release }) => release === 2) === true,
    )
    const actions = (await on.engine.ledger(0, 1_000)).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['maintenance-on', 'maintenance-off']))
  })

  it('shows the page that the commit which runs declares, unless one is given', async () => {
    const paged = yaml(production('watch: { for: 3s }, maintenance: pages/closed.html'))
    const holding = (id: string, page: string, parents: readonly string[] = []) =>
      on.commit(id, { config: paged, content: { api: id, web: '1', 'pages/closed.html': page }, parents })
    on.commit('bare', { config: paged, content: { api: '1', web: '1' } })
    const refused = await on.ship('bare').catch((error: unknown) => error)
    expect((refused as ProblemError).problems[0]).toMatchObject({ code: 'page-missing', kind: 'usage' })
    holding('empty', ' ')
    await expect(on.ship('empty')).rejects.toMatchObject({ problems: [{ code: 'page-unfit' }] })
    holding('p', '<h1>ours</h1>')
    await on.through('p')
    await close()
    expect(on.router.closed.get(key)?.page).toBe('<h1>ours</h1>')
    const entries = await on.engine.ledger(0, 1_000)
    expect(entries.find(({ action }) => action === 'maintenance-on')?.payload).toBe(
      digestOf({ why: 'moving', page: 13, file: 'pages/closed.html' }),
    )
    await open()
    await close('<h1>by hand</h1>')
    expect(on.router.closed.get(key)?.page).toBe('<h1>by hand</h1>')
  })

  it('is refused in a live step, with what to do, and where nothing is served', async () => {
    await expect(close()).rejects.toThrow()
    await on.through('a')
    commit('b', 'a', long)
    await on.ship('b')
    await on.clock.until(async () => (await status())?.rollout?.weight === 20)
    const refused = await close().catch((error: unknown) => error)
    expect((refused as ProblemError).problems[0]).toMatchObject({
      code: 'maintenance-in-rollout',
      todo: { en: expect.stringContaining('ecluse rollback') },
    })
    expect(on.router.closed.has(key)).toBe(false)
  })

  it('is said again to an edge that did not hear it', async () => {
    await on.through('a')
    on.router.setDown(true)
    await close()
    expect(on.router.closed.has(key)).toBe(false)
    on.router.setDown(false)
    await on.clock.until(async () => on.router.closed.get(key)?.on === true)
  })
})

describe('an edge that could not serve a candidate', () => {
  const problem: Problem = {
    code: 'host-taken',
    kind: 'conflict',
    message: { en: 'shop.example is taken', fr: 'shop.example est pris' },
  }

  it('ends its ship before anything runs', async () => {
    await on.through('a')
    on.router.unserviceable(new ProblemError(problem))
    commit('b', 'a')
    const end = await on.through('b')
    expect(JSON.stringify(end)).toContain('shop.example is taken')
    expect((await status())?.actual?.releases.map(({ release }) => release)).toEqual([1])
  })

  it('is shown by status with what is wrong', async () => {
    await on.through('a')
    on.router.notice([problem])
    await on.clock.until(async () => (await status())?.edge?.[0]?.code === 'host-taken')
  })
})
