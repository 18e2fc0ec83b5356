import net from 'node:net'
import { describe, expect, test } from 'vitest'
import { cookieName } from './cohort/cookie.ts'
import { begin, closing, colours, one, two } from './colours.fixture.ts'
import {
  allRows,
  ask,
  environment,
  freePort,
  rig,
  runOf,
  StandIn,
  sideOf,
  splitOf,
  until,
  upstream,
} from './proxy.fixture.ts'

describe('telemetry', () => {
  const sum = (
    rows: Awaited<ReturnType<typeof allRows>>,
    name: 'requests' | 'errors' | 'repeats' | 'newClients' | 'cut' | 'timeouts',
  ) => rows.reduce((total, row) => total + row[name], 0)

  test('counts exactly what clients did, by side, and repeats and clients once', async () => {
    const rigged = await begin()
    const flaky = await upstream((req, res) => {
      if (req.url === '/hang') return
      res.writeHead(req.url === '/bad' ? 500 : req.url === '/lost' ? 404 : 200).end()
    })
    closing.push(flaky.close)
    rigged.standIn.set(runOf(one, [flaky.port]))
    rigged.standIn.set(runOf(two, [flaky.port]))
    const port = await freePort()
    const secret = 's3cret'
    await rigged.router.route(
      splitOf({
        generation: 3,
        listen: [`127.0.0.1:${port}`],
        old: sideOf(1, one),
        new: sideOf(2, two),
        weight: 50,
        forcedSecret: secret,
        requestTimeout: 300,
      }),
    )
    const name = cookieName(environment)
    const expected = {
      old: { requests: 0, errors: 0, clients: 0 },
      new: { requests: 0, errors: 0, clients: 0 },
    }
    for (let i = 0; i < 40; i += 1) {
      const first = await ask(port, { headers: { 'User-Agent': `agent ${i}` } })
      const [cookie = ''] = first.headers['set-cookie']?.[0]?.split(';') ?? []
      const position = Number(cookie.slice(name.length + 1).split('.')[1])
      const side = expected[position < 5_000 ? 'new' : 'old']
      for (const path of ['/', '/bad', '/bad', '/lost'])
        await ask(port, { path, headers: { Cookie: cookie } })
      side.requests += 5
      side.errors += 2
      side.clients += 1
    }
    await Promise.all([
      ask(port, { path: '/hang' }),
      ask(port, { headers: { 'x-ecluse-version': `${secret}:new` } }),
    ])
    const leaving = net.connect(port, '127.0.0.1', () =>
      leaving.write('GET /hang HTTP/1.1\r\nHost: a\r\nUser-Agent: leaver\r\n\r\n'),
    )
    await until(async () => {
      const open = (await rigged.router.read()).splits[0]?.open ?? {}
      return Object.values(open).some((count) => count > 0)
    })
    leaving.destroy()
    const rows = await until(async () => {
      const all = await allRows(rigged)
      return sum(all, 'cut') === 1 && sum(all, 'timeouts') === 1 && all
    })
    const people = rows.filter((row) => row.kind === 'people')
    const timed = people.find((row) => row.timeouts === 1)?.side ?? 'old'
    expected[timed].requests += 1
    expected[timed].errors += 1
    for (const side of ['old', 'new'] as const) {
      const own = people.filter((row) => row.side === side)
      expect(sum(own, 'requests')).toBe(expected[side].requests)
      expect(sum(own, 'errors')).toBe(expected[side].errors)
      expect(sum(own, 'repeats')).toBe(expected[side].clients)
      expect(sum(own, 'newClients')).toBe(expected[side].clients)
      expect(
        own.every(
          (row) => row.release === (side === 'old' ? 1 : 2) && row.generation === 3 && row.weight === 50,
        ),
      ).toBe(true)
    }
    expect(
      sum(
        rows.filter((row) => row.kind === 'forced'),
        'requests',
      ),
    ).toBe(1)
    expect(rows.every((row, i) => i === 0 || row.seq === (rows[i - 1]?.seq ?? 0) + 1)).toBe(true)
  })

  test('says what failed on which path, masked, at the edge and between components', async () => {
    const rigged = await begin()
    const failing = await upstream((req, res) => res.writeHead(req.method === 'POST' ? 500 : 200).end())
    closing.push(failing.close)
    const [port, inner] = [await freePort(), await freePort()]
    rigged.standIn.set(runOf(two, [failing.port], { inner }))
    await rigged.router.route(
      splitOf({ generation: 1, listen: [`127.0.0.1:${port}`], old: null, new: sideOf(2, two), weight: 100 }),
    )
    const post = { method: 'POST', path: '/claims/42?name=jane' }
    await Promise.all([
      ask(port),
      ask(port, post),
      ask(port, post),
      until(() => ask(inner, post).catch(() => false)),
    ])
    const faults = await until(async () => {
      const rows = (await allRows(rigged)).filter((row) => row.errors > 0)
      const of = (kind: string) => rows.filter((row) => row.kind === kind).flatMap((row) => row.faults ?? [])
      const found = { people: of('people'), inner: of('inner') }
      return found.people.length > 0 && found.inner.length > 0 && found
    })
    const told = { method: 'POST', path: '/claims/*', status: 500 }
    expect(faults.people[0]).toMatchObject(told)
    expect(faults.inner).toEqual([{ ...told, count: 1 }])
  })

  test('is written through a restart, and its sequence goes on', async () => {
    const standIn = new StandIn()
    const first = await rig(standIn)
    closing.push(first.close)
    const { port, split } = await colours(first)
    await first.router.route(split({ weight: 0 }))
    await ask(port)
    first.router.close()
    await first.proxy.stop(0)
    const second = await rig(standIn, first.folder)
    closing.push(second.close)
    await until(async () => (await allRows(second)).some((row) => row.kind === 'heartbeat'))
    const rows = await allRows(second)
    expect(sum(rows, 'requests')).toBe(1)
    expect(new Set(rows.map((row) => row.seq)).size).toBe(rows.length)
  })
})

test('the cookie stays off answers that shared caches may keep', async () => {
  const rigged = await begin()
  const caching = await upstream((req, res) => {
    const value = decodeURIComponent(req.url?.slice(1) ?? '')
    res.writeHead(200, value === '' ? {} : { 'Cache-Control': value }).end()
  })
  closing.push(caching.close)
  rigged.standIn.set(runOf(one, [caching.port]))
  const port = await freePort()
  await rigged.router.route(splitOf({ generation: 1, listen: [`127.0.0.1:${port}`], old: sideOf(1, one) }))
  const set = async (value: string): Promise<boolean> =>
    (await ask(port, { path: `/${encodeURIComponent(value)}` })).headers['set-cookie'] !== undefined
  for (const value of ['', 'no-store', 'private, max-age=60', 'no-cache', 'max-age=0'])
    expect(await set(value)).toBe(true)
  for (const value of ['public', 'max-age=60', 's-maxage=1', 'public, max-age=60', 'immutable']) {
    expect(await set(value)).toBe(false)
  }
})
