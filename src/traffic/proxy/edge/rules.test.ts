import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { EdgeLimits, EdgeRules } from '../../../ports/router.ts'
import { AccessLog } from '../access/log.ts'
import {
  allRows,
  ask,
  environment,
  freePort,
  keyOf,
  type Rig,
  rig,
  runOf,
  sideOf,
  splitOf,
  talk,
  until,
  upstream,
} from '../proxy.fixture.ts'

let rigged: Rig
const closing: { close(): void }[] = []
afterEach(async () => {
  for (const one of closing.splice(0)) one.close()
  await rigged.close()
})

const unlimited: EdgeLimits = {
  body: null,
  head: 32_768,
  connections: 10_000,
  perClient: 10_000,
  patience: 60_000,
}

/** An echo behind an edge with these rules. */
const edge = async (
  given: Partial<Omit<EdgeRules, 'limits'>> & { limits?: Partial<EdgeLimits> },
): Promise<number> => {
  rigged = await rig()
  const app = await upstream((req, res) => {
    let length = 0
    req.on('data', (chunk: Buffer) => {
      length += chunk.length
    })
    req.on('end', () => res.end(JSON.stringify({ headers: req.headers, length })))
  })
  closing.push(app)
  const web = keyOf('web', 'r7')
  rigged.standIn.set(runOf(web, [app.port]))
  const port = await freePort()
  const rules: EdgeRules = {
    tls: null,
    redirect: null,
    trustedProxies: [],
    accessLog: false,
    cohortDomain: null,
    ...given,
    limits: { ...unlimited, ...given.limits },
  }
  await rigged.router.route(
    splitOf({
      generation: 1,
      listen: [`127.0.0.1:${port}`],
      new: sideOf(142, web),
      weight: 100,
      boot: 'new',
      edge: rules,
    }),
  )
  return port
}

const told = async (port: number, headers: Record<string, string>): Promise<Record<string, string>> =>
  (JSON.parse((await ask(port, { headers })).body) as { headers: Record<string, string> }).headers

