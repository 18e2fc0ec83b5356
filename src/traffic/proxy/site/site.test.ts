import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { OutgoingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Side } from '../../../ports/router.ts'
import type { Run } from '../../../ports/supervision.ts'
import {
  allRows,
  ask,
  freePort,
  keyOf,
  type Rig,
  rig,
  runOf,
  splitOf,
  talk,
  until,
} from '../proxy.fixture.ts'
import { SmallFiles } from './small-files.ts'

const long = 'console.log(1)\n'.repeat(200)
let rigged: Rig
let root: string
let port = 0
let generation = 0

const folderOf = (revision: string, files: Readonly<Record<string, string | Buffer>>): string => {
  const folder = join(root, revision)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

const siteRun = (revision: string, fallback: string | null = null, inner = 0): Run => {
  const run = runOf(keyOf('site', revision), [], { inner })
  const files = { root: join(root, revision), fallback }
  return { ...run, spec: { ...run.spec, labels: { ...run.spec.labels, files } } }
}

const siteSide = (release: number, revision: string, path = '/'): Side => ({
  release,
  routes: [{ path, component: 'site', run: keyOf('site', revision), files: true }],
  runs: [keyOf('site', revision)],
})

const serve = (old: Side | null, next: Side, weight = 100, more = {}) => {
  generation += 1
  const listen = [`127.0.0.1:${port}`]
  return rigged.router.route(splitOf({ generation, listen, old, new: next, weight, boot: 'new', ...more }))
}

const get = (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET') =>
  ask(port, { path, headers, method })

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'ecluse-site-'))
  rigged = await rig()
  port = await freePort()
  const folder = folderOf('one', {
    'index.html': '<h1>one</h1>',
    '404.html': '<h1>nothing here</h1>',
    'app.js': long,
    'app.js.br': brotliCompressSync(long),
    'app.js.gz': gzipSync(long),
    'empty.txt': '',
    'guide/index.html': '<h1>guide</h1>',
    'guide/été.css': 'a{}',
    'bare/file.txt': 'x',
    '.env': 'PLANTED=1',
    '.git/config': 'PLANTED',
    'guide/.hidden': 'PLANTED',
    '.well-known/security.txt': 'Contact: mailto:a@example.ca',
  })
  writeFileSync(join(root, 'secret'), 'PLANTED')
  symlinkSync(join(root, 'secret'), join(folder, 'link.txt'))
  symlinkSync(root, join(folder, 'above'))
  rigged.standIn.set(siteRun('one'))
  await serve(null, siteSide(1, 'one'))
})
afterAll(async () => {
  await rigged.close()
  rmSync(root, { recursive: true, force: true })
})

it('files are answered with their type, and kept by browsers only until they ask again', async () => {
  expect(await get('/')).toMatchObject({
    status: 200,
    body: '<h1>one</h1>',
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': '12',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
      'set-cookie': [expect.stringMatching(/^ecluse-/)],
    },
  })
  expect((await get('/guide/%C3%A9t%C3%A9.css?v=1')).headers['content-type']).toBe('text/css; charset=utf-8')
  expect((await get('/.well-known/security.txt')).status).toBe(200)
  expect(await get('/empty.txt')).toMatchObject({ status: 200, body: '' })
  expect(await get('/', {}, 'HEAD')).toMatchObject({
    status: 200,
    body: '',
    headers: { 'content-length': '12' },
  })
  expect(await get('/', {}, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
})

it('what the client has already is not sent again', async () => {
  const tag = String((await get('/app.js')).headers.etag)
  for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*'])
    expect(await get('/app.js', { 'if-none-match': known })).toMatchObject({
      status: 304,
      body: '',
      headers: { etag: tag, vary: 'Accept-Encoding' },
    })
  expect((await get('/app.js', { 'if-none-match': '"other"' })).status).toBe(200)
})

it('a folder is led to its page, and what is not there to the site’s own words', async () => {
  expect((await get('/guide/')).body).toBe('<h1>guide</h1>')
  expect(await get('/guide?a=b')).toMatchObject({ status: 301, headers: { location: '/guide/?a=b' } })
  for (const path of ['/none', '/bare', '/bare/', '/guide/none.js', '//guide', '/guide//', '/app.js/'])
    expect(await get(path), path).toMatchObject({
      status: 404,
      body: '<h1>nothing here</h1>',
      headers: { 'content-type': 'text/html; charset=utf-8' },
    })
})

it('the fewest bytes that the client takes are sent', async () => {
  const [br, gz, plain] = await Promise.all(
    ['gzip, br;q=0.5', 'br;q=0, gzip', 'br;q=0'].map((encoding) =>
      get('/app.js', { 'accept-encoding': encoding }),
    ),
  )
  expect(br?.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'text/javascript; charset=utf-8',
  })
  expect(gz?.headers).toMatchObject({ 'content-encoding': 'gzip' })
  expect(plain?.headers['content-encoding']).toBeUndefined()
  expect(plain?.body).toBe(long)
  expect(new Set([br, gz, plain].map((one) => one?.headers.etag)).size).toBe(3)
})

