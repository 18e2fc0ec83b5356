import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StatusView } from '../src/engine/facade.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

let system: System
let repository: Repository
let notes = ''

const noting = (then: string): string =>
  `const note = (w) => require('fs').appendFileSync(${JSON.stringify(notes)}, w + '\\n'); ${then}`
const worker = (name: string): string =>
  noting(
    `note('${name} begins'); process.on('SIGTERM', () => setTimeout(() => { note('${name} ends'); process.exit(0) }, 100)); setInterval(() => {}, 1000)`,
  )
const version = (number: number): void => {
  repository.version(String(number), 'fine', {
    'before.js': noting(`note('before ${number}'); setTimeout(() => note('schema ${number}'), 3000)`),
    'queue.js': worker(`queue ${number}`),
    'mail.js': worker(`mail ${number}`),
  })
}
/** What was noted since `from`, of one kind. */
const said = (kind: string, from = 0): readonly string[] =>
  (existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [])
    .slice(from)
    .filter((line) => line.startsWith(kind))
const lines = () => readFileSync(notes, 'utf8').trim().split('\n').length

const hello = (...words: string[]) => system.expect(0, repository.folder, words)
const production = async () => {
  const view = await system.json<StatusView>(repository.folder, ['status'])
  return view.applications[0]?.environments[0]
}
const weighs = (release: number, weight: number) =>
  until(`release ${release} has ${weight} %`, async () => {
    const found = (await production())?.actual?.releases.find((one) => one.release === release)
    return found?.weight === weight ? true : undefined
  })
const nothingOnItsWay = () =>
  until('nothing is on its way', async () => ((await production())?.rollout === null ? true : undefined))

beforeAll(async () => {
  system = new System()
  await system.warm()
  notes = join(system.scratch, 'notes')
  const canary =
    'strategy: { canary: { steps: [50%], at-least: 100ms, when-unsure: hold } }\nwatch: { for: 30s, holdback: 20% }'
  repository = makeRepository(join(system.scratch, 'hello'), await freePort(), canary)
  const file = join(repository.folder, 'ecluse.yaml')
  const more = `  queue: { build: { context: . }, start: [node, queue.js], ready: { steady-for: 300ms } }
  mail: { build: { context: . }, start: [node, mail.js], side-by-side: true, ready: { steady-for: 300ms } }
environments:`
  const config = readFileSync(file, 'utf8').replace('environments:', more)
  writeFileSync(
    file,
    config
      .replace('    ready:', '    before: [node, before.js]\n    ready:')
      .replace('watch: { for: 30s', 'watch: { for: 1s'),
  )
  version(1)
  await hello('ship')
  writeFileSync(file, readFileSync(file, 'utf8').replace('watch: { for: 1s', 'watch: { for: 30s'))
}, 240_000)
afterAll(() => system.end(), 240_000)

it('a release task runs once, whoever of ours is killed meanwhile; a canary taken back leaves the queue’s worker alone', {
  timeout: 240_000,
}, async () => {
  version(2)
  const from = lines()
  await hello('ship', '--detach')
  await until('the task runs', () => (said('before 2').length > 0 ? true : undefined))
  for (const part of ['supervisor', 'control-plane'] as const) {
    const pid = system.killPart(part)
    await system.waitFor(part, pid)
  }
  await weighs(2, 50)
  expect([...said('before', from), ...said('schema', from)]).toEqual(['before 2', 'schema 2'])
  await until('mail runs beside', () => (said('mail 2 begins', from).length > 0 ? true : undefined))
  expect(said('queue', from)).toEqual([])
  await hello('rollback')
  await weighs(1, 100)
  await nothingOnItsWay()
  expect(said('mail', from)).toEqual(['mail 2 begins', 'mail 2 ends'])
  expect(said('queue', from)).toEqual([])
  expect(said('before', from)).toEqual(['before 2'])
})

it('at the watch the queue changes over, and on the way back it changes over again, never two at once', {
  timeout: 240_000,
}, async () => {
  version(3)
  const from = lines()
  await hello('ship', '--detach')
  await weighs(3, 50)
  await hello('promote')
  await until('the new one runs', () => (said('queue 3 begins', from).length > 0 ? true : undefined))
  expect(said('queue', from)).toEqual(['queue 1 ends', 'queue 3 begins'])
  await hello('rollback')
  await weighs(1, 100)
  await nothingOnItsWay()
  await until('the old one runs', () => (said('queue 1 begins', from).length > 0 ? true : undefined))
  expect(said('queue', from)).toEqual(['queue 1 ends', 'queue 3 begins', 'queue 3 ends', 'queue 1 begins'])
  expect(said('mail 1', from)).toEqual([])
  await hello('scale', 'mail', '2')
  await until('a second one runs', () => (said('mail 1 begins', from).length > 0 ? true : undefined))
  await hello('restart', 'queue')
  await until('it was restarted', () => (said('queue 1 begins', from).length === 2 ? true : undefined))
  expect(said('before', from)).toEqual(['before 3'])
  await hello('verify')
})
