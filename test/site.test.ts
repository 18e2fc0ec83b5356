import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from '../src/traffic/proxy/proxy.fixture.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

let system: System
let repository: Repository
let port = 0

beforeAll(async () => {
  system = new System()
  await system.warm()
  port = await freePort()
  repository = makeRepository(join(system.scratch, 'hello'), port, 'watch: { for: 1s }')
  const file = join(repository.folder, 'ecluse.yaml')
  const site = `  site: { static: dist, assets: { /chunks/: dist/chunks } }
routes:
  - { path: /, component: site }
  - { path: /api, component: web }
environments:`
  const config = readFileSync(file, 'utf8').replace('environments:', site)
  writeFileSync(file, config.replace('build: { context: . }', 'needs: [site]\n    build: { context: . }'))
}, 240_000)
afterAll(() => system.end(), 240_000)

const version = (name: string): void => {
  const asks = `fetch(process.env.SITE_URL + '/').then((r) => r.text()).then((text) => res.end('api of ' + text))`
  repository.version(name, 'fine', {
    'dist/index.html': `site ${name}`,
    'dist/404.html': 'nowhere',
    [`dist/chunks/${name}.js`]: `chunk ${name}`,
    'api.js': asks,
  })
  const server = join(repository.folder, 'server.js')
  const ask = `answer = (res) => { ${asks} }\nconst server =`
  writeFileSync(server, readFileSync(server, 'utf8').replace('const server =', ask))
  repository.commit(`${name}, whose api asks the site`)
}
const get = async (path: string) => (await ask(port, { path })).body
const later = (path: string, body: string) =>
  until(`${path} is ${body}`, async () => ((await get(path).catch(() => '')) === body ? true : undefined))

it('a site goes through releases as any component, pinned with those that need it', async () => {
  version('one')
  await system.expect(0, repository.folder, ['ship'])
  expect(await get('/')).toBe('site one')
  expect(await get('/api')).toBe('api of site one')
  expect(await ask(port, { path: '/none' })).toMatchObject({ status: 404, body: 'nowhere' })
  expect(await system.expect(0, repository.folder, ['status'])).toMatch(/site {3}files, served by the edge/)
  version('two')
  await system.expect(0, repository.folder, ['ship'])
  expect(await get('/')).toBe('site two')
  expect(await get('/api')).toBe('api of site two')
  expect(await get('/chunks/one.js')).toBe('chunk one')
  await system.expect(0, repository.folder, ['rollback'])
  expect(await get('/')).toBe('site one')
  expect(await get('/api')).toBe('api of site one')
}, 240_000)

it('has nothing to scale, and is there again after all died, with nothing but the proxy', async () => {
  const scaled = await system.run(repository.folder, ['scale', 'site', '2'])
  expect(`${scaled.code} ${scaled.err}${scaled.out}`).toMatch(/^2 .*site is `static`/s)
  await system.expect(0, repository.folder, ['restart', 'site'])
  expect(await get('/')).toBe('site one')
  system.killPart('data-plane')
  await later('/', 'site one')
  system.killAll()
  await system.expect(0, repository.folder, ['proxy'])
  await later('/', 'site one')
  await later('/api', 'api of site one')
}, 240_000)
