import { renameSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { EdgeRules, Side, Split } from '../../../ports/router.ts'
import {
  ask,
  freePort,
  type Rig,
  rig,
  runOf,
  splitOf,
  type Upstream,
  until,
  upstream,
} from '../proxy.fixture.ts'
import {
  askSecurely,
  certificateFolder,
  hasOpenssl,
  type Made,
  makeCertificate,
  removeFolder,
} from '../tls/certificate.fixture.ts'
import { refusedFor } from '../whole.fixture.ts'

let rigged: Rig
const closing: { close(): void }[] = []
afterEach(async () => {
  for (const one of closing.splice(0)) one.close()
  await rigged.close()
})

const rules = (given: Partial<EdgeRules> = {}): EdgeRules => ({
  tls: null,
  redirect: null,
  trustedProxies: [],
  limits: { body: null, head: 32_768, connections: 10_000, perClient: 10_000, patience: 60_000 },
  accessLog: false,
  cohortDomain: null,
  ...given,
})

const keyOf = (environment: string, component: string) => `${environment}/${component}/r1`

/** An application that says its name and what it was told of whoever asks. */
const application = async (environment: string, component = 'web'): Promise<void> => {
  const app: Upstream = await upstream((req, res) =>
    res.end(JSON.stringify({ is: `${environment} ${component}`, url: req.url, headers: req.headers })),
  )
  closing.push(app)
  rigged.standIn.set(runOf(keyOf(environment, component), [app.port]))
}

type RouteAt = { readonly host?: string; readonly path?: string; readonly component?: string }

const sideOf = (environment: string, routes: readonly RouteAt[]): Side => ({
  release: 1,
  routes: routes.map(({ host, path = '/', component = 'web' }) => ({
    path,
    component,
    run: keyOf(environment, component),
    ...(host === undefined ? {} : { host }),
  })),
  runs: routes.map(({ component = 'web' }) => keyOf(environment, component)),
})

const split = (environment: string, listen: string, routes: readonly RouteAt[], given: Partial<Split> = {}) =>
  splitOf({
    environment,
    generation: 1,
    listen: [listen],
    new: sideOf(environment, routes),
    weight: 100,
    boot: 'new',
    ...given,
  })

const is = ({ body }: { body: string }): string => (JSON.parse(body) as { is: string }).is

describe('hosts and paths', () => {
  it('lead to components, the longest path first, and to nobody where no route takes the host', async () => {
    rigged = await rig()
    for (const component of ['web', 'api', 'admin']) await application('shop/production', component)
    const port = await freePort()
    await rigged.router.route(
      split('shop/production', `127.0.0.1:${port}`, [
        { host: 'shop.example' },
        { host: 'shop.example', path: '/api', component: 'api' },
        { host: 'admin.example', component: 'admin' },
      ]),
    )
    const at = (host: string, path = '/') => ask(port, { path, headers: { host } })
    expect(is(await at('shop.example'))).toBe('shop/production web')
    expect(is(await at('SHOP.example.:8080', '/api/x'))).toBe('shop/production api')
    expect(is(await at('admin.example', '/api/x'))).toBe('shop/production admin')
    expect((await at('other.example')).status).toBe(421)
  })

  it('share an address between applications, and keep two from having one host', async () => {
    rigged = await rig()
    await application('shop/production')
    await application('blog/production')
    const listen = `127.0.0.1:${await freePort()}`
    const port = Number(listen.split(':')[1])
    await rigged.router.route(split('shop/production', listen, [{ host: 'shop.example' }]))
    await rigged.router.route(split('blog/production', listen, [{ host: 'blog.example' }]))
    const at = async (host: string) => is(await ask(port, { headers: { host } }))
    expect(await at('shop.example')).toBe('shop/production web')
    expect(await at('blog.example')).toBe('blog/production web')
    const thief = split('blog/production', listen, [{ host: 'shop.example' }], { generation: 2 })
    await expect(rigged.router.route(thief)).rejects.toThrow('host-taken')
    await expect(rigged.router.check?.(thief)).rejects.toThrow('host-taken')
    expect(await at('blog.example')).toBe('blog/production web')
    // One may take every host that nobody named.
    await rigged.router.route(split('blog/production', listen, [{}], { generation: 3 }))
    expect(await at('whatever.example')).toBe('blog/production web')
    await application('third/production')
    await expect(rigged.router.route(split('third/production', listen, [{}]))).rejects.toThrow(
      'address-taken',
    )
    await rigged.router.remove('shop/production', 2)
    expect(await at('shop.example')).toBe('blog/production web')
  })
})

it('several hosts of one application share the cohort by a cookie on the parent domain', async () => {
  rigged = await rig()
  await application('shop/production', 'web')
  await application('shop/production', 'next')
  const port = await freePort()
  const both = (component: string) =>
    ['www', 'api'].map((name) => ({ host: `${name}.shop.example`, component }))
  await rigged.router.route(
    split('shop/production', `127.0.0.1:${port}`, both('next'), {
      old: sideOf('shop/production', both('web')),
      weight: 50,
      edge: rules({ cohortDomain: 'shop.example' }),
    }),
  )
  const met = new Set<string>()
  for (let person = 0; person < 40; person += 1) {
    const agent = { 'user-agent': `person ${person}` }
    const first = await ask(port, { headers: { host: 'www.shop.example', ...agent } })
    const [cookie = ''] = first.headers['set-cookie'] ?? []
    expect(cookie).toContain('; Domain=shop.example')
    // As a browser does that has changed meanwhile: only the cookie is the same.
    const sent = { host: 'api.shop.example', cookie: cookie.split(';')[0], 'user-agent': 'another' }
    expect(is(await ask(port, { headers: sent }))).toBe(is(first))
    met.add(is(first))
  }
  expect(met.size).toBe(2)
})

describe.skipIf(!hasOpenssl)('TLS from files', () => {
  let folder = ''
  let shop: Made
  let blog: Made
  beforeAll(() => {
    folder = certificateFolder()
    shop = makeCertificate(folder, 'shop', ['shop.example', 'www.shop.example'])
    blog = makeCertificate(folder, 'blog', ['blog.example'])
  })
  afterAll(() => removeFolder(folder))

  const files = (made: Made) => ({
    kind: 'files' as const,
    pairs: [{ certificate: made.certificate, key: made.key }],
  })

  it('shows each host its own certificate on one address, and leads there from plain HTTP', async () => {
    rigged = await rig()
    await application('shop/production')
    await application('blog/production')
    const [port, plain] = [await freePort(), await freePort()]
    const [listen, redirect] = [`127.0.0.1:${port}`, `127.0.0.1:${plain}`]
    const edge = (made: Made) => ({ edge: rules({ tls: files(made), redirect }) })
    await rigged.router.route(split('shop/production', listen, [{ host: 'shop.example' }], edge(shop)))
    await rigged.router.route(split('blog/production', listen, [{ host: 'blog.example' }], edge(blog)))
    const answer = await askSecurely(port, 'shop.example', { path: '/a?b' })
    expect(answer).toMatchObject({ status: 200, shown: 'shop.example', protocol: 'TLSv1.3' })
    expect(JSON.parse(answer.body).headers).toMatchObject({ 'x-forwarded-proto': 'https' })
    expect(String(answer.headers['set-cookie'])).toContain('; Secure')
    expect((await askSecurely(port, 'blog.example')).shown).toBe('blog.example')
    const away = await ask(plain, { path: '/a?b', headers: { host: 'blog.example:80' } })
    expect(away).toMatchObject({ status: 301, headers: { location: `https://blog.example:${port}/a?b` } })
    const posted = await ask(plain, { method: 'POST', headers: { host: 'shop.example' }, body: 'x' })
    expect(posted.status).toBe(308)
    expect((await ask(plain, { headers: { host: 'other.example' } })).status).toBe(421)
    await expect(askSecurely(port, 'other.example')).rejects.toThrow()
  })

  it('takes files that change, and keeps what was good while they are broken', async () => {
    rigged = await rig()
    await application('shop/production')
    const port = await freePort()
    const own = makeCertificate(folder, 'own', ['first.example', 'shop.example'])
    const edge = rules({ tls: files(own) })
    await rigged.router.route(
      split('shop/production', `127.0.0.1:${port}`, [{ host: 'shop.example' }], { edge }),
    )
    expect((await askSecurely(port, 'shop.example')).shown).toBe('first.example')
    const notices = async () =>
      (await rigged.router.read()).splits[0]?.notices?.map((notice) => notice.code).join()
    expect(await notices()).toBe('')
    writeFileSync(own.certificate, blog.pem)
    await until(async () => (await notices()) === 'key-of-another')
    expect((await askSecurely(port, 'shop.example')).shown).toBe('first.example')
    expect(rigged.troubles.join()).toContain('key-of-another')
    const next = makeCertificate(folder, 'next', ['second.example', 'shop.example'])
    renameSync(next.key, own.key)
    renameSync(next.certificate, own.certificate)
    await until(async () => (await askSecurely(port, 'shop.example')).shown === 'second.example')
    expect(await notices()).toBe('')
  })

  it('refuses, before anybody is moved, what could not be shown', async () => {
    rigged = await rig()
    const old = makeCertificate(folder, 'old', ['shop.example'], ['20200101000000Z', '20200201000000Z'])
    const early = makeCertificate(folder, 'early', ['shop.example'], ['20980101000000Z', '20990101000000Z'])
    const tried = (pairs: readonly { certificate: string; key: string }[], host = 'shop.example') =>
      rigged.router.check?.(
        split('shop/production', '127.0.0.1:1', [{ host }], {
          edge: rules({ tls: { kind: 'files', pairs } }),
        }),
      )
    await expect(tried([shop])).resolves.toBeUndefined()
    await refusedFor(tried([{ certificate: shop.certificate, key: blog.key }]), 'key-of-another')
    await refusedFor(tried([shop], 'other.example'), 'certificate-of-another-host')
    await refusedFor(tried([old]), 'certificate-expired')
    await refusedFor(tried([early]), 'certificate-not-yet-valid')
    await refusedFor(tried([{ certificate: shop.key, key: shop.key }]), 'not-a-certificate')
    await refusedFor(tried([{ certificate: shop.certificate, key: shop.certificate }]), 'not-a-key')
    await refusedFor(tried([{ certificate: `${folder}/no`, key: shop.key }]), 'certificate-unreadable')
  })

  it('begins to speak TLS on the address that it had, and is restarted with it', async () => {
    rigged = await rig()
    await application('shop/production')
    const port = await freePort()
    const listen = `127.0.0.1:${port}`
    await rigged.router.route(split('shop/production', listen, [{}]))
    expect((await ask(port)).status).toBe(200)
    const edge = rules({ tls: files(shop) })
    await rigged.router.route(split('shop/production', listen, [{}], { generation: 2, edge }))
    await until(async () => (await askSecurely(port, 'shop.example').catch(() => undefined))?.status === 200)
    const { folder: kept, standIn } = rigged
    await rigged.proxy.stop(0)
    const again = await rig(standIn, kept)
    closing.push({ close: () => void again.close() })
    await again.proxy.serving
    await until(async () => (await askSecurely(port, 'shop.example').catch(() => undefined))?.status === 200)
  })
})