it('parts of a file', async () => {
  const part = (range: string, more: OutgoingHttpHeaders = {}) =>
    get('/app.js', { range, 'accept-encoding': 'br', ...more })
  expect(await part('bytes=0-6')).toMatchObject({
    status: 206,
    body: 'console',
    headers: { 'content-range': `bytes 0-6/${long.length}`, 'accept-ranges': 'bytes' },
  })
  expect(await part('bytes=-2')).toMatchObject({ status: 206, body: long.slice(-2) })
  expect((await part(`bytes=${long.length - 1}-999999`)).body).toBe('\n')
  expect(await part(`bytes=${long.length}-`)).toMatchObject({
    status: 416,
    headers: { 'content-range': `bytes */${long.length}` },
  })
  for (const whole of ['bytes=0-1,4-5', 'bytes=5-2', 'lines=1-2', 'bytes=-'])
    expect((await part(whole)).status, whole).toBe(200)
  expect((await part('bytes=0-1', { 'if-range': '"other"' })).status).toBe(200)
})

it('nothing but the files of the folder is ever answered', async () => {
  const asked = [
    '/.env',
    '/.git/config',
    '/guide/.hidden',
    '/link.txt',
    '/above/secret',
    '/../secret',
    '/%2e%2e/secret',
    '/guide/..%2f..%2fsecret',
    '/guide/../../secret',
    '/%00',
    '/app.js%00.html',
    '/%zz',
    '/..',
    '/__proto__',
    '/constructor',
  ]
  for (const path of asked) {
    const said = await talk(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    expect(said, path).toMatch(/^HTTP\/1\.1 40[04] /)
    expect(said, path).not.toContain('PLANTED')
  }
  const parts = fc.array(
    fc.constantFrom('..', '.', '%2e%2e', '%2f', 'guide', 'secret', '.env', 'above', '', '%5c'),
    {
      maxLength: 6,
    },
  )
  await fc.assert(
    fc.asyncProperty(parts, async (all) => {
      const { status, body } = await get(`/${all.join('/')}`)
      expect([200, 301, 404]).toContain(status)
      expect(body).not.toContain('PLANTED')
    }),
    { numRuns: 150 },
  )
})

it('the page of an application drawn in the browser, not in place of its scripts', async () => {
  folderOf('spa', { 'shell.html': 'shell', 'app.js': '1' })
  rigged.standIn.set(siteRun('spa', 'shell.html'))
  await serve(null, siteSide(1, 'one'), 100)
  await serve(siteSide(1, 'one'), siteSide(2, 'spa', '/my'), 100)
  expect(await get('/my/claims/4')).toMatchObject({ status: 200, body: 'shell' })
  expect((await get('/my/john.doe', { accept: 'text/html' })).body).toBe('shell')
  expect((await get('/my/chunk-of-before.js')).status).toBe(404)
  expect((await get('/my/app.js')).body).toBe('1')
  expect(await get('/my')).toMatchObject({ status: 301, headers: { location: '/my/' } })
  expect((await get('/myself')).status).toBe(404)
})

it('two releases each answer their own people, who are counted by revision', async () => {
  folderOf('two', { 'index.html': '<h1>two</h1>' })
  rigged.standIn.set(siteRun('two'))
  await serve(siteSide(1, 'one'), siteSide(3, 'two'), 50, { forcedSecret: 'secret', salt: 'another' })
  const bodies = new Map<string, string>()
  for (let person = 0; person < 40; person += 1) {
    const { body, headers } = await get('/', { 'user-agent': `person ${person}` })
    const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
    expect((await get('/', { cookie })).body).toBe(body)
    bodies.set(cookie, body)
  }
  expect(new Set(bodies.values())).toEqual(new Set(['<h1>one</h1>', '<h1>two</h1>']))
  expect((await get('/', { 'x-ecluse-version': 'secret:new' })).body).toBe('<h1>two</h1>')
  const seen = await until(async () => {
    const rows = (await allRows(rigged)).filter(({ weight }) => weight === 50)
    const count = (revision: string) =>
      rows
        .filter((row) => row.revision === revision && row.kind === 'people')
        .reduce((sum, row) => sum + row.requests, 0)
    return count('one') + count('two') >= 80 ? { one: count('one'), two: count('two') } : undefined
  })
  expect(seen.one).toBeGreaterThan(0)
  expect(seen.two).toBeGreaterThan(0)
})

it('people are led to files that the supervisor tells of only now; another component asks them too', async () => {
  folderOf('late', { 'index.html': 'late' })
  await serve(siteSide(3, 'two'), siteSide(4, 'late'), 100)
  const asked = get('/')
  const inner = await freePort()
  rigged.standIn.set(siteRun('late', null, inner))
  expect((await asked).body).toBe('late')
  await until(async () => (await ask(inner, { path: '/index.html' }).catch(() => undefined))?.body === 'late')
})

it('a file that cannot be read is an error of its revision', async () => {
  folderOf('broken', { 'index.html': 'x', 'gone.txt': 'y' })
  rigged.standIn.set(siteRun('broken'))
  await serve(siteSide(4, 'late'), siteSide(5, 'broken'), 100)
  expect((await get('/')).body).toBe('x')
  rmSync(join(root, 'broken', 'gone.txt'))
  symlinkSync(join(root, 'secret'), join(root, 'broken', 'gone.txt'))
  expect((await get('/gone.txt')).status).toBe(500)
  const rows = await until(async () => {
    const all = (await allRows(rigged)).filter((row) => row.revision === 'broken')
    return all.some((row) => row.errors > 0) && all
  })
  expect(rows.reduce((sum, row) => sum + row.errors, 0)).toBe(1)
  const reading = await rigged.router.read()
  expect(Object.values(reading.splits[0]?.open ?? {}).every((open) => open === 0)).toBe(true)
})

it('a large file is sent whole, no faster than it is taken', async () => {
  const bytes = Buffer.alloc(3_000_000, 'abcdefgh')
  folderOf('large', { 'index.html': 'x', 'large.bin': bytes })
  rigged.standIn.set(siteRun('large'))
  await serve(siteSide(5, 'broken'), siteSide(6, 'large'), 100)
  const [first, second] = await Promise.all([
    get('/large.bin'),
    get('/large.bin', { range: 'bytes=1000000-' }),
  ])
  expect(first.body).toBe(bytes.toString())
  expect(second.body.length).toBe(2_000_000)
})

it('small files are kept in memory, those asked for longest ago given up first', () => {
  const files = new SmallFiles()
  const bytes = Buffer.alloc(32_768)
  for (let at = 0; at < 512; at += 1) files.put(`/${at}`, bytes)
  expect(files.get('/0')).toBe(bytes)
  files.put('/one more', bytes)
  expect(files.get('/1')).toBeUndefined()
  expect([files.get('/0'), files.get('/2'), files.get('/one more')]).toEqual([bytes, bytes, bytes])
  files.put('/large', Buffer.alloc(32_769))
  expect(files.get('/large')).toBeUndefined()
})
