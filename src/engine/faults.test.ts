import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import type { Happening } from '../records/types.ts'
import { ann, production, type Stage, stage, yaml } from './engine.fixture.ts'

const quick = yaml(production('watch: { for: 3s }'))
const canary = yaml(
  production('strategy: { canary: { steps: [20%], at-least: 30s, at-most: 60s } }, watch: { for: 3s }'),
)

let on: Stage
beforeEach(async () => {
  on = await stage((_, content) => (content.includes('bad') ? { errors: 80 } : {}))
  on.commit('a', { config: quick, content: { api: '1', web: '1' } })
  on.commit('b', { config: canary, content: { api: '2', web: '1' }, parents: ['a'] })
  await on.engine.start()
})
afterEach(() => on.close())

const shipped = async (id: string) => {
  const view = await on.ship(id)
  if (view.kind === 'already-live') throw new Error(`${id} is live`)
  return view.candidate
}
const environment = async () => (await on.engine.status('shop')).applications[0]?.environments[0]
const weight = () => on.router.splits.get('shop/production')?.weight

describe('a part that does not answer', () => {
  it('gives no reading and no wrong decision; what was last read stays, with its instant', async () => {
    await on.through('a')
    const id = await shipped('b')
    await on.clock.until(() => weight() === 20)
    await on.clock.pass(3_000)
    on.target.setDown(true)
    on.router.setDown(true)
    const before = (await environment())?.actual?.at ?? 0
    await on.clock.pass(20_000)
    const blind = await environment()
    expect(blind?.unknown).toEqual(['supervisor', 'proxy'])
    expect((blind?.actual?.at ?? 0) - before).toBeLessThanOrEqual(1_000)
    expect(weight()).toBe(20)
    on.target.setDown(false)
    on.router.setDown(false)
    expect((await on.ended(id)).ended?.code).toBe(0)
    expect((await environment())?.unknown).toEqual([])
  })

  it('from the start: nothing is decided before both were read', async () => {
    on.router.setDown(true)
    const id = await shipped('a')
    await on.clock.pass(20_000)
    expect(await on.rollouts()).toEqual([])
    on.router.setDown(false)
    expect((await on.ended(id)).ended?.code).toBe(0)
  })
})

describe('a full disk', () => {
  it('records nothing half, says so, and goes on by itself when there is room', async () => {
    await on.through('a')
    const id = await shipped('b')
    await on.clock.until(() => weight() === 20)
    on.fullDisk(true)
    await on.clock.pass(10_000)
    expect(on.troubles.some((line) => line.includes('disk-full'))).toBe(true)
    expect((await environment())?.rollout?.waits.map((line) => line.en)).toContain(
      'cannot go on now: no space left; it is tried again by itself',
    )
    await expect(on.ship('a')).rejects.toThrow(/disk-full/)
    on.fullDisk(false)
    expect((await on.ended(id)).ended?.code).toBe(0)
    expect(await on.engine.verifyLedger()).toMatchObject({ broken: null })
  })
})

describe('a restored backup', () => {
  it('starts above every generation that target and router ever saw', async () => {
    on.commit('c', { config: quick, content: { api: '3', web: '1' }, parents: ['b'] })
    await on.through('a')
    await on.records.updateTable('environments').set({ generation: 0 }).execute()
    expect((await on.through('c')).ended?.code).toBe(0)
    expect(on.troubles.filter((line) => line.includes('stale'))).toEqual([])
  })
})

describe('what runs between rollouts', () => {
  it('takes on what a release changed alone of instances, though its revisions are the same', async () => {
    await on.through('a')
    const keys = Object.keys(on.target.values())
    const more = quick.replace('within: 10s }', 'within: 10s }, instances: 3')
    on.commit('c', { config: more, content: { api: '1', web: '1' }, parents: ['a'] })
    expect((await on.through('c')).ended?.code).toBe(0)
    await on.clock.pass(15_000)
    expect(Object.keys(on.target.values())).toEqual(keys)
    expect((await environment())?.actual?.releases[0]?.components[0]).toMatchObject({
      name: 'api',
      instances: 3,
    })
  })

  it('is started again where it is gone', async () => {
    await on.through('a')
    const [key = ''] = Object.keys(on.target.values())
    on.target.lose(key)
    await on.clock.pass(15_000)
    expect(Object.values(on.target.values())).toEqual(['ready', 'ready'])
    expect((await on.engine.ledger(0, 1_000)).map(({ action }) => action)).toContain('mended')
  })
})

describe('many releases', () => {
  it('leave no crowd of tails: one that a later release superseded goes', async () => {
    const kept = yaml(production('watch: { for: 1s, keep-previous: 30m }'))
    on.commit('r0', { config: kept, content: { api: 'v0', web: '1' } })
    await on.through('r0')
    for (let n = 1; n < 6; n += 1) {
      on.commit(`r${n}`, { config: kept, content: { api: `v${n}`, web: '1' }, parents: [`r${n - 1}`] })
      await on.through(`r${n}`)
      expect((await environment())?.tails.length).toBeLessThanOrEqual(4)
    }
    await on.clock.pass(60_000)
    expect((await environment())?.tails.length).toBeLessThanOrEqual(1)
  })
})

describe('following', () => {
  it('gives what was recorded, then what comes, each once and in order', async () => {
    const stop = new AbortController()
    const heard: Happening[] = []
    const reading = (async () => {
      for await (const one of on.engine.follow(0, { application: 'shop' }, stop.signal)) heard.push(one)
    })()
    const view = await on.through('a')
    await on.clock.pass(100)
    stop.abort()
    await reading
    expect(heard.map((one) => one.seq)).toEqual([...heard.map((one) => one.seq)].sort((x, y) => x - y))
    const kinds = heard.filter((one) => one.candidate === view.id).map((one) => one.kind)
    expect(kinds).toEqual(
      expect.arrayContaining(['shipped', 'built', 'queued', 'rollout-started', 'moved', 'done']),
    )
    expect(new Set(heard.map((one) => one.text.fr)).has('')).toBe(false)
  })

  it('logs come with component, release and revision', async () => {
    await on.through('a')
    const lines = []
    for await (const line of on.engine.logs(
      { application: 'shop', environment: null, component: 'api', release: null },
      10,
      null,
    ))
      lines.push(line)
    expect(lines).toMatchObject([{ component: 'api', release: 1, line: 'hello' }])
  })

  it('a build alone ships nothing', async () => {
    const view = await on.engine.build('shop', 'a', ann)
    expect(view.components.map(({ name }) => name)).toEqual(['api', 'web'])
    expect(await on.rollouts()).toEqual([])
    on.faults.broken.add('b api')
    await expect(on.engine.build('shop', 'b', ann)).rejects.toThrow(ProblemError)
  })
})
