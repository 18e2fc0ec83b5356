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
}, 120_000)
afterAll(() => system.end(), 60_000)

const version = (name: string): void => {
  const worker = noting(
    `queue ${name} begins`,
    `process.on('SIGTERM', () => setTimeout(() => { note('queue ${name} ends'); process.exit(0) }, 200)); setInterval(() => {}, 1000)`,
  )
  repository.version(name, 'fine', {
    'before.js': noting(`before ${name}`, ''),
    'queue.js': worker,
    'nightly.js': noting(`nightly ${name}`, ''),
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
