import { mkdtempSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { TelemetryRow } from '../../../ports/signal-source.ts'
import { Erring, Seen } from './clients.ts'
import { decodeRow, encodeRow } from './codec.ts'
import { Group, heartbeat, type Subject, type Unwritten } from './group.ts'
import { bucketOf } from './histogram.ts'
import { TelemetryLog } from './log.ts'
import { Recorder } from './recorder.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-telemetry-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
let folder = ''
let count = 0
beforeEach(() => {
  count += 1
  folder = join(base, String(count))
})

const subject = (generation: number, kind: Subject['kind'] = 'people'): Subject => ({
  environment: 'shop/production',
  generation,
  weight: 10,
  kind,
  side: 'new',
  release: 2,
  component: 'web',
  revision: 'r2',
  route: '/',
})
const open = (
  given: { sameBoot?: boolean; maxBytes?: number; troubles?: unknown[] } = {},
): Promise<TelemetryLog> =>
  TelemetryLog.open(folder, {
    sameBoot: given.sameBoot ?? true,
    ...(given.maxBytes === undefined ? {} : { maxBytes: given.maxBytes }),
    trouble: (error) => void given.troubles?.push(error),
  })
const beats = (second: number, n = 1): Unwritten[] =>
  Array.from({ length: n }, () => heartbeat('shop/production', 1, 0, second))
const readAll = async (log: TelemetryLog, limit = 100): Promise<TelemetryRow[]> => {
  const rows: TelemetryRow[] = []
  for (let cursor = 0; ; ) {
    const page = await log.rows(cursor, limit)
    if (page.rows.length === 0) return rows
    rows.push(...page.rows)
    cursor = page.cursor
  }
}

test('a bucket holds (1.02^(b-1), 1.02^b] tenths of a millisecond', () => {
  expect(bucketOf(0)).toBe(0)
  expect(bucketOf(0.1)).toBe(0)
  fc.assert(
    fc.property(fc.double({ min: 0.11, max: 1e6, noNaN: true }), (ms) => {
      const bucket = bucketOf(ms)
      expect(ms * 10).toBeLessThanOrEqual(1.02 ** bucket * (1 + 1e-9))
      expect(ms * 10).toBeGreaterThan(1.02 ** (bucket - 1) * (1 - 1e-9))
    }),
  )
})

describe('counting', () => {
  test('what is an error, and what is only a client that left', () => {
    const touched: Group[] = []
    const group = new Group(subject(1), (one) => touched.push(one))
    group.count({ result: 'answered', status: 200, took: 1 }, false)
    group.count({ result: 'answered', status: 404, took: 1 }, false)
    group.count({ result: 'answered', status: 500, took: 1 }, false)
    group.count({ result: 'answered', status: 503, took: 1 }, true)
    group.count({ result: 'timeout', status: 504, took: 9 }, false)
    group.count({ result: 'broken', status: 200, took: 1 }, false)
    group.count({ result: 'cut', status: 0, took: 1 }, false)
    group.count({ result: 'cut', status: 200, took: 1 }, false)
    expect(touched).toHaveLength(1)
    const row = group.take(7)
    expect(row).toMatchObject({
      second: 7,
      requests: 7,
      errors: 4,
      repeats: 1,
      timeouts: 1,
      broken: 1,
      cut: 2,
    })
    expect(row.statuses).toEqual({ s1: 0, s2: 3, s3: 0, s4: 1, s5: 3 })
    expect(row.latency.reduce((sum, [, n]) => sum + n, 0)).toBe(7)
    expect(group.take(8)).toMatchObject({ requests: 0, latency: [] })
  })

  test('a repeat is an error within 30 s of the last counted one', () => {
    const erring = new Erring()
    expect([0, 1, 29_999, 30_000, 45_000, 59_999, 60_000].map((at) => erring.repeats(5, at))).toEqual([
      false,
      true,
      true,
      false,
      true,
      true,
      false,
    ])
    expect(erring.repeats(6, 60_000)).toBe(false)
  })

  test('the tables of clients are bounded', () => {
    const erring = new Erring()
    for (let i = 0; i < 100_000; i += 1) erring.repeats(i, 1)
    expect(erring.size).toBeLessThanOrEqual(65_536)
    expect(erring.repeats(99_999, 2)).toBe(true)
    expect(erring.repeats(0, 2)).toBe(false)
    expect(new Erring().repeats(1, 40_000)).toBe(false)
    const seen = new Seen()
    let first = 0
    for (let i = 0; i < 300_000; i += 1) if (seen.first((i * 2_654_435_761) >>> 0)) first += 1
    expect(first).toBe(262_144)
  })

  test('each client is seen once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (clients) => {
        const seen = new Seen()
        const first = clients.filter((client) => seen.first(client))
        // 0 and 1 share a place: nought marks an empty one.
        expect(first.length).toBe(new Set(clients.map((client) => Math.max(1, client))).size)
      }),
    )
  })
})

