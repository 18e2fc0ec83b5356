import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'
import { letLose } from './lost.fixture.ts'

const slow = yaml(production('watch: { for: 60s }'))
const quick = yaml(production('watch: { for: 3s }'))
const here = { application: 'shop', environment: null }

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  on.commit('a', { config: quick, content: { api: '1', web: '1' } })
  await on.engine.start()
  await on.through('a')
})
afterEach(() => on.close())

const commit = (id: string, parent: string, api: string, config = quick) =>
  on.commit(id, { config, content: { api, web: '1' }, parents: [parent] })
const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const stageOf = async (id: string) => (await on.engine.candidate(id)).environments[0]?.state
const queue = async () => (await on.engine.status('shop')).applications[0]?.environments[0]?.queue ?? []

describe('the queue', () => {
  it('waits behind the live rollout; what a later waiting one contains is left out and follows it', async () => {
    commit('b', 'a', '2', slow)
    commit('c', 'b', '3')
    commit('d', 'c', '4')
    const b = await shipped('b')
    await on.clock.until(async () => (await stageOf(b)) === 'live')
    const [c, d] = [await shipped('c'), await shipped('d')]
    await on.clock.until(async () => (await queue()).length === 2)
    const [first, second] = await queue()
    expect(first).toMatchObject({
      candidate: c,
      position: 1,
      waits: [{ en: 'waits in production, 1 before it' }],
    })
    expect((second?.earliest ?? 0) - (first?.earliest ?? 0)).toBe(3_000)
    expect(await on.engine.candidate(d)).toMatchObject({
      pending: 5,
      environments: [{ state: 'waiting', ahead: 2 }],
    })
    expect((await on.ended(b)).ended?.code).toBe(0)
    expect(await on.ended(c)).toMatchObject({ followed: d, ended: null })
    expect(await on.ended(d)).toMatchObject({ release: 3, ended: { code: 0 } })
    expect((await on.rollouts()).map(({ release }) => release)).toEqual([3, 2, 1])
  })

  it('leaves out nothing that a later one does not contain', async () => {
    commit('b', 'a', '2', slow)
    commit('c', 'b', '3')
    commit('e', 'b', '5')
    const b = await shipped('b')
    await on.clock.until(async () => (await stageOf(b)) === 'live')
    const [c, e] = [await shipped('c'), await shipped('e')]
    await on.ended(c)
    await letLose(on)
    expect(await on.ended(e)).toMatchObject({ release: 4, ended: { code: 0 } })
  })

  it('gives the same candidate to whoever ships the same commit, also at once', async () => {
    commit('b', 'a', '2', slow)
    const [one, two] = await Promise.all([on.ship('b'), on.ship('b')])
    expect([one?.kind, two?.kind].sort()).toEqual(['followed', 'new'])
    await on.ended(await shipped('b').catch(() => ''))
    expect(await on.ship('b')).toMatchObject({ kind: 'already-live', release: 2 })
  })

  it('ships an older commit as a new release, the whole way, once somebody says that it may lose what runs', async () => {
    commit('b', 'a', '2')
    await on.through('b')
    const a = await shipped('a')
    await letLose(on)
    expect(await on.ended(a)).toMatchObject({ release: 3, ended: { code: 0 } })
  })
})

describe('after a release was taken back', () => {
  it('those already waiting that contain its commit hold until promote; one shipped afterwards goes', async () => {
    commit('b', 'a', 'bad', slow)
    commit('fix', 'b', 'good again')
    commit('c', 'fix', 'bad too')
    const b = await shipped('b')
    await on.clock.until(async () => (await stageOf(b)) === 'live')
    const c = await shipped('c')
    expect((await on.ended(b)).ended?.code).toBe(3)
    await on.clock.until(async () => (await queue())[0]?.waits[0]?.en.includes('was taken back') === true)
    expect((await queue())[0]).toMatchObject({ candidate: c, earliest: null })
    expect(await on.engine.why({ ...here, release: null })).toMatchObject({
      kind: 'waiting',
      reasons: [{ code: 'taken-back' }],
    })
    expect(await on.through('fix')).toMatchObject({ ended: { code: 0 } })
    expect((await on.engine.candidate(c)).stage).toBe('queued')
    const done = await on.engine.command(here, 'promote', ann)
    expect(done.rollout).toBeNull()
    await on.clock.until(async () => (await stageOf(c)) !== 'waiting')
  })

  it('the same commit shipped again is a new release', async () => {
    commit('b', 'a', 'bad', slow)
    expect((await on.through('b')).ended?.code).toBe(3)
    expect(await on.through('b')).toMatchObject({ release: 3, ended: { code: 3 } })
  })
})

describe('a canary that withdraws for a later one', () => {
  const withdraws = yaml(
    production(
      'strategy: { canary: { steps: [20%], at-least: 5m, when-superseded: withdraw } }, watch: { for: 3s }',
    ),
  )
  it('gives its place, and never twice in a row', async () => {
    commit('b', 'a', '2', withdraws)
    commit('c', 'b', '3', withdraws)
    commit('d', 'c', '4')
    const b = await shipped('b')
    await on.clock.until(async () => on.router.splits.get('shop/production')?.weight === 20)
    const c = await shipped('c')
    expect(await on.ended(b)).toMatchObject({ followed: c })
    await on.clock.until(async () => (await stageOf(c)) === 'live')
    const d = await shipped('d')
    expect((await on.ended(c)).ended?.code).toBe(0)
    expect((await on.ended(d)).ended?.code).toBe(0)
  })
})
