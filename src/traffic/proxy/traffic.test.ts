import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { app, begin, closing, colours, one, two } from './colours.fixture.ts'
import {
  allRows,
  ask,
  environment,
  freePort,
  keyOf,
  type Rig,
  rig,
  runOf,
  StandIn,
  sideOf,
  splitOf,
  until,
  upstream,
} from './proxy.fixture.ts'

const served = async (port: number): Promise<string> => (await ask(port)).body

describe('a route', () => {
  test('answers when it is in force and durable', async () => {
    const rigged = await begin()
    const { port, split } = await colours(rigged)
    const reading = await rigged.router.route(split({ weight: 100, generation: 4 }))
    expect(reading).toMatchObject({
      weight: 100,
      generation: 4,
      old: 1,
      new: 2,
      listening: [`127.0.0.1:${port}`],
    })
    expect(await served(port)).toBe('new')
    const stored = JSON.parse(readFileSync(join(rigged.folder.proxy, 'state.json'), 'utf8'))
    expect(stored.splits[environment]).toMatchObject({ weight: 100, generation: 4 })
    expect(await rigged.router.read()).toMatchObject({ pid: process.pid, fences: { [environment]: 4 } })
  })

  test('of a lower generation is refused by name; of an equal one taken', async () => {
    const rigged = await begin()
    const { port, split } = await colours(rigged)
    await rigged.router.route(split({ generation: 5 }))
    await expect(rigged.router.route(split({ generation: 4, weight: 100 }))).rejects.toThrow(
      /stale-generation.* 5/,
    )
    expect(await served(port)).toBe('old')
    await rigged.router.route(split({ generation: 5, weight: 100 }))
    expect(await served(port)).toBe('new')
    await rigged.router.hold(environment, 9)
    expect(await served(port)).toBe('new')
    for (const late of [
      rigged.router.route(split({ generation: 8 })),
      rigged.router.hold(environment, 8),
      rigged.router.remove(environment, 8),
    ]) {
      await expect(late).rejects.toThrow(/stale-generation/)
    }
    expect((await rigged.router.read()).splits[0]).toMatchObject({ generation: 9, weight: 100 })
  })

  test('opens a new address beside the old one, and closes what no split names', async () => {
    const rigged = await begin()
    const { port, split } = await colours(rigged)
    const other = await freePort()
    await rigged.router.route(split({ generation: 1 }))
    await rigged.router.route(split({ generation: 2, listen: [`127.0.0.1:${port}`, `127.0.0.1:${other}`] }))
    expect(await Promise.all([served(port), served(other)])).toEqual(['old', 'old'])
    await rigged.router.route(split({ generation: 3, listen: [`127.0.0.1:${other}`] }))
    await expect(served(port)).rejects.toThrow(/ECONNREFUSED/)
    expect(await served(other)).toBe('old')
    await rigged.router.remove(environment, 4)
    await expect(served(other)).rejects.toThrow(/ECONNREFUSED/)
    expect(await rigged.router.read()).toMatchObject({ splits: [], fences: { [environment]: 4 } })
  })

  test('to an address that another process or environment has changes nothing', async () => {
    const rigged = await begin()
    const { port, split } = await colours(rigged)
    await rigged.router.route(split({ generation: 1 }))
    const busy = await app('busy')
    const taken = [`127.0.0.1:${busy.port}`]
    await expect(rigged.router.route(split({ generation: 2, listen: taken }))).rejects.toThrow(
      /address-taken/,
    )
    const elsewhere = split({ environment: 'shop/staging', generation: 1 })
    await expect(rigged.router.route(elsewhere)).rejects.toThrow(/address-taken/)
    expect(await rigged.router.read()).toMatchObject({
      fences: { [environment]: 1 },
      splits: [{ generation: 1 }],
    })
    expect(await served(port)).toBe('old')
  })

  test('that no proxy can serve is refused before anything of it is stored', async () => {
    const rigged = await begin()
    const { split } = await colours(rigged)
    for (const given of [
      { weight: 101 },
      { weight: -1 },
      { weight: 0.001 },
      { weight: Number.NaN },
      { generation: 1.5 },
      { listen: ['nowhere'] },
      { listen: ['127.0.0.1:99999'] },
      { requestTimeout: 0 },
      { old: { ...sideOf(1, one), routes: [{ path: 'x', component: 'web', run: one }] } },
    ]) {
      await expect(rigged.router.route(split(given))).rejects.toThrow(/bad-split/)
    }
    expect(await rigged.router.read()).toMatchObject({ splits: [], fences: {} })
  })

  test('goes to the component with the longest path', async () => {
    const rigged = await begin()
    const { port, split } = await colours(rigged)
    const routes = [
      { path: '/', component: 'web', run: one },
      { path: '/api', component: 'api', run: two },
    ]
    await rigged.router.route(split({ old: { release: 1, routes, runs: [one, two] } }))
    const paths = ['/', '/api', '/api/', '/api/x', '/api?x', '/apix', '/x/api']
    const bodies = await Promise.all(paths.map(async (path) => (await ask(port, { path })).body))
    expect(bodies).toEqual(['old', 'new', 'new', 'new', 'new', 'old', 'old'])
    await rigged.router.route(
      split({ generation: 2, old: { release: 1, routes: routes.slice(1), runs: [one, two] } }),
    )
    expect((await ask(port)).status).toBe(404)
  })
})