describe('seconds', () => {
  const run = (times: readonly number[], act: (recorder: Recorder, i: number) => void): Unwritten[][] => {
    const written: Unwritten[][] = []
    const pulse = { environment: 'shop/production', generation: 5, weight: 10 }
    const recorder = new Recorder(
      () => [pulse],
      (rows) => void written.push([...rows]),
      1_000_000,
    )
    for (const [i, at] of times.entries()) {
      act(recorder, i)
      recorder.close(at)
    }
    return written
  }

  test('an idle one is a heartbeat; one that did not run is a gap', () => {
    const written = run([1_001_000, 1_002_003, 1_007_000, 1_008_000], () => {})
    expect(written.flat().map((row) => [row.kind, row.second])).toEqual([
      ['heartbeat', 1_001],
      ['heartbeat', 1_002],
      ['heartbeat', 1_007],
    ])
  })

  test('rows of another generation, of inner hops and of testers don’t speak for the one in force', () => {
    const kinds = (given: Subject): string[] => {
      const written = run([1_001_000, 1_002_000], (recorder, i) => {
        if (i === 1) recorder.group(given).count({ result: 'answered', status: 200, took: 1 }, false)
      })
      return (written.at(-1) ?? []).map((row) => row.kind)
    }
    expect(kinds(subject(5))).toEqual(['people'])
    expect(kinds(subject(4))).toEqual(['people', 'heartbeat'])
    expect(kinds(subject(5, 'inner'))).toEqual(['inner', 'heartbeat'])
    expect(kinds(subject(5, 'forced'))).toEqual(['forced', 'heartbeat'])
  })

  test('go on where the clock is set back a little, and follow it where it is set far', () => {
    const written = run([1_001_000, 1_002_000, 999_000, 1_000_000, 500_000, 501_000], () => {})
    expect(written.flat().map((row) => row.second)).toEqual([1_001, 1_002, 1_003, 1_004, 500])
  })
})

