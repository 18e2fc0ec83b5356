import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { verbs } from '../src/cli/verbs.ts'
import type { StatusView } from '../src/engine/facade.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const patience = 180_000
const system = new System()
let here: Repository
let key: string
let ports: [number, number]

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const later = days[(new Date().getUTCDay() + 3) % 7]

/** Production goes at once; what comes after it waits for a train, a checklist and a calendar. */
const config = (port: number, other: number, most = '2s') => `application: hello
components:
  web:
    build: { context: . }
    ready: { path: /ready, within: 6s, steady-for: 300ms }
    times: { request: 2s, drain: 2s, stop: 2s }
    secrets: { TOKEN: { environment: HOME } }
  nightly: { build: { context: . }, schedule: "0 3 * * *", start: [node, -e, "0"] }
routes: [{ path: /, component: web }]
environments:
  production:
    target: process
    listen: 127.0.0.1:${port}
    strategy: { canary: { steps: [50%], at-least: 1s, at-most: ${most}, when-unsure: promote } }
    watch: { for: 1s, keep-previous: 1h }
  later:
    after: production
    target: process
    listen: 127.0.0.1:${other}
    calendar: { time-zone: UTC, open: Sun-Sat 00:00-24:00, working-days: Sun-Sat, holidays: [CA-federal] }
    train: { departs: ${later} 12:00, cut-off: 10m }
    checklist: release-checklist.yaml
    approvers: approvers
`
const checklist = `items:
  told: { title: { en: Told, fr: Dit }, owner: delivery-manager, kind: person }
`

beforeAll(async () => {
  await system.warm()
  here = makeRepository(join(system.scratch, 'here'), 1)
  key = join(system.scratch, 'key')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  const [type, blob] = readFileSync(`${key}.pub`, 'utf8').split(' ')
  ports = [await freePort(), await freePort()]
  here.write({
    'ecluse.yaml': config(...ports),
    'release-checklist.yaml': checklist,
    approvers: `dana ${type} ${blob} roles=delivery-manager emails=dana@example.org\n`,
  })
}, patience)
afterAll(() => system.end(), patience)

/** What prepares machines, joins streams, or waits for input; and what is tried here with more words. */
const apart = new Set([
  'setup',
  'upgrade',
  'connect',
  'proxy',
  'init',
  'restore',
  'ship',
  'secret set',
  'member add',
])

/** Everything in a document that may be a moment as a bare number, by the way to it. */
const suspects = (value: unknown, way: string): readonly string[] => {
  if (typeof value === 'number') return value > 1.5e12 && value < 2.5e12 ? [`${way}: ${value}`] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) => suspects(one, `${way}.${key}`))
}

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
const momentsIn = (value: unknown): number =>
  typeof value === 'string'
    ? Number(moment.test(value))
    : typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, one) => sum + momentsIn(one), 0)
      : 0

/** What a command prints holds no bare moment; gives how many moments it holds. */
const look = async (code: number | null, ...argv: readonly string[]): Promise<number> => {
  const asked = argv.includes('--format') ? argv : ['--json', ...argv]
  const ran = await system.run(here.folder, asked, patience)
  if (code !== null && ran.code !== code)
    throw new Error(`${argv.join(' ')}: ${ran.code}\n${ran.out}${ran.err}`)
  const read = (text: string): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }
  const whole = read(ran.out)
  const lines = `${whole === undefined ? ran.out : ''}${ran.err}`.split('\n').filter((line) => line !== '')
  const documents = [...(whole === undefined ? [] : [whole]), ...lines.map(read)]
  expect(documents.includes(undefined), `${argv.join(' ')}: ${ran.out}${ran.err}`).toBe(false)
  expect(
    documents.flatMap((one) => suspects(one, '')),
    argv.join(' '),
  ).toEqual([])
  return documents.reduce((sum: number, one) => sum + momentsIn(one), 0)
}

