import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

let system: System
let repository: Repository
let notes: string

/** Notes who began and ended: every process of the application appends a line. */
const noting = (what: string, then: string): string =>
  `const note = (w) => require('fs').appendFileSync(${JSON.stringify(notes)}, w + '\\n'); note(${JSON.stringify(what)}); ${then}`

beforeAll(async () => {
  system = new System()
  await system.warm()
  notes = join(system.scratch, 'notes')
  repository = makeRepository(join(system.scratch, 'hello'), await freePort())
  const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
  writeFileSync(
    join(repository.folder, 'ecluse.yaml'),
    config
      .replace('    ready:', '    before: [node, before.js]\n    ready:')
      .replace(
        'environments:',
        '  queue: { build: { context: . }, start: [node, queue.js], ready: { steady-for: 300ms } }\n  nightly: { build: { context: . }, start: [node, nightly.js], schedule: "* * * * *" }\nenvironments:',
      ),
  )
}, 240_000)
afterAll(() => system.end(), 240_000)

const version = (name: string): void => {
  const worker = noting(
    `queue ${name} begins`,
    `process.on('SIGTERM', () => setTimeout(() => { note('queue ${name} ends'); process.exit(0) }, 200)); setInterval(() => {}, 1000)`,
  )
  repository.version(name, 'fine', {
    'before.js': noting(`before ${name}`, `console.log('schema of ${name} is ready')`),
    'queue.js': worker,
    'nightly.js': noting(`nightly ${name}`, `console.log('{"night":"${name}"}')`),
  })
}

const said = (): readonly string[] =>
  existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : []

it('a release task, an exclusive worker and a timetable, through two releases', async () => {
  version('1')
  await system.expect(0, repository.folder, ['ship'])
  version('2')
  await system.expect(0, repository.folder, ['ship'])
  const without = said().filter((line) => !line.startsWith('nightly'))
  expect(without).toEqual(['before 1', 'queue 1 begins', 'before 2', 'queue 1 ends', 'queue 2 begins'])
  await until('the timetable comes', () => (said().includes('nightly 2') ? true : undefined), 90_000)
}, 240_000)

it('what commands wrote is in the logs, told apart, and one alone by its id; status shows what runs', async () => {
  const hello = (words: readonly string[]) => system.expect(0, repository.folder, words)
  const began = await hello([
    '--data',
    system.data,
    'run',
    'web',
    '--detach',
    '--',
    'node',
    '-e',
    'console.log("by hand"); setTimeout(() => 0, 30000)',
    // The fixture's own option ends up behind: not node's.
    '--',
  ])
  const id = /--run (\S+)/.exec(began)?.[1] ?? ''
  await until(
    'status shows the command',
    async () => (await hello(['status'])).includes(id) || undefined,
    30_000,
  )
  expect(await hello(['status'])).toMatch(/nightly\s+next at \d\d:\d\d:00\s+\* \* \* \* \* UTC/)
  await until('it wrote', async () => (await hello(['logs', '--run', id])) !== '' || undefined, 30_000)
  expect(await hello(['logs', '--run', id.slice(-6)])).toBe(`web.run-${id.slice(-6)} r2 | by hand\n`)
  const all = await hello(['logs'])
  expect(all).toContain('web.before r2 | schema of 2 is ready\n')
  expect(all).toMatch(/nightly\.\d\d:\d\d r2 \| \{"night":"2"\}\n/)
  expect(await hello(['logs', 'nightly', '--bare', '--tail', '1'])).toBe('{"night":"2"}\n')
  expect(await hello(['logs', '--release', '1', 'web'])).toContain('web.before r1 | schema of 1 is ready\n')
  const unknown = await system.run(repository.folder, ['logs', '--run', 'nobody'])
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('unknown-run')])
}, 240_000)
