import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ManifestView } from '../src/engine/facade-manifest.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

let system: System
let repository: Repository

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
    cwd: repository.folder,
    encoding: 'utf8',
  }).trim()
const hello = (code: number, ...args: string[]) => system.expect(code, repository.folder, args)
const versions = (content: string): void => writeFileSync(join(repository.folder, 'versions.json'), content)
const out = async () => {
  const { manifest } = await system.json<ManifestView>(repository.folder, ['manifest', 'show', 'production'])
  return Object.fromEntries(manifest.components.map(({ name, version }) => [name, version]))
}

beforeAll(async () => {
  system = new System()
  await system.warm()
  repository = makeRepository(join(system.scratch, 'hello'), await freePort())
  const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
  writeFileSync(
    join(repository.folder, 'ecluse.yaml'),
    config
      .replace('    ready:', '    known-as: [hello_web]\n    ready:')
      .replace(
        'environments:',
        '  queue: { build: { context: queue }, ready: { steady-for: 300ms } }\nenvironments:',
      ),
  )
  const queue = (n: string) => ({
    'queue/package.json': '{"name":"queue","private":true,"scripts":{"start":"node q.js"}}',
    'queue/q.js': `setInterval(() => {}, 1000) // ${n}\n`,
  })
  repository.version('1', 'fine', queue('1'))
  git('tag', 'v1.0.0')
  repository.version('2', 'fine', queue('2'))
  git('tag', 'v1.1.0')
}, 240_000)
afterAll(() => system.end(), 240_000)

it('a file of versions is shipped, shown, compared and written back', async () => {
  versions('{ "hello_web": "v1.1.0",   "queue": "v1.0.0" }\n')
  await hello(0, 'manifest', 'import', 'versions.json')
  expect(await out()).toEqual({ web: 'v1.1.0', queue: 'v1.0.0' })
  expect(await hello(0, 'manifest', 'diff', 'versions.json', 'production')).toContain('are the same')
  versions('{ "hello_web": "v1.0.0",   "queue": "v1.0.0" }\n')
  const refused = await system.run(repository.folder, ['manifest', 'import', 'versions.json'])
  expect([refused.code, refused.err.replaceAll(/\s+/g, ' ')]).toEqual([
    2,
    expect.stringContaining('versions.json:1:16: version-backwards: web goes back from v1.1.0 to v1.0.0'),
  ])
  await hello(0, 'manifest', 'export', 'production', '--out', 'versions.json')
  expect(readFileSync(join(repository.folder, 'versions.json'), 'utf8')).toBe(
    '{ "hello_web": "v1.1.0",   "queue": "v1.0.0" }\n',
  )
}, 120_000)

it('the manifest that runs is canonical, named by its digest, and keeps to the published schema', async () => {
  const text = await hello(0, 'manifest', 'export', 'production')
  const { digest } = await system.json<ManifestView>(repository.folder, ['manifest', 'show', 'production'])
  expect(`sha256:${createHash('sha256').update(text.trimEnd()).digest('hex')}`).toBe(digest)
  const Ajv = createRequire(import.meta.url)('ajv/dist/2020.js') as new (
    options: object,
  ) => {
    compile(schema: unknown): (value: unknown) => boolean
  }
  const schema = JSON.parse(
    readFileSync(new URL('../docs/schemas/release-manifest-1.json', import.meta.url), 'utf8'),
  ) as unknown
  const validate = new Ajv({ strict: false }).compile(schema)
  expect(validate(JSON.parse(text))).toBe(true)
  expect(validate({ ...(JSON.parse(text) as object), more: 1 })).toBe(false)
}, 60_000)

it('a hotfix that main lacks holds main until a person lets it go', async () => {
  git('checkout', '-q', '-b', 'hotfix', 'v1.1.0')
  repository.version('2, mended')
  await hello(0, 'ship')
  git('checkout', '-q', 'main')
  repository.version('3')
  await hello(0, 'ship', '--detach')
  const why = await until(
    'main holds',
    async () => {
      const { out: said } = await system.run(repository.folder, ['why'])
      return said.includes('would lose') ? said.replaceAll(/\s+/g, ' ') : undefined
    },
    60_000,
  )
  expect(why).toContain('production would lose 1 commit of web that runs now')
  expect(why).toContain('version 2, mended: fine')
  const french = (await system.run(repository.folder, ['why', '--language', 'fr'])).out.replaceAll(
    /\s+/g,
    ' ',
  )
  expect(french).toContain('production perdrait 1 commit du composant web')
  await hello(0, 'override', 'lost-commits', '--why', 'the mend is not wanted')
  await hello(0, 'ship')
  expect(await out()).toMatchObject({ web: 'v1.1.0-1-g'.concat(git('rev-parse', '--short=7', 'main')) })
}, 120_000)

it('a version is proposed with its reason, and tagged only once production holds it', async () => {
  repository.write({ 'note.txt': 'x' })
  repository.commit('feat: people may write notes')
  expect((await hello(0, 'version')).replaceAll(/\s+/g, ' ')).toMatch(
    /^v1\.2\.0 .* 2 changes? for users since v1\.1\.0: minor|^v1\.2\.0 /,
  )
  expect((await system.run(repository.folder, ['version', '--tag'])).err).toContain('not-held-yet')
  await hello(0, 'ship')
  await hello(0, 'version', '--tag')
  expect(git('rev-parse', 'v1.2.0^{commit}')).toBe(git('rev-parse', 'HEAD'))
  expect(await hello(0, 'version')).toContain('nothing changed since v1.2.0')
}, 120_000)