describe('a restart', () => {
  const again = async (standIn: StandIn, change: (state: string) => string = (state) => state) => {
    const first = await rig(standIn)
    const { port, split } = await colours(first)
    await first.router.route(split({ generation: 7, weight: 100, boot: 'old' }))
    first.router.close()
    await first.proxy.stop(0)
    const path = join(first.folder.proxy, 'state.json')
    writeFileSync(path, change(readFileSync(path, 'utf8')))
    closing.push(() => first.close())
    return { folder: first.folder, port }
  }
  const next = async (standIn: StandIn, folder: Rig['folder']): Promise<Rig> => {
    const second = await rig(standIn, folder)
    closing.push(second.close)
    return second
  }

  test('in the same boot with its sides alive serves the stored split', async () => {
    const standIn = new StandIn()
    const { folder, port } = await again(standIn)
    const second = await next(standIn, folder)
    expect((await second.router.read()).splits).toMatchObject([{ generation: 7, weight: 100 }])
    expect(await until(() => served(port).catch(() => ''))).toBe('new')
  })

  test('in another boot, or with a side dead, serves the boot side at a new generation', async () => {
    const standIn = new StandIn()
    const { folder, port } = await again(standIn, (state) =>
      state.replace(/"bootId":"[^"]*"/, '"bootId":"other"'),
    )
    const second = await next(standIn, folder)
    expect(await second.router.read()).toMatchObject({
      splits: [{ generation: 8, weight: 0 }],
      fences: { [environment]: 8 },
    })
    expect(await until(() => served(port).catch(() => ''))).toBe('old')
    second.router.close()
    await second.proxy.stop(0)
    const dead = new StandIn()
    dead.list = { ...standIn.list, runs: standIn.list.runs.filter((run) => run.key !== one) }
    const third = await next(dead, folder)
    expect((await third.router.read()).splits).toMatchObject([{ generation: 9, weight: 0 }])
  })

  test('a state that cannot be read is refused by name, a newer one too', async () => {
    const standIn = new StandIn()
    const { folder } = await again(standIn, () => '{"format":1,')
    await expect(rig(standIn, folder)).rejects.toThrow(/damaged-state/)
    writeFileSync(join(folder.proxy, 'state.json'), '{"format":9}')
    await expect(rig(standIn, folder)).rejects.toThrow(/newer-state/)
  })

  test('a second data plane of the same folder is refused', async () => {
    const rigged = await begin()
    await expect(rig(new StandIn(), rigged.folder)).rejects.toThrow(/already-runs/)
  })
})

describe('draining', () => {
  test('a draining instance gets nothing new, and is told of when nothing is in flight', async () => {
    const rigged = await begin()
    const waiting: (() => void)[] = []
    const slow = await upstream((_req, res) => void waiting.push(() => res.end('slow')))
    closing.push(slow.close)
    const quick = await app('quick')
    const key = keyOf('web', 'r3')
    rigged.standIn.set(runOf(key, [slow.port]))
    const port = await freePort()
    await rigged.router.route(splitOf({ generation: 1, listen: [`127.0.0.1:${port}`], old: sideOf(3, key) }))
    const asked = ask(port)
    await until(() => waiting.length === 1)
    expect((await rigged.router.read()).splits[0]?.open).toEqual({ [key]: 1 })
    const [draining] = runOf(key, [slow.port], { state: 'draining' }).instances
    const run = runOf(key, [slow.port, quick.port])
    const instances = [draining, run.instances[1]].flatMap((one) => one ?? [])
    rigged.standIn.set({ ...run, instances })
    for (let i = 0; i < 10; i += 1) expect((await ask(port)).body).toBe('quick')
    expect([...rigged.standIn.drainedIds]).toEqual([])
    for (const end of waiting) end()
    expect((await asked).body).toBe('slow')
    await until(() => rigged.standIn.drainedIds.has(draining?.id ?? ''))
    expect((await rigged.router.read()).splits[0]?.open).toEqual({ [key]: 0 })
  })

  test('what the supervisor lost sight of is still asked; what it says is gone is not', async () => {
    const rigged = await begin()
    const { port, split } = await colours(rigged)
    await rigged.router.route(split({}))
    const { list } = rigged.standIn
    rigged.standIn.say({ ...list, runs: [], unknown: [one] })
    expect(await served(port)).toBe('old')
    rigged.standIn.say({ ...list, runs: [], unknown: [] })
    expect((await ask(port)).status).toBe(503)
  })
})

describe('inner addresses', () => {
  test('are open as long as their run, balance over its instances, and count apart', async () => {
    const rigged = await begin()
    const inner = await freePort()
    const ports = [(await app('a')).port, (await app('b')).port]
    const api = keyOf('api', 'r1')
    rigged.standIn.set(runOf(api, ports, { inner }))
    const port = await freePort()
    const side = { ...sideOf(1, one), runs: [one, api] }
    await rigged.router.route(splitOf({ generation: 2, listen: [`127.0.0.1:${port}`], old: side }))
    const bodies = new Set<string>()
    await until(() => served(inner).catch(() => ''))
    for (let i = 0; i < 10; i += 1) bodies.add(await served(inner))
    expect([...bodies].sort()).toEqual(['a', 'b'])
    const rows = await until(async () => {
      const all = (await allRows(rigged)).filter((row) => row.kind === 'inner')
      return all.reduce((sum, row) => sum + row.requests, 0) === 11 && all
    })
    expect(rows[0]).toMatchObject({
      component: 'api',
      revision: 'r1',
      side: 'old',
      release: 1,
      generation: 2,
    })
    expect((await rigged.router.read()).splits[0]?.lastStarted[api]).toBeGreaterThan(Date.now() - 60_000)
    rigged.standIn.remove(api)
    await until(() =>
      served(inner).then(
        () => false,
        () => true,
      ),
    )
  })
})
