import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { People } from '../people.ts'
import { until } from '../processes.fixture.ts'
import { type FakeApplication, startFake } from './application.fixture.ts'
import type { KnownRelease } from './protocol.ts'

const folder = mkdtempSync(join(tmpdir(), 'crowd-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let application: FakeApplication | undefined
afterEach(() => application?.close())

const releases: readonly KnownRelease[] = [
  { name: 'v1', web: '1', api: '1', planted: false },
  { name: 'v2', web: '2', api: '1', planted: false },
  { name: 'v3', web: '2', api: '3', planted: true },
]

const start = async (versions: { web: string; api: string }, people = 40) => {
  application = await startFake(versions)
  const crowd = new People({
    host: '127.0.0.1',
    port: application.port,
    people,
    rate: people * 10,
    seed: 3,
    releases,
  })
  const reached = (n: number) => until(() => (application?.answered ?? 0) >= n, 20_000)
  return { application, people: crowd, reached }
}

test('good answers are counted, and every acknowledged claim is one that was stored', async () => {
  const { application: app, people, reached } = await start({ web: '1', api: '1' })
  await reached(400)
  const list = join(folder, 'list')
  const report = await people.stop(list)
  expect(report).toMatchObject({ failed: 0, planted: 0, mismatched: 0, backwards: [] })
  // The first page is asked for before people come in, and is nobody's.
  expect(report.requests).toBe(app.answered - 1)
  expect(report.people).toBeLessThanOrEqual(40)
  expect(report.posts / report.requests).toBeGreaterThan(0.2)
  expect(report.releases['v1']?.requests).toBe(report.requests)
  const told = readFileSync(list, 'utf8').trim().split('\n').sort()
  expect(told).toEqual([...app.claims].map(([id, name]) => `${id} ${name}`).sort())
})

test('the planted answer is told from every other failure', async () => {
  const { application: app, people, reached } = await start({ web: '2', api: '3' })
  app.every('claim', 5, 'planted')
  await reached(200)
  const report = await people.stop(null)
  expect(report.planted).toBe(app.done('planted'))
  expect([report.planted > 0, report.failed]).toEqual([true, 0])
})

test('the planted answer of a release that has none is a failure', async () => {
  const { application: app, people, reached } = await start({ web: '1', api: '1' })
  app.every('claim', 5, 'planted')
  await reached(200)
  const report = await people.stop(null)
  expect([report.planted, report.failed]).toEqual([0, app.done('planted')])
})

test.each(['cut', 'error', 'half', 'other-versions', 'other-claim'] as const)(
  '%s is counted as failed',
  async (fault) => {
    const { application: app, people, reached } = await start({ web: '1', api: '1' })
    app.every(fault === 'other-claim' ? 'receipt' : 'page', 7, fault)
    await reached(200)
    const report = await people.stop(null)
    expect(report.failed).toBe(app.done(fault))
    expect([report.failed > 0, report.failures.length > 0]).toEqual([true, true])
  },
)

test('an older version after a newer one is a step backwards, the other way round is none', async () => {
  const { application: app, people, reached } = await start({ web: '1', api: '1' })
  await reached(150)
  app.become({ web: '2', api: '1' })
  await reached(400)
  app.become({ web: '1', api: '1' })
  await reached(600)
  const report = await people.stop(null)
  expect(report.backwards.length).toBeGreaterThan(0)
  for (const move of report.backwards) expect([move.from, move.to]).toEqual(['v2', 'v1'])
  expect(new Set(report.backwards.map(({ person }) => person)).size).toBe(report.backwards.length)
})

test('a web that meets the api of another release is a mismatch, also where both versions are known', async () => {
  const { application: app, people, reached } = await start({ web: '1', api: '1' })
  await reached(100)
  // The same process of web names another api.
  app.become({ web: '1', api: '3' }, true)
  await reached(200)
  const report = await people.stop(null)
  expect(report.mismatched).toBeGreaterThan(0)
  expect(report.failed).toBe(0)
})

test('refused connections are failures, not silence', async () => {
  // Fewer people than failures are kept: each is cut off once at most.
  const { application: app, people, reached } = await start({ web: '1', api: '1' }, 8)
  await reached(40)
  app.close()
  let failed = 0
  const failing = people.until((second) => {
    failed += second.failed
    return failed > 8
  })
  await Promise.race([failing, people.died])
  const report = await people.stop(null)
  expect(report.failures.some(({ what }) => what === 'refused')).toBe(true)
})
