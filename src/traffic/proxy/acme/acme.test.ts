import { readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { EdgeRules, Split } from '../../../ports/router.ts'
import {
  ask,
  freePort,
  portOf,
  type Rig,
  rig,
  runOf,
  sideOf,
  splitOf,
  until,
  upstream,
} from '../proxy.fixture.ts'
import {
  askSecurely,
  certificateFolder,
  hasOpenssl,
  makeCertificate,
  removeFolder,
} from '../tls/certificate.fixture.ts'
import { expectWhole } from '../whole.fixture.ts'
import { OrderFailed } from './authority.ts'
import { AcmeCertificates, type Orders } from './certificates.ts'
import { buildPebble, canHavePebble, type Pebble, pebble } from './pebble.fixture.ts'
import { AcmeStore } from './store.ts'

const key = 'shop/production/web/r1'

describe.skipIf(!hasOpenssl || !canHavePebble)('certificates from an ACME server', () => {
  let folder = ''
  let server: Pebble
  let plain = 0
  let rigged: Rig
  const closing: { close(): void }[] = []
  beforeAll(async () => {
    await buildPebble()
    folder = certificateFolder()
    plain = await freePort()
    server = await pebble(folder, plain)
  }, 300_000)
  afterEach(async () => {
    for (const one of closing.splice(0)) one.close()
    await rigged.close()
  })
  afterAll(() => {
    server.close()
    removeFolder(folder)
  })

  const split = (
    port: number,
    hosts: readonly string[],
    generation = 1,
    given: Partial<EdgeRules> = {},
  ): Split => {
    const side = sideOf(1, key)
    return splitOf({
      generation,
      listen: [`127.0.0.1:${port}`],
      new: { ...side, routes: hosts.map((host) => ({ path: '/', component: 'web', run: key, host })) },
      weight: 100,
      boot: 'new',
      edge: {
        tls: { kind: 'acme', directory: server.directory, contact: 'ops@shop.example', root: server.root },
        redirect: `127.0.0.1:${plain}`,
        trustedProxies: [],
        limits: { body: null, head: 32_768, connections: 1_000, perClient: 1_000, patience: 60_000 },
        accessLog: false,
        cohortDomain: null,
        ...given,
      },
    })
  }

  const begin = async (): Promise<number> => {
    rigged = await rig(undefined, undefined, { acmeFirstWait: 1_000 })
    const app = await upstream((_req, res) => res.end('here'))
    closing.push(app)
    rigged.standIn.set(runOf(key, [app.port]))
    return freePort()
  }
  const shown = async (port: number, host: string) =>
    (await askSecurely(port, host).catch(() => undefined))?.body
  const codes = async () =>
    (await rigged.router.read()).splits[0]?.notices?.map((notice) => notice.code).join() ?? ''

  it('are ordered for each host, shown, kept, and served again after a restart without another order', async () => {
    const port = await begin()
    await rigged.router.route(split(port, ['shop.example', 'www.shop.example']))
    await until(async () => (await shown(port, 'shop.example')) === 'here', 30_000)
    await until(async () => (await shown(port, 'www.shop.example')) === 'here', 30_000)
    expect((await ask(plain, { headers: { host: 'shop.example' } })).status).toBe(301)
    expect(await codes()).toBe('')
    const kept = join(rigged.folder.proxy, 'acme')
    const inside = join(kept, readdirSync(kept)[0] ?? '')
    expect(readdirSync(inside).sort()).toEqual([
      'account.json',
      'host-shop.example.json',
      'host-www.shop.example.json',
    ])
    const file = join(inside, 'host-shop.example.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const before = readFileSync(file, 'utf8')
    await rigged.proxy.stop(0)
    const again = await rig(rigged.standIn, rigged.folder)
    closing.push({ close: () => void again.close() })
    await until(async () => (await shown(port, 'shop.example')) === 'here')
    expect(readFileSync(file, 'utf8')).toBe(before)
  })

  it('that are refused are said, and touch no other host', async () => {
    const port = await begin()
    await rigged.router.route(split(port, ['blocked.example', 'good.example']))
    await until(async () => (await shown(port, 'good.example')) === 'here', 30_000)
    await until(async () => (await codes()) === 'acme-refused')
    const notice = (await rigged.router.read()).splits[0]?.notices?.[0]
    expectWhole(notice, 'acme-refused')
    expect(notice?.message.en).toContain('blocked.example')
    expect(rigged.troubles.join()).toContain('acme-refused')
    expect(await shown(port, 'blocked.example')).toBeUndefined()
  })

  it('are renewed while they are shown, at a third of their life left', async () => {
    const brief = await pebble(folder, plain, 15)
    closing.push(brief)
    const port = await begin()
    const tls = { kind: 'acme' as const, directory: brief.directory, contact: null, root: brief.root }
    await rigged.router.route(split(port, ['brief.example'], 1, { tls }))
    await until(async () => (await shown(port, 'brief.example')) === 'here', 30_000)
    const { serial } = await askSecurely(port, 'brief.example')
    const next = await until(async () => {
      const seen = await askSecurely(port, 'brief.example')
      return seen.serial !== serial && seen
    }, 60_000)
    expect(next.body).toBe('here')
  }, 120_000)

  it('that were asked for too often wait as long as the server says, which is told', async () => {
    const own = makeCertificate(folder, 'limited', ['localhost'])
    const problem = { type: 'urn:ietf:params:acme:error:rateLimited', detail: 'too many new orders' }
    let asked = 0
    const limited = createServer({ key: readFileSync(own.key), cert: own.pem }, (_req, res) => {
      asked += 1
      const fields = { 'content-type': 'application/problem+json', 'retry-after': '3600' }
      res.writeHead(429, fields).end(JSON.stringify(problem))
    })
    await new Promise<void>((resolve) => limited.listen(0, '127.0.0.1', resolve))
    closing.push(limited)
    const port = await begin()
    const directory = `https://localhost:${portOf(limited)}/dir`
    const tls = { kind: 'acme' as const, directory, contact: null, root: own.certificate }
    await rigged.router.route(split(port, ['limited.example'], 1, { tls }))
    await until(async () => (await codes()) === 'acme-rate-limited')
    const notice = (await rigged.router.read()).splits[0]?.notices?.[0]
    expect(notice?.message).toMatchObject({
      en: expect.stringContaining('asked too often for limited.example'),
      fr: expect.stringContaining('trop sollicité pour limited.example'),
    })
    expectWhole(notice, 'acme-rate-limited')
    expect(asked).toBe(1)
  })

  it('whose server is away are ordered when it is back', async () => {
    const port = await begin()
    const tls = { kind: 'acme' as const, directory: 'https://localhost:1/dir', contact: null, root: null }
    await rigged.router.route(split(port, ['late.example'], 1, { tls }))
    await until(async () => (await codes()) === 'acme-unreachable')
    expectWhole((await rigged.router.read()).splits[0]?.notices?.[0], 'acme-unreachable')
    await rigged.router.route(split(port, ['late.example'], 2))
    await until(async () => (await shown(port, 'late.example')) === 'here', 30_000)
    expect(await codes()).toBe('')
  })
})

describe.skipIf(!hasOpenssl)('when a certificate is ordered', () => {
  const day = 86_400_000
  let folder = ''
  beforeAll(() => {
    folder = certificateFolder()
  })
  afterAll(() => removeFolder(folder))

  const made = (host: string) => {
    const { pem, key: file } = makeCertificate(folder, host, [host])
    return { certificate: pem, key: readFileSync(file, 'utf8') }
  }

  it('is at a third of its life left, and what is shown stays while that fails', async () => {
    const pairs = new Map([['a.example', made('a.example')]])
    const asked: string[] = []
    let fails: Error | undefined
    const orders: Orders = {
      order: async (host) => {
        asked.push(host)
        if (fails !== undefined) throw fails
        return pairs.get(host) ?? made(host)
      },
    }
    let now = Date.now()
    const certificates = new AcmeCertificates(new AcmeStore(folder, 'x'), orders, { now: () => now })
    const settle = async () => {
      certificates.refresh()
      await new Promise((resolve) => setImmediate(resolve))
      certificates.refresh()
    }
    certificates.want(['a.example'])
    await settle()
    expect([asked.length, certificates.pairs.length]).toEqual([1, 1])
    now += 59 * day
    await settle()
    expect(asked.length).toBe(1)
    now += 2 * day
    fails = new OrderFailed(new Error('too many certificates'), { status: 429, retryAfter: '7200' })
    await settle()
    expect(asked.length).toBe(2)
    expect(certificates.problems([], now).map(({ code }) => code)).toEqual(['acme-rate-limited'])
    expect(certificates.pairs.length).toBe(1)
    now += 7_100_000
    await settle()
    expect(asked.length).toBe(2)
    now += 200_000
    fails = new OrderFailed(new Error('no such host'), { status: 400 })
    await settle()
    expect(asked.length).toBe(3)
    expect(certificates.problems([], now).map(({ code }) => code)).toEqual(['acme-refused'])
    // Never more than five failures an hour.
    const before = asked.length
    for (let minute = 0; minute < 60; minute += 1) {
      now += 60_000
      await settle()
    }
    expect(asked.length - before).toBeLessThanOrEqual(4)
    now += 20 * day
    await settle()
    expect(certificates.problems([], now).map(({ code }) => code)).toContain('certificate-expires-soon')
    fails = undefined
    now += day
    await settle()
    expect(certificates.problems([], Date.now())).toEqual([])
  })
})
