import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalendarConfig, FreezeConfig, OpenRange } from '../config/types-calendar.ts'
import { calendarOf } from './calendar.ts'
import { opened } from './compare.ts'
import { formatDay, theDay } from './dates.ts'
import { fits, nextFit } from './fit.ts'
import { holidaySetNames } from './holidays.ts'
import { slowly } from './slow.fixture.ts'
import { closingOf, nextOpening, windowAt } from './windows.ts'

const minute = 60_000
const day = 86_400_000

/** Zones with all kinds of changes, and days on which they change: by an hour, by half an hour, at midnight. */
const places = [
  ['America/Toronto', '2026-03-08'],
  ['America/Toronto', '2026-11-01'],
  ['America/Vancouver', '2026-03-08'],
  ['America/Edmonton', '2026-11-01'],
  ['America/St_Johns', '2027-03-14'],
  ['America/St_Johns', '2010-11-07'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-30'],
  ['Asia/Beirut', '2026-03-29'],
  ['Europe/London', '2026-10-25'],
  ['Pacific/Apia', '2011-12-30'],
  ['Asia/Kathmandu', '2026-01-01'],
  ['UTC', '2026-12-25'],
] as const

const isFree = (ranges: readonly OpenRange[], one: OpenRange): boolean =>
  ranges.every(
    (other) =>
      one.until <= other.from ||
      other.until <= one.from ||
      !one.days.some((name) => other.days.includes(name)),
  )

const range = fc
  .tuple(
    fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
    fc.integer({ min: 0, max: 95 }),
    fc.integer({ min: 1, max: 96 }),
  )
  .filter(([, from, until]) => from < until)
  .map(([days, from, until]): OpenRange => ({ days, from: from * 15, until: until * 15 }))

const ranges = fc
  .array(range, { minLength: 1, maxLength: 4 })
  .map((all) => all.reduce<OpenRange[]>((kept, one) => (isFree(kept, one) ? kept.concat(one) : kept), []))

const freezeNear = (start: number): fc.Arbitrary<FreezeConfig> =>
  fc
    .tuple(
      fc.boolean(),
      fc.integer({ min: -3, max: 6 }),
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 0, max: 1_439 }),
    )
    .map(([dates, first, length, minutes]) => {
      const from = Math.floor(start / day) + first
      if (dates) return { from: formatDay(from), to: formatDay(from + length), why: 'x' }
      const at = from * day + minutes * minute
      return {
        from: new Date(at).toISOString(),
        to: new Date(at + (length + 1) * 7 * 3_600_000).toISOString(),
        why: 'x',
      }
    })

const scene = fc.constantFrom(...places).chain(([timeZone, date]) => {
  const start = Date.parse(`${date}T00:00Z`)
  return fc.record({
    start: fc.integer({ min: -2 * 1_440, max: 1_440 }).map((minutes) => start + minutes * minute),
    config: fc.record({
      timeZone: fc.constant(timeZone),
      open: ranges,
      workingDays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 2 }),
      holidays: fc.subarray([...holidaySetNames], { maxLength: 2 }),
      eveCloses: fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15),
      freezes: fc.array(freezeNear(start), { maxLength: 2 }),
      closing: fc.constant('roll-back'),
    }) satisfies fc.Arbitrary<CalendarConfig>,
  })
})

const span = 3 * 1_440

describe('the calendar', () => {
  it('says minute by minute what the slow, obvious version says', () => {
    fc.assert(
      fc.property(scene, ({ start, config }) => {
        const calendar = calendarOf(config)
        const slow = slowly(config, start, span)
        slow.forEach((open, index) => {
          const at = start + index * minute
          if ((windowAt(calendar, at).verdict === 'pass') !== open)
            throw new Error(`${new Date(at).toISOString()}: ${open ? 'pass' : 'hold'} expected`)
        })
        // What opens next, and when it closes, are the first minutes at which the slow one changes.
        const next = slow.indexOf(true)
        if (next >= 0) expect(nextOpening(calendar, start)).toBe(start + next * minute)
        const end = slow.indexOf(false, Math.max(0, next))
        if (next >= 0 && end > 0)
          expect(closingOf(calendar, start + next * minute)).toBe(start + end * minute)
      }),
      { numRuns: 40 },
    )
  }, 120_000)

  it('fits where every minute to the end is open, and nowhere earlier', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 0, max: 300 }), ({ start, config }, minutes) => {
        const calendar = calendarOf(config)
        const slow = slowly(config, start, span)
        const holds = (index: number): boolean => slow.slice(index, index + minutes + 1).every(Boolean)
        const first = slow.findIndex((_, index) => index + minutes < slow.length && holds(index))
        for (const index of [0, 60, 777, first].filter((one) => one >= 0))
          expect(fits(calendar, start + index * minute, minutes * minute)).toBe(holds(index))
        const found = nextFit(calendar, start, minutes * minute)
        if (first >= 0) expect(found).toEqual({ starts: start + first * minute })
        else if (found.starts !== null)
          expect(found.starts).toBeGreaterThan(start + (span - minutes - 1) * minute - 1)
      }),
      { numRuns: 25 },
    )
  }, 120_000)

  it('answers the same within a stretch, and says when it ends', () => {
    fc.assert(
      fc.property(scene, fc.integer({ min: 0, max: span }), ({ start, config }, minutes) => {
        const calendar = calendarOf(config)
        const at = start + minutes * minute + 17
        const answer = windowAt(calendar, at)
        if (answer.verdict === 'pass') {
          expect(answer.closes === null || answer.closes > at).toBe(true)
          if (answer.closes !== null) {
            expect(windowAt(calendar, answer.closes).verdict).toBe('hold')
            expect(windowAt(calendar, answer.closes - 1).verdict).toBe('pass')
          }
          return
        }
        expect(answer.reasons.length).toBeGreaterThan(0)
        if (answer.opens === null) return
        expect(windowAt(calendar, answer.opens).verdict).toBe('pass')
        expect(windowAt(calendar, answer.opens - 1).verdict).toBe('hold')
      }),
      { numRuns: 200 },
    )
  })

  it('finds each minute that a change opens, and none else', () => {
    const start = theDay(2026, 3, 1) * day
    fc.assert(
      fc.property(scene, scene, (one, other) => {
        const [before, after] = [
          calendarOf(one.config),
          calendarOf({ ...other.config, timeZone: one.config.timeZone }),
        ]
        expect(opened(before, before, start)).toBeNull()
        const found = opened(before, after, start)
        for (let hour = 0; hour < 400 * 24; hour += 31) {
          const at = start + hour * 3_600_000
          const isOpened = windowAt(after, at).verdict === 'pass' && windowAt(before, at).verdict === 'hold'
          if (isOpened) expect(found !== null && found.first.from <= at && found.total > 0).toBe(true)
        }
        if (found === null) return
        expect(windowAt(after, found.first.from).verdict).toBe('pass')
        expect(windowAt(before, found.first.from).verdict).toBe('hold')
      }),
      { numRuns: 20 },
    )
  }, 120_000)
})