it('no command prints a moment as a number', { timeout: 2 * patience }, async () => {
  here.version('one')
  expect(await look(0, 'ship', '--environment', 'production')).toBeGreaterThan(5)
  // Long enough that a busy machine still sees it.
  here.write({ 'ecluse.yaml': config(...ports, '12s') })
  here.version('two')
  const second = look(0, 'ship', '--environment', 'production')
  await until('the second is on its way', async () => {
    const { applications } = await system.json<StatusView>(here.folder, ['status'])
    return applications[0]?.environments[0]?.rollout ? true : undefined
  })
  expect(await look(0, 'status')).toBeGreaterThan(1)
  await look(0, 'why', '--environment', 'production')
  await second
  await system.expect(0, here.folder, ['ship', '--detach'])
  await until('it waits for its train', async () => {
    const { applications } = await system.json<StatusView>(here.folder, ['status'])
    return applications[0]?.environments.some(({ name, queue }) => name === 'later' && queue.length > 0)
      ? true
      : undefined
  })
  const production = ['--environment', 'production']
  const timed: readonly (readonly string[])[] = [
    ['status'],
    ['history'],
    ['history', '--figures'],
    ['history', '--figures', '--format', 'json'],
    ['why', ...production],
    ['why', '--environment', 'later'],
    ['train', '--environment', 'later'],
    ['secret', 'list', ...production],
    ['config', 'show', ...production],
    ['freeze', '--why', 'a week', '--until', '2036-12-01T08:00Z'],
    ['audit', '--from', '2026-01-01', '--to', '2036-01-01', '--out', 'year.zip'],
  ]
  await Promise.all(
    timed.map(async (argv) => expect(await look(0, ...argv), argv.join(' ')).toBeGreaterThan(0)),
  )
  expect(await look(0, 'verify', 'year.zip')).toBeGreaterThan(2)
  const reading: readonly (readonly string[])[] = [
    ['status', '--mine'],
    ['calendar', '--environment', 'later'],
    ['calendar', '--environment', 'later', '--at', '2026-12-25T09:00Z', 'ecluse.yaml'],
    ['checklist', '--environment', 'later'],
    ['config', 'diff', ...production, '--with', 'later'],
    ['doctor'],
    ['verify'],
    ['member', 'list'],
    ['check'],
    ['build'],
    ['notes', '--from', 'HEAD~1'],
    ['notes', '--from', 'HEAD~1', '--format', 'json'],
    ['backup', 'all.tar'],
  ]
  const acting: readonly (readonly string[])[] = [
    ['sign-off', 'told', '--environment', 'later', '--key', key],
    ['checklist', '--environment', 'later'],
    ['override', 'calendar', '--environment', 'later', '--why', 'now', '--key', key],
    ['thaw'],
    ['pause', ...production],
    ['maintenance', 'on', ...production],
    ['status'],
    ['maintenance', 'off', ...production],
    ['hand-over', ...production],
    ['take-back', ...production],
    ['scale', 'web', '2', ...production],
    ['restart', ...production],
    ['rollback', ...production],
    ['run', 'web', ...production, '--detach', '--', 'node', '-e', 'console.log(1)'],
    ['logs', ...production],
    ['secret', 'unset', 'TOKEN', ...production],
    ['server'],
    ['remove', 'hello'],
    ['stop', '--all'],
  ]
  await Promise.all(reading.map((argv) => look(null, ...argv)))
  // Whatever else there is, as it is: a new command that only looks is looked at.
  const named = new Set(
    [...timed, ...reading, ...acting].flatMap(([first = '', next = '']) => [first, `${first} ${next}`]),
  )
  const others = Object.keys(verbs).filter((name) => !named.has(name) && !apart.has(name))
  await Promise.all(others.map((name) => look(null, ...name.split(' '), ...production)))
  for (const argv of acting) await look(null, ...argv)
  const other = new System()
  try {
    const restored = await other.json<{ at: string }>(here.folder, ['restore', 'all.tar'])
    expect(restored.at).toMatch(moment)
  } finally {
    await other.end()
  }
})