describe('who asks', () => {
  it('is the nearest address that is no trusted proxy', async () => {
    const port = await edge({ trustedProxies: ['127.0.0.0/8', '10.0.0.0/8', 'fd00::/8'] })
    const client = async (forwarded: string) =>
      (await told(port, { 'x-forwarded-for': forwarded }))['x-forwarded-for']
    expect(await client('203.0.113.9')).toBe('203.0.113.9')
    expect(await client('6.6.6.6, 203.0.113.9, 10.1.2.3')).toBe('203.0.113.9')
    expect(await client('203.0.113.9:4711, fd00::7')).toBe('203.0.113.9')
    expect(await client('[2001:db8::1]:99')).toBe('2001:db8::1')
    expect(await client('nonsense, 10.1.2.3')).toBe('10.1.2.3')
    expect(await client('nonsense')).toBe('127.0.0.1')
    const headers = await told(port, { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' })
    expect(headers).toMatchObject({
      'x-forwarded-proto': 'https',
      forwarded: expect.stringContaining('for=203.0.113.9'),
    })
  })

  it('is whoever is connected, whatever it says, where no proxy is trusted', async () => {
    const port = await edge({})
    const headers = await told(port, { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' })
    expect(headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' })
  })
})

describe('limits', () => {
  it('refuse a body that is too long, announced or not, and blame no revision', async () => {
    const port = await edge({ limits: { body: 1_000 } })
    const post = (body: string, chunked: boolean) =>
      ask(port, { method: 'POST', body, ...(chunked ? { headers: { 'transfer-encoding': 'chunked' } } : {}) })
    expect((await post('x'.repeat(1_000), false)).status).toBe(200)
    expect((await post('x'.repeat(1_001), false)).status).toBe(413)
    expect((await post('x'.repeat(1_000), true)).status).toBe(200)
    expect((await post('x'.repeat(200_000), true)).status).toBe(413)
    const rows = await until(async () => {
      const all = (await allRows(rigged)).filter((row) => row.kind === 'people')
      return all.reduce((sum, row) => sum + row.requests, 0) >= 3 && all
    })
    expect(rows.reduce((sum, row) => sum + row.errors, 0)).toBe(0)
  })

  it('refuse a head that is too long', async () => {
    const port = await edge({ limits: { head: 2_048 } })
    expect((await ask(port, { headers: { 'x-long': 'a'.repeat(1_500) } })).status).toBe(200)
    expect((await ask(port, { headers: { 'x-long': 'a'.repeat(2_500) } })).status).toBe(431)
  })

  it('cut a client that sends its body too slowly', async () => {
    const port = await edge({ limits: { patience: 600 } })
    const socket = net.connect(port, '127.0.0.1')
    closing.push({ close: () => socket.destroy() })
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n')
    // Never silent for long, and never done.
    const drip = setInterval(() => socket.write('x'), 100)
    closing.push({ close: () => clearInterval(drip) })
    const heard = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
    expect(heard).toContain('408')
  })

  it('cut a client that never comes to the end of its head', async () => {
    const port = await edge({ limits: {} })
    const socket = net.connect(port, '127.0.0.1')
    closing.push({ close: () => socket.destroy() })
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n')
    // Never silent for long, and never done: half a minute of it is enough.
    const drip = setInterval(() => socket.write('X-More: a\r\n'), 1_000)
    closing.push({ close: () => clearInterval(drip) })
    const heard = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
    expect(heard).toMatch(/^HTTP\/1\.1 408 /)
  }, 120_000)

  it('let one client have its share of connections, and others theirs', async () => {
    const port = await edge({ limits: { perClient: 3 } })
    const held = await Promise.all(
      [1, 2, 3].map(async () => {
        const socket = net.connect(port, '127.0.0.1')
        closing.push({ close: () => socket.destroy() })
        await new Promise((resolve) => socket.once('connect', resolve))
        return socket
      }),
    )
    expect(await talk(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n').catch(() => '')).toBe('')
    const other = await ask(port, { localAddress: '127.0.0.2' })
    expect(other.status).toBe(200)
    for (const socket of held) socket.destroy()
    await until(async () => (await ask(port).catch(() => undefined))?.status === 200)
  })
})

describe('maintenance', () => {
  const maintain = (seq: number, on: boolean, page: string | null = null) =>
    rigged.router.maintain?.(environment, { seq, on, page })

  it('answers everybody with a page, counts nothing, and is kept over a restart', async () => {
    const port = await edge({})
    expect((await ask(port)).status).toBe(200)
    await maintain(1, true)
    const closed = await ask(port)
    expect(closed).toMatchObject({
      status: 503,
      headers: {
        'retry-after': '120',
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
      },
    })
    expect(closed.body).toContain('De retour bientôt')
    expect(closed.headers['set-cookie']).toBeUndefined()
    await maintain(2, true, '<h1>ours</h1>')
    expect((await ask(port)).body).toBe('<h1>ours</h1>')
    expect((await rigged.router.read()).splits[0]?.maintenance).toEqual({ seq: 2, on: true })
    await expect(maintain(1, false)).rejects.toThrow('stale-generation')
    const { folder, standIn } = rigged
    await rigged.proxy.stop(0)
    const again = await rig(standIn, folder)
    closing.push({ close: () => void again.close() })
    await until(async () => (await ask(port).catch(() => undefined))?.body === '<h1>ours</h1>')
    await again.router.maintain?.(environment, { seq: 3, on: false, page: null })
    expect((await ask(port)).status).toBe(200)
    const rows = await until(async () => {
      const people = (await allRows(again)).filter((row) => row.kind === 'people')
      return people.some((row) => row.requests > 0) && people
    })
    expect(rows.reduce((sum, row) => sum + row.errors, 0)).toBe(0)
  })
})

describe('the access log', () => {
  it('goes with an environment that is forgotten, and what was ordered for its hosts; never while it is served', async () => {
    const port = await edge({ accessLog: true })
    const file = join(rigged.folder.proxy, 'access', environment, 'access.log')
    await ask(port, { path: '/a' })
    await until(() => existsSync(file) || undefined)
    const ordered = join(rigged.folder.proxy, 'acme', '0123456789abcdef')
    mkdirSync(ordered, { recursive: true })
    const pairs = ['host-www.example.ca.json', 'host-other.example.ca.json', 'account.json']
    for (const name of pairs) writeFileSync(join(ordered, name), '{}')
    await rigged.router.forget?.(environment, ['www.example.ca'])
    expect(existsSync(file)).toBe(true)
    expect(readdirSync(ordered)).toHaveLength(3)
    await rigged.router.remove(environment, 9)
    await rigged.router.forget?.(environment, ['www.example.ca'])
    expect(existsSync(join(rigged.folder.proxy, 'access', environment))).toBe(false)
    expect(readdirSync(ordered).toSorted()).toEqual(['account.json', 'host-other.example.ca.json'])
    expect((await rigged.router.read()).fences[environment]).toBe(9)
  })

  it('has a line for each request with revision and cohort, and no secrets', async () => {
    const port = await edge({ accessLog: true })
    const headers = { cookie: 'session=PLANTED', authorization: 'Bearer PLANTED', 'user-agent': 'firefox' }
    await ask(port, { path: '/claims/7?token=PLANTED', method: 'POST', body: 'PLANTED', headers })
    const file = join(rigged.folder.proxy, 'access', environment, 'access.log')
    const text = await until(() => existsSync(file) && readFileSync(file, 'utf8'))
    expect(JSON.parse(text)).toMatchObject({
      environment,
      client: '127.0.0.1',
      method: 'POST',
      path: '/claims/7',
      status: 200,
      release: 142,
      cohort: 'new',
      component: 'web',
      revision: 'r7',
      agent: 'firefox',
    })
    expect(text).not.toContain('PLANTED')
  })

  it('is rotated and bounded', async () => {
    await edge({})
    const file = join(rigged.folder.proxy, 'access', 'x', 'access.log')
    const log = new AccessLog(file, (error) => rigged.troubles.push(String(error)))
    const line = 'x'.repeat(1_000_000)
    for (let i = 0; i < 90; i += 1) {
      log.write(line)
      await log.close()
    }
    expect(existsSync(`${file}.3`)).toBe(true)
    expect(existsSync(`${file}.4`)).toBe(false)
    expect(rigged.troubles).toEqual([])
  })
})
