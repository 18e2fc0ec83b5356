import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HistoryView, StatusView } from '../engine/facade.ts'
import { Hello } from './hello.fixture.ts'

const hello = new Hello()
beforeAll(() => hello.begin())
afterAll(() => hello.end(), 60_000)

const minutes = 180_000
const last = (out: string): unknown => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')

// One story: each test begins where the one before ended.
test('two commands at once that start everything end with one of each process', async () => {
  const both = await Promise.all([hello.run('server', '--json'), hello.run('server', '--json')])
  expect(both.map(({ code }) => code)).toEqual([0, 0])
  expect(both[0]?.out).toBe(both[1]?.out)
  for (const entry of ['supervisor', 'data-plane', 'control-plane'])
    expect(hello.processes(`/src/main/${entry}.`)).toHaveLength(1)
}, 60_000)

test(
  'the first commit goes the whole way; what is not committed does not, and a second ship builds nothing',
  async () => {
    hello.commit('one')
    hello.write({ 'note.txt': 'not committed' })
    const first = await hello.run('ship', '--json')
    expect(first.code, first.err).toBe(0)
    expect(last(first.out)).toMatchObject({
      event: 'end',
      exit: 0,
      outcome: 'done',
      release: 1,
      notReached: [],
    })
    expect(await hello.answer()).toBe('one')
    const again = await hello.run('ship')
    expect(again.code).toBe(0)
    expect(again.out).toMatch(/^already live: release 1/)
    expect(again.err).toContain('not committed, and therefore not shipped: note.txt (not tracked)')
  },
  minutes,
)

test(
  'a control plane killed in the middle: the same ship goes on to its end, people notice nothing',
  async () => {
    hello.commit('two')
    const shipping = hello.spawn('ship')
    const ended = hello.ended(shipping)
    await expect.poll(() => hello.answer(), { timeout: minutes, interval: 50 }).toBe('two')
    const [controlPlane] = hello.processes('/src/main/control-plane.')
    process.kill(controlPlane ?? 0, 'SIGKILL')
    const answers = new Set<string | null>()
    while (shipping.exitCode === null) answers.add(await hello.answer())
    const { code, out } = await ended
    expect([code, [...answers]]).toEqual([0, ['two']])
    expect(out).toMatch(/release 2 is out for everybody/)
  },
  minutes,
)

test('status tells desired and actual, history both rollouts, verify the whole ledger', async () => {
  const status = JSON.parse((await hello.run('status', '--json')).out) as StatusView
  const production = status.applications[0]?.environments[0]
  expect(production?.desired?.release).toBe(2)
  expect(production?.actual?.releases.find(({ weight }) => weight === 100)?.release).toBe(2)
  const history = JSON.parse((await hello.run('history', '--json')).out) as HistoryView
  expect(history.rollouts.map(({ release, outcome }) => [release, outcome])).toEqual([
    [2, 'done'],
    [1, 'done'],
  ])
  expect((await hello.run('verify')).out).toMatch(/^the ledger is whole/)
  expect((await hello.run('logs', 'web', '--release', '1')).out).toContain(
    'web.0 r1 | listening, version one',
  )
}, 60_000)

test('a rollback puts the release before back', async () => {
  const { code, out } = await hello.run('rollback', '--why', 'a test')
  expect(code, out).toBe(0)
  expect(await hello.answer()).toBe('one')
}, 60_000)

test('stopped on purpose: the control plane alone, and people are served; then everything', async () => {
  expect((await hello.run('stop')).out).toMatch(/serve people/)
  expect(hello.processes('/src/main/control-plane.')).toEqual([])
  expect(await hello.answer()).toBe('one')
  const status = await hello.run('status')
  expect([status.code, status.err]).toEqual([1, expect.stringMatching(/^stopped: .*\n.*ecluse server/)])
  expect(hello.processes('/src/main/control-plane.')).toEqual([])
  expect((await hello.run('stop', '--all')).code).toBe(0)
  await expect.poll(() => hello.processes(''), { timeout: 10_000 }).toEqual([])
  expect(await hello.answer()).toBe(null)
}, 60_000)

test('proxy alone brings the release back on the same address; server adds the control plane', async () => {
  const proxy = await hello.run('proxy')
  expect(proxy.out).toMatch(/control plane {2}not running/)
  await expect.poll(() => hello.answer(), { timeout: 20_000 }).toBe('one')
  expect((await hello.run('server')).code).toBe(0)
  expect((await hello.run('status')).code).toBe(0)
}, 60_000)