describe('the log', () => {
  test('a row is the same after writing and reading', () => {
    const row: TelemetryRow = {
      seq: 9,
      ...new Group(subject(3), () => {}).take(4),
      latency: [
        [1, 2],
        [30, 4],
      ],
    }
    expect(decodeRow(encodeRow(row))).toEqual(row)
    expect(decodeRow(encodeRow(row).slice(0, -3))).toBeUndefined()
    expect(decodeRow('')).toBeUndefined()
    expect(decodeRow('[1,2]')).toBeUndefined()
  })

  test('gives every row once, in order, whatever the size of the pages', async () => {
    const log = await open()
    for (let second = 0; second < 300; second += 1) log.append(beats(second, 3))
    await log.close()
    for (const limit of [1, 7, 899, 900, 20_000]) {
      const rows = await readAll(log, limit)
      expect(rows).toHaveLength(900)
      expect(rows.every((row, i) => row.seq === (rows[0]?.seq ?? 0) + i)).toBe(true)
    }
    expect((await log.rows(Number.MAX_SAFE_INTEGER, 10)).rows).toEqual([])
  })

  test('goes on after a restart with the next sequence, also after a kill in the middle of a line', async () => {
    const first = await open()
    for (let second = 0; second < 10; second += 1) first.append(beats(second))
    await first.close()
    const path = join(folder, readdirSync(folder)[0] ?? '')
    truncateSync(path, statSync(path).size - 5)
    const second = await open()
    second.append(beats(20))
    await second.close()
    const rows = await readAll(second)
    expect(rows.map((row) => row.second)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 20])
    expect(new Set(rows.map((row) => row.seq)).size).toBe(10)
    const start = rows[0]?.seq ?? 0
    expect((await second.rows(start + 3, 2)).rows.map((row) => row.second)).toEqual([4, 5])
    expect(await second.cursorAt(5)).toBe(start + 4)
    expect(await second.cursorAt(10)).toBe(start + 8)
    expect(await second.cursorAt(0)).toBe(start - 1)
    expect(await second.cursorAt(99)).toBe(start + 9)
  })

  test('never meets an old cursor again after a power cut or in an emptied folder', async () => {
    const first = await open()
    first.append(beats(1))
    await first.close()
    const [row] = await readAll(first)
    const later = await open({ sameBoot: false })
    later.append(beats(2))
    await later.close()
    expect((await readAll(later)).at(-1)?.seq).toBeGreaterThan((row?.seq ?? 0) + 1_000)
    expect(row?.seq).toBeGreaterThan(Date.now() / 2)
  })

  test('keeps a day, and never more than its bound; what is gone is told', async () => {
    const log = await open({ maxBytes: 2_500_000 })
    for (let second = 0; second < 400; second += 1) {
      log.append(beats(second, 100))
      await log.written()
    }
    await log.close()
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
    expect(bytes).toBeLessThan(4_000_000)
    const page = await log.rows(0, 1)
    expect(page.rows[0]?.seq).toBe(page.oldest + 1)
    expect(page.rows[0]?.second).toBeGreaterThan(0)
    const day = await TelemetryLog.open(join(folder, 'day'), { sameBoot: true, trouble: () => {} })
    for (let hour = 0; hour < 60; hour += 6) {
      day.append(beats(hour * 3_600, 9_500))
      await day.written()
    }
    await day.close()
    const oldest = (await day.rows(0, 1)).rows[0]?.second ?? 0
    expect(oldest).toBeGreaterThan(0)
    expect(oldest).toBeLessThanOrEqual(30 * 3_600)
  })

  test('a large page ends with a whole second', async () => {
    const log = await open()
    for (let second = 0; second < 9; second += 1) {
      log.append(beats(second, 4_000))
      await log.written()
    }
    await log.close()
    const page = await log.rows(0, 20_000)
    expect(page.rows.length % 4_000).toBe(0)
    expect(page.rows.length).toBeLessThan(20_000)
    expect((await log.rows(page.cursor, 20_000)).rows[0]?.second).toBe((page.rows.at(-1)?.second ?? 0) + 1)
    expect(await readAll(log, 20_000)).toHaveLength(36_000)
  })

  test('what cannot be written waits, and is not read before', async () => {
    const troubles: unknown[] = []
    const log = await open({ troubles })
    log.append(beats(1))
    await log.close()
    renameSync(folder, `${folder}.away`)
    log.append(beats(2))
    await log.close()
    expect(troubles).toHaveLength(1)
    expect((await log.rows(0, 10)).rows.map((row) => row.second)).toEqual([1])
    renameSync(`${folder}.away`, folder)
    log.append(beats(3))
    await log.close()
    expect((await log.rows(0, 10)).rows.map((row) => row.second)).toEqual([1, 2, 3])
  })
})
