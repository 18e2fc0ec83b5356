import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isZone, parseCron } from '../config/cron.ts'
import { decideSchedule } from './decide.ts'
import { dueBetween, nextRun, runsAfter } from './due.ts'
import { instantOf, offsetAt, wallAt } from './zone.ts'

const at = (text: string): number => Date.parse(text)
const cronOf = (text: string) => {
  const cron = parseCron(text)
  if (cron === undefined) throw new Error(`no timetable: ${text}`)
  return cron
}
const first = (text: string, zone: string, after: string, count: number): string[] => {
  const found: string[] = []
  for (const instant of runsAfter(cronOf(text), zone, at(after))) {
    found.push(new Date(instant).toISOString().slice(0, 16))
    if (found.length === count) break
  }
  return found
}

describe('a timetable', () => {
  it.each([
    ['0 3 * * *', '2026-11-25T02:59Z', ['2026-11-25T03:00', '2026-11-26T03:00']],
    ['*/20 * * * *', '2026-11-25T23:41Z', ['2026-11-26T00:00', '2026-11-26T00:20']],
    ['0 9 * * mon-fri', '2026-11-27T09:00Z', ['2026-11-30T09:00', '2026-12-01T09:00']],
    ['0 0 1,15 * *', '2026-11-25T00:00Z', ['2026-12-01T00:00', '2026-12-15T00:00']],
    ['0 0 13 * 5', '2026-11-25T00:00Z', ['2026-11-27T00:00', '2026-12-04T00:00']],
    ['0 0 29 2 *', '2026-11-25T00:00Z', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['5/25 7 * jan 7', '2026-11-25T00:00Z', ['2027-01-03T07:05', '2027-01-03T07:30']],
  ])('%s', (text, after, expected) => {
    expect(first(text, 'UTC', after, 2)).toEqual(expected)
  })

  it.each([
    '',
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '0 0 0 * *',
    '0 0 30 2 *',
    '1-0 * * * *',
    '*/0 * * * *',
    'a b c d e',
  ])('refuses %s', (text) => expect(parseCron(text)).toBeUndefined())
})

describe('daylight saving', () => {
  it('a skipped time runs at the next instant, and two of them once', () => {
    expect(first('30 2 * * *', 'America/Toronto', '2026-03-08T00:00Z', 2)).toEqual([
      '2026-03-08T07:00',
      '2026-03-09T06:30',
    ])
    expect(first('0,30 2 8 3 *', 'America/Toronto', '2026-03-08T00:00Z', 1)).toEqual(['2026-03-08T07:00'])
    const count = dueBetween(
      cronOf('*/10 2 8 3 *'),
      'America/Toronto',
      at('2026-03-08T00:00Z'),
      at('2026-03-09T00:00Z'),
    )
    expect(count.count).toBe(1)
  })

  it('a doubled time runs once, the first time', () => {
    expect(first('30 1 * * *', 'America/Toronto', '2026-11-01T00:00Z', 2)).toEqual([
      '2026-11-01T05:30',
      '2026-11-02T06:30',
    ])
  })

  it('in half hours and on the other side of the world', () => {
    expect(first('15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00Z', 1)).toEqual(['2026-10-03T15:30'])
    expect(first('0 0 * * *', 'Asia/Kathmandu', '2026-01-01T00:00Z', 1)).toEqual(['2026-01-01T18:15'])
    expect([isZone('America/St_Johns'), isZone('Mars/Phobos')]).toEqual([true, false])
  })
})

const zones = [
  'UTC',
  'America/Toronto',
  'America/St_Johns',
  'Europe/Paris',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Pacific/Apia',
]
const instants = fc
  .integer({ min: at('2020-01-01T00:00Z') / 60_000, max: at('2035-01-01T00:00Z') / 60_000 })
  .map((one) => one * 60_000)

describe('every zone, at every time', () => {
  it('a wall’s reading is found again, the first time that it comes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, instant) => {
        const found = instantOf(wallAt(instant, zone), zone)
        expect(found).toBeLessThanOrEqual(instant)
        expect(wallAt(found, zone)).toBe(wallAt(instant, zone))
        expect(Math.abs(offsetAt(instant, zone))).toBeLessThanOrEqual(15 * 3_600_000)
      }),
      { numRuns: 300 },
    )
  })

  it('runs rise, come on the timetable, and none is left out from wherever one looks', () => {
    const texts = ['*/15 * * * *', '30 2 * * *', '0 1,2,3 * * 0', '59 23 28-31 * *']
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.constantFrom(...texts), instants, (zone, text, from) => {
        const cron = cronOf(text)
        const runs: number[] = []
        for (const instant of runsAfter(cron, zone, from)) {
          runs.push(instant)
          if (runs.length === 5) break
        }
        let last = from
        for (const run of runs) {
          expect(run).toBeGreaterThan(last)
          expect(nextRun(cron, zone, last)).toBe(run)
          last = run
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('what begins', () => {
  const daily = { at: '0 3 * * *', timeZone: 'UTC', runLate: false }
  const now = at('2026-11-25T03:00:05Z')
  const before = at('2026-11-25T02:59:00Z')

  it('is what is due now, once', () => {
    expect(decideSchedule(daily, before, false, now)).toEqual({
      begin: at('2026-11-25T03:00Z'),
      missed: null,
      next: at('2026-11-26T03:00Z'),
    })
    expect(decideSchedule(daily, now, false, now + 5_000).begin).toBeNull()
  })

  it('is nothing beside one that still runs, and that is said', () => {
    expect(decideSchedule(daily, before, true, now)).toMatchObject({
      begin: null,
      missed: { count: 1, why: 'still-running' },
    })
  })

  it('is nothing that was missed, which is said; or the last of it, where that is wanted', () => {
    const since = at('2026-11-20T00:00Z')
    const later = at('2026-11-25T12:00Z')
    expect(decideSchedule(daily, since, false, later)).toMatchObject({
      begin: null,
      missed: { count: 6, why: 'away' },
    })
    expect(decideSchedule({ ...daily, runLate: true }, since, false, later)).toMatchObject({
      begin: at('2026-11-25T03:00Z'),
      missed: { count: 5 },
    })
  })
})
