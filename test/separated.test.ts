import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectSupervision } from '../src/supervisor/client.ts'
import { freePort, makeRepository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { Separated } from './separated.fixture.ts'

const attack = readFileSync(fileURLToPath(new URL('./attack.fixture.cjs', import.meta.url)), 'utf8')

const binary = fileURLToPath(new URL('../bin/ecluse.js', import.meta.url))

const victim = `
const { createServer } = require('node:http')
const { writeFileSync, readFileSync } = require('node:fs')
writeFileSync('data/private.txt', 'the victim’s own')
createServer((req, res) => {
  if (req.url === '/ready') return res.end('')
  res.end(JSON.stringify({ uid: process.getuid(), port: process.env.PORT, cwd: process.cwd(), kept: readFileSync('data/private.txt', 'utf8'), pid: process.pid, secret: process.env.GIVEN?.length ?? 0, tmp: process.env.TMPDIR }))
}).listen(process.env.PORT, process.env.HOST)
`

const hostile = `
const { createServer } = require('node:http')
const { readFileSync } = require('node:fs')
const { run } = require('./attack.cjs')
createServer(async (req, res) => {
  if (req.url === '/ready') return res.end('')
  if (req.url === '/build') return res.end(readFileSync('built.json'))
  res.end(JSON.stringify({ uid: process.getuid(), got: await run() }))
}).listen(process.env.PORT, process.env.HOST)
`

/** Made by the application's own user, served by ours. */
const site = `  site: { build: { run: [node, site.js] }, static: dist, assets: { /site/assets/: dist/assets } }
routes:
  - { path: /, component: web }
  - { path: /site, component: site }
environments:`
const makeSite = `
const fs = require('node:fs')
process.umask(0o077)
fs.mkdirSync('dist/assets', { recursive: true })
fs.writeFileSync('dist/index.html', 'made by ' + process.getuid())
fs.writeFileSync('dist/assets/chunk.js', 'chunk')
`

type Attacked = { readonly uid: number; readonly got: readonly string[] }
type Victim = {
  readonly uid: number
  readonly pid: number
  readonly secret: number
  readonly port: string
  readonly cwd: string
  readonly tmp: string
}

/** Whether another user can start this checkout's own programs, as everybody can on a prepared server. */
const reachable = (uid: number): boolean =>
  spawnSync('setpriv', [`--reuid=${uid}`, '--clear-groups', process.execPath, binary, '--version'], {
    stdio: 'ignore',
  }).status === 0

const ask = async <T>(port: number, path = '/'): Promise<T> =>
  (await (await fetch(`http://127.0.0.1:${port}${path}`)).json()) as T

describe.skipIf(process.getuid?.() !== 0)('applications of a prepared server (needs root)', () => {
  let system: Separated
  let ports: readonly [number, number]
  let prey: Victim

  beforeAll(async () => {
    system = new Separated(2)
    await system.warm()
    await system.serve()
    ports = [await freePort(), await freePort()]
    const repository = makeRepository(join(system.scratch, 'victim'), ports[0], 'watch: { for: 1s }')
    const given = join(system.scratch, 'given')
    writeFileSync(given, 'a value that is a secret', { mode: 0o640 })
    chmodSync(system.scratch, 0o711)
    execFileSync('chown', [String(system.accounts.own.uid), given])
    const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
      .replace('application: hello', 'application: victim')
      .replace(
        '    ready:',
        `    keep: { data: shared }\n    secrets: { GIVEN: { file: ${given} } }\n    ready:`,
      )
      .replace('watch: { for: 1s }', 'watch: { for: 1s }\n    variables: { web: { WORD: the-secret-word } }')
      .replace('environments:', site)
    repository.write({
      'ecluse.yaml': config,
      'server.js': victim,
      'private.js': '// nobody else reads this',
      'site.js': makeSite,
    })
    repository.commit('victim')
    await system.expect(0, repository.folder, ['ship'])
    prey = await ask<Victim>(ports[0])
  }, 240_000)

  afterAll(() => system?.end(), 240_000)

  it('everything of ours but the supervisor runs as our own account, each application as its own user', () => {
    const { own, applications } = system.accounts
    expect(system.usersOf('/main/supervisor.')).toEqual([0])
    expect(system.usersOf('/main/data-plane.')).toEqual([own.uid])
    expect(system.usersOf('/main/control-plane.')).toEqual([own.uid])
    expect(prey.uid).toBe(applications[0]?.uid)
    expect(statSync(prey.tmp).uid).toBe(prey.uid)
  })

  it('what the application’s user built is served by the edge, which is ours, and kept as assets', async () => {
    const text = async (path: string) => (await fetch(`http://127.0.0.1:${ports[0]}${path}`)).text()
    expect(await text('/site/')).toBe(`made by ${prey.uid}`)
    expect(await text('/site/assets/chunk.js')).toBe('chunk')
    const kept = join(system.data, 'proxy/assets/victim/production/1/index.json')
    await until('the assets are kept', () => (existsSync(kept) ? true : undefined))
    expect(readFileSync(kept, 'utf8')).toContain('/site/assets/chunk.js')
    expect(statSync(kept).uid).toBe(system.accounts.own.uid)
  })

  const attempts = ['install', 'tests', 'task', 'timetable', 'run', 'secret'] as const
  let reports: string
  let hostileFolder: string
  let bySecret: boolean

  const other = (all: readonly string[]): readonly string[] =>
    all
      .map((one) =>
        one
          .split('\n')
          // It finds its own application's folders, which it may read: nothing else.
          .filter((line) => !line.includes('/runs/hostile/') && !line.includes('/jobs/build-'))
          .join('\n'),
      )
      .filter((line) => line !== '')

  /** A dependency that the commit holds itself, with an install script; gives the lockfile that names it. */
  const evilLock = (folder: string, text: string): string => {
    const from = join(system.scratch, 'package')
    mkdirSync(from)
    const manifest = { name: 'evil', version: '1.0.0', scripts: { postinstall: 'node attempt.cjs' } }
    writeFileSync(join(from, 'package.json'), JSON.stringify(manifest))
    writeFileSync(join(from, 'attack.cjs'), text)
    writeFileSync(join(from, 'attempt.cjs'), `require('./attack.cjs').report('install')`)
    const archive = join(folder, 'evil.tgz')
    execFileSync('tar', [
      '--create',
      '--gzip',
      `--file=${archive}`,
      `--directory=${system.scratch}`,
      'package',
    ])
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    const evil = { version: '1.0.0', resolved: 'file:evil.tgz', integrity, hasInstallScript: true }
    return JSON.stringify({
      name: 'hostile',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'hostile', version: '1.0.0', dependencies: { evil: 'file:evil.tgz' } },
        'node_modules/evil': evil,
      },
    })
  }

  it('a hostile application gets nowhere, from its build and from its instances', async () => {
    const repository = makeRepository(join(system.scratch, 'hostile'), ports[1])
    hostileFolder = repository.folder
    reports = join(system.scratch, 'reports')
    mkdirSync(reports)
    chmodSync(reports, 0o1777)
    const revision = join(prey.cwd, '..')
    const kept = join(system.data, 'keep/victim/production/web/data')
    const target = {
      running: true,
      reports,
      pids: [prey.pid],
      ports: [Number(prey.port)],
      paths: [
        prey.cwd,
        join(prey.cwd, 'server.js'),
        join(revision, 'logs'),
        join(revision, 'bin/node'),
        prey.tmp,
        kept,
        join(kept, 'private.txt'),
      ],
    }
    const argv = `process.argv.splice(1, 99, 'attack', ${JSON.stringify(system.data)}, ${JSON.stringify(JSON.stringify(target))})\n`
    // The command of a secret is a program of the server's: it runs as the application's user all the same.
    const program = join(system.scratch, 'print-secret.cjs')
    writeFileSync(join(system.scratch, 'attack.cjs'), `${argv}${attack}`)
    writeFileSync(
      program,
      `#!${process.execPath}\nrequire('./attack.cjs').report('secret').then(() => console.log('value'))\n`,
    )
    chmodSync(program, 0o755)
    bySecret = reachable(system.accounts.applications[1]?.uid ?? 0)
    writeFileSync(join(system.scratch, 'value'), 'value', { mode: 0o640 })
    execFileSync('chown', [String(system.accounts.own.uid), join(system.scratch, 'value')])
    const secrets = bySecret
      ? `{ GIVEN: { command: [${program}] } }`
      : `{ GIVEN: { file: ${join(system.scratch, 'value')} } }`
    const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
      .replace('application: hello', 'application: hostile')
      .replace('build: { context: . }', 'build: { context: ., install-scripts: [evil] }')
      .replace(
        '    ready:',
        `    before: [node, attempt.cjs, task]
    tests: { unit: { run: [node, attempt.cjs, tests] } }
    secrets: ${secrets}
    ready:`,
      )
      .replace(
        'environments:',
        '  night: { build: { context: . }, start: [node, attempt.cjs, timetable], schedule: "* * * * *", secrets: SECRETS }\nenvironments:'.replace(
          'SECRETS',
          secrets,
        ),
      )
    repository.write({
      'ecluse.yaml': config,
      'attack.cjs': `${argv}${attack}`,
      'attempt.cjs': `const name = process.argv[2]; require('./attack.cjs').report(name)`,
      'build.cjs': `require('./attack.cjs').run().then((got) => require('node:fs').writeFileSync('built.json', JSON.stringify({ uid: process.getuid(), got })))`,
      'server.js': hostile,
      'package.json': JSON.stringify({
        name: 'hostile',
        version: '1.0.0',
        scripts: { build: 'node build.cjs', start: 'node server.js' },
        dependencies: { evil: 'file:evil.tgz' },
      }),
      'package-lock.json': evilLock(repository.folder, `${argv}${attack}`),
    })
    repository.commit('hostile')
    await system.expect(0, repository.folder, ['ship'])
    const uid = system.accounts.applications[1]?.uid
    const inside = await ask<Attacked>(ports[1])
    const built = await ask<Attacked>(ports[1], '/build')
    expect([inside.uid, built.uid]).toEqual([uid, uid])
    expect(other(inside.got)).toEqual([])
    expect(other(built.got)).toEqual([])
    expect(await ask<Victim>(ports[0])).toMatchObject({ kept: 'the victim’s own', secret: 24, pid: prey.pid })
  }, 240_000)

  it('nor from its dependencies, tests, release tasks, timetables, one-off runs and the command of a secret', async () => {
    await system.expect(0, hostileFolder, [
      'run',
      '--data',
      system.data,
      'web',
      '--',
      'node',
      'attempt.cjs',
      'run',
    ])
    for (const name of attempts) {
      if (name === 'secret' && !bySecret) continue
      const file = join(reports, name)
      await until(`${name} has tried`, () => (existsSync(file) ? true : undefined), 240_000)
      const { uid, given, got } = JSON.parse(readFileSync(file, 'utf8')) as Attacked & { given: unknown }
      expect([name, uid, ...other(got)]).toEqual([name, system.accounts.applications[1]?.uid])
      // What runs in the release's configuration has its secrets; what only makes it has none.
      expect([name, given]).toEqual([name, ['install', 'tests', 'secret'].includes(name) ? null : 'value'])
    }
    expect(await ask<Victim>(ports[0])).toMatchObject({ kept: 'the victim’s own', secret: 24, pid: prey.pid })
  }, 180_000)

  it('a removed application leaves nothing, and its user is free for the next one', async () => {
    const folder = join(system.scratch, 'hostile')
    expect((await system.json<{ separated: boolean }>(folder, ['status'])).separated).toBe(true)
    await system.expect(0, folder, ['remove', 'hostile', '--data'])
    const supervision = connectSupervision(join(system.data, 'supervisor.sock'))
    const [own, other] = system.accounts.applications
    expect((await supervision.list()).users).toEqual({ victim: own?.name })
    expect(existsSync(join(system.data, 'runs/hostile'))).toBe(false)
    expect(await supervision.user('next')).toEqual(other)
    await expect(supervision.freeUser('victim')).rejects.toThrow(/user-in-use/)
    await expect(supervision.user('one-too-many')).rejects.toThrow(/no-user-left/)
    system.accounts.write(system.accounts.applications.slice(1))
    await expect(supervision.user('victim')).rejects.toThrow(/user-not-listed/)
    chmodSync(system.accounts.list, 0o666)
    await expect(supervision.user('next')).rejects.toThrow(/bad-user-list/)
    // What runs is known all the same, and goes on.
    const { pid } = await supervision.list()
    expect(await ask<Victim>(ports[0])).toMatchObject({ pid: prey.pid })
    expect((await supervision.list()).pid).toBe(pid)
    supervision.close()
  }, 240_000)

  it('the same attempts get everywhere where nothing stands in their way', () => {
    const script = join(system.scratch, 'hostile/attack.cjs')
    const asRoot = execFileSync(process.execPath, [script], {
      encoding: 'utf8',
    })
    for (const word of [
      'control.sock',
      'list the',
      'control.db',
      'read',
      'port',
      'environment of',
      'signal to',
    ])
      expect(asRoot).toContain(word)
  }, 240_000)
})
