import { afterEach, expect, it } from 'vitest'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

let on: Stage
afterEach(() => on.close())

const key = 'shop/production'
const begin = async (more = '') => {
  on = await stage()
  on.commit('a', { config: yaml(production(`watch: { for: 3s }${more}`)), content: { api: '1', web: '1' } })
  on.commit('b', {
    config: yaml(production(`watch: { for: 3s }${more}`)),
    content: { api: '2', web: '1' },
    parents: ['a'],
  })
  await on.engine.start()
  await on.through('a')
  await on.through('b')
  await on.clock.pass(6_000)
}
const actions = async () => (await on.engine.ledger(0, 1_000)).map(({ action }) => action)
const running = () => on.router.splits.get(key)?.new?.runs.find((one) => one.includes('/web/')) ?? ''
/** Somebody moves people back to the release before, above our generation. */
const meddle = async (above: number, weight = 70) => {
  const split = on.router.splits.get(key)
  if (split === undefined) throw new Error('no split')
  await on.router.router.route({ ...split, weight, generation: split.generation + above })
}

it('a weight changed behind our back is put right within five seconds, and in the ledger', async () => {
  await begin()
  await meddle(3)
  await on.clock.pass(5_000)
  expect(on.router.splits.get(key)).toMatchObject({ weight: 100, boot: 'new', new: { release: 2 } })
  expect((await actions()).filter((one) => one.startsWith('drift'))).toEqual(['drift-repaired'])
  await meddle(0)
  await on.clock.pass(5_000)
  expect(on.router.splits.get(key)?.weight).toBe(100)
  await on.clock.pass(30_000)
  expect((await actions()).filter((one) => one.startsWith('drift'))).toHaveLength(2)
})

it('an edge that looks the same but was routed by another is found, also after a restart', async () => {
  await begin()
  await on.restart()
  await on.clock.pass(5_000)
  expect(await actions()).not.toContain('drift-repaired')
  await meddle(5, 100)
  await on.clock.pass(5_000)
  expect(await actions()).toContain('drift-repaired')
})

it('with drift: tell it is said once and left', async () => {
  await begin(', drift: tell')
  await meddle(3)
  await on.clock.pass(20_000)
  expect(on.router.splits.get(key)?.weight).toBe(70)
  expect((await actions()).filter((one) => one.startsWith('drift'))).toEqual(['drift-found'])
  const run = running()
  on.target.lose(run)
  await on.clock.pass(20_000)
  expect(Object.keys(on.target.values())).not.toContain(run)
  expect((await actions()).filter((one) => one.startsWith('drift'))).toHaveLength(2)
})

it('with drift: tell, each deviation is said once, whatever restarts, and again when it is there again', async () => {
  await begin(', drift: tell')
  const found = async () => (await actions()).filter((one) => one.startsWith('drift')).length
  const run = running()
  await meddle(3)
  on.target.lose(run)
  await on.clock.pass(20_000)
  expect(await found()).toBe(2)
  for (let n = 0; n < 2; n += 1) {
    await on.restart()
    await on.clock.pass(20_000)
  }
  expect(await found()).toBe(2)
  await on.engine.stop()
  await meddle(1, 60)
  await on.restart()
  await on.clock.pass(20_000)
  expect(await found()).toBe(3)
})

it('with drift: tell, an instance that stands still is said once, whatever restarts', async () => {
  await begin(', drift: tell')
  const said = async () => (await actions()).filter((one) => one === 'instance-stopped').length
  on.target.still.add(running())
  await on.clock.pass(20_000)
  expect(await said()).toBe(1)
  await on.restart()
  await on.clock.pass(20_000)
  expect(await said()).toBe(1)
  on.target.still.clear()
  await on.clock.pass(20_000)
  on.target.still.add(running())
  await on.clock.pass(20_000)
  expect(await said()).toBe(2)
})

it('a revision that somebody stopped runs again within five seconds, and again when it is stopped again', async () => {
  await begin()
  const run = running()
  for (const nth of [1, 2]) {
    on.target.lose(run)
    await on.clock.pass(5_000)
    expect(on.target.values()[run]).toBe('ready')
    expect((await actions()).filter((one) => one === 'mended')).toHaveLength(nth)
  }
})

it('nothing is said of a quiet environment', async () => {
  await begin()
  await on.clock.pass(700_000)
  expect((await actions()).filter((one) => /drift|mended|instance/.test(one))).toEqual([])
})

const here = { application: 'shop', environment: null }

it('with drift: tell, what was changed while it was handed over is said once when it is taken back', async () => {
  await begin(', drift: tell')
  await on.engine.handOver(here, ann)
  await meddle(3)
  await on.clock.pass(30_000)
  expect((await actions()).filter((one) => one.startsWith('drift'))).toEqual([])
  await on.engine.takeBack({ ...here, to: null }, ann)
  await on.clock.pass(5_000)
  expect((await actions()).filter((one) => one.startsWith('drift'))).toEqual(['drift-found'])
  await on.clock.pass(60_000)
  expect((await actions()).filter((one) => one.startsWith('drift'))).toEqual(['drift-found'])
  expect(on.router.splits.get(key)?.weight).toBe(70)
})

it.each([
  ['repair', 'drift-repaired', 100],
  ['tell', 'drift-found', 70],
])('what was changed while the control plane was away, with drift: %s', async (how, action, weight) => {
  await begin(`, drift: ${how}`)
  await on.engine.stop()
  await meddle(3)
  const run = running()
  if (how === 'repair') on.target.lose(run)
  await on.clock.pass(60_000)
  await on.restart()
  await on.clock.pass(8_000)
  await on.clock.until(() => on.router.splits.get(key)?.weight === weight)
  expect((await actions()).filter((one) => one.startsWith('drift'))).toEqual([action])
  if (how === 'repair') await on.clock.until(() => on.target.values()[run] === 'ready')
})

it('during a rollout it is said, and the rollout puts its own weight back', async () => {
  await begin()
  on.commit('c', {
    config: yaml(
      production('strategy: { canary: { steps: [20%], at-least: 60s, at-most: 90s } }, watch: { for: 3s }'),
    ),
    content: { api: '3', web: '1' },
    parents: ['b'],
  })
  await on.ship('c')
  await on.clock.until(() => on.router.splits.get(key)?.weight === 20)
  await on.clock.pass(2_000)
  await meddle(3, 80)
  await on.clock.pass(5_000)
  expect(on.router.splits.get(key)?.weight).toBe(20)
  expect((await actions()).filter((one) => one.startsWith('drift'))).toEqual(['drift-found'])
})
