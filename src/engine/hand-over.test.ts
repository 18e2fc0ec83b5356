import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { liveTails } from '../records/rollouts.ts'
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
const split = () => {
  const found = on.router.splits.get(key)
  if (found === undefined) throw new Error('nothing is routed')
  return found
}
const meddle = (weight: number) =>
  on.router.router.route({ ...split(), weight, generation: split().generation + 100 })
const asEverAfter = async () => (await on.engine.status('shop')).applications[0]?.environments[0]

describe('an environment', () => {
  it('is touched by nothing of ours until it is taken back, and then put right', async () => {
    commit('b', 'a', '2')
    await on.through('b')
    const handed = await on.engine.handOver(here, ann)
    expect(handed.stands.map(({ release, weight }) => [release, weight])).toEqual([
      [1, 0],
      [2, 100],
    ])
    expect(handed.stands[1]?.runs.map(({ component, value }) => [component, value])).toEqual([
      ['api', 'ready'],
      ['web', 'ready'],
    ])
    expect(handed.waits).toEqual([{ release: 1, phase: 'keeping' }])
    await meddle(40)
    const [gone = ''] = split().new?.runs ?? []
    on.target.lose(gone)
    commit('c', 'b', '3')
    await shipped('c')
    const before = on.router.served.length
    await on.clock.pass(100_000)
    expect(on.router.served.length).toBe(before)
    expect(on.target.values()[gone]).toBeUndefined()
    expect(await liveTails(on.records, key)).toHaveLength(1)
    const status = await asEverAfter()
    expect(status).toMatchObject({ handedOver: { by: 'ann' }, rollout: null })
    expect(status?.queue[0]?.waits[0]?.en).toMatch(/take-back/)
    for (const refused of [
      on.engine.rollback({ ...here, to: null, why: null }, ann),
      on.engine.restart({ ...here, component: null }, ann),
      on.engine.handOver(here, ann),
    ])
      await expect(refused).rejects.toThrow(/handed-over/)
    await on.restart()
    await on.clock.pass(10_000)
    expect(on.router.served.length).toBe(before)
    await on.engine.takeBack({ ...here, to: null }, ann)
    await on.clock.until(
      async () => (await on.rollouts())[0]?.release === 3 && (await on.rollouts())[0]?.outcome === 'done',
    )
    expect(split()).toMatchObject({ weight: 100, new: { release: 3 } })
    const actions = (await on.engine.ledger(0, 1_000)).map(({ action, actor }) => `${action} ${actor.name}`)
    expect(actions).toEqual(expect.arrayContaining(['handed-over ann', 'taken-in-hand ann']))
    await expect(on.engine.takeBack({ ...here, to: null }, ann)).rejects.toThrow(/not-handed-over/)
  })
})

describe('a rollout', () => {
  beforeEach(async () => {
    commit('b', 'a', '2', long)
    await shipped('b')
    await on.clock.until(() => split().weight === 20)
    await on.clock.pass(2_000)
    const handed = await on.engine.handOver(here, ann)
    expect(handed.text.en).toMatch(/release 2/)
    await on.clock.until(async () => (await asEverAfter())?.rollout?.phase === 'handed-over')
    await meddle(60)
    await on.clock.pass(200_000)
    expect(split().weight).toBe(60)
    await expect(on.engine.takeBack({ ...here, to: null }, ann)).rejects.toThrow(/which-way/)
  })

  it('goes on from what a person left', async () => {
    await on.engine.takeBack({ ...here, to: 'moving' }, ann)
    await on.clock.until(async () => (await on.rollouts())[0]?.outcome === 'done', 300_000)
    expect(split().weight).toBe(100)
    expect(on.router.served.every((one, at) => at === 0 || one.weight !== 20 || one.generation < 100)).toBe(
      true,
    )
  })

  it('goes back from what a person left', async () => {
    await on.engine.takeBack({ ...here, to: 'returning' }, ann)
    await on.clock.until(async () => (await on.rollouts())[0]?.outcome === 'rolled-back', 60_000)
    expect(split().weight).toBe(0)
    await on.clock.pass(60_000)
    expect(Object.keys(on.target.values()).length).toBe(2)
  })
})
