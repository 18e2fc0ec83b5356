import { afterEach, expect, it } from 'vitest'
import { production, type Stage, stage, yaml } from './engine.fixture.ts'

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
