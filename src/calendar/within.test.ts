import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalendarConfig } from '../config/types-calendar.ts'
import { calendarOf } from './calendar.ts'
import { fits, nextFit } from './fit.ts'
import { daysFrom } from './month.ts'
import { closingOf, dayAt, nextOpening, segmentAt, windowAt } from './windows.ts'
import { within } from './within.ts'

const config = (change: Partial<CalendarConfig> = {}): CalendarConfig => ({
  timeZone: 'America/Toronto',
  open: [{ days: [1, 2, 3, 4], from: 540, until: 960 }],
  workingDays: [1, 2, 3, 4, 5],
  holidays: ['CA-federal'],
  eveCloses: 720,
  freezes: [],
  closing: 'roll-back',
  ...change,
})
const own = calendarOf(config())
const floor = calendarOf(
  config({
    timeZone: 'Europe/Paris',
    open: [{ days: [1, 2, 3, 4, 5], from: 840, until: 1_200 }],
    holidays: ['CA-QC'],
    freezes: [{ from: '2026-11-02', to: '2026-11-03', why: 'an election' }],
  }),
)
const both = within(own, floor)
const minute = 60_000
const hour = 60 * minute

describe('a calendar under a floor', () => {
  it('is open where both are, minute for minute, over changes of the clock in both zones', () => {
    const from = Date.UTC(2026, 9, 20)
    for (let at = from; at < from + 30 * 24 * hour; at += 7 * minute)
      expect(segmentAt(both, at)?.open, new Date(at).toISOString()).toBe(
        segmentAt(own, at)?.open === true && segmentAt(floor, at)?.open === true,
      )
  })

  it('opens and closes where that changes', () => {
    const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 8 * hour }), (at, takes) => {
        const opens = nextOpening(both, at)
        expect(opens).not.toBeNull()
        expect(segmentAt(both, opens ?? 0)?.open).toBe(true)
        if (opens !== at) expect(segmentAt(both, (opens ?? 0) - 1)?.open).toBe(false)
        const closes = closingOf(both, opens ?? 0) ?? 0
        expect(segmentAt(both, closes)?.open).toBe(false)
        expect(fits(both, at, takes)).toBe(fits(own, at, takes) && fits(floor, at, takes))
        const fit = nextFit(both, at, takes)
        if (fit.starts !== null) expect(fits(both, fit.starts, takes)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('says whose the reason is, and shows the freezes of both', () => {
    // Nine in Toronto is three in the afternoon in Paris; three in the afternoon in Toronto is nine at night.
    const answer = windowAt(both, Date.UTC(2026, 9, 21, 19, 30))
    expect(answer.verdict).toBe('hold')
    expect(answer.reasons[0]?.text).toEqual({
      en: 'by the server’s policy: Wed 2026-10-21 is open 14:00-20:00 only',
      fr: 'par la politique du serveur : le mer. 2026-10-21 n’est ouvert que de 14:00 à 20:00',
    })
    const [day] = daysFrom(both, dayAt(both, Date.UTC(2026, 10, 2, 15)), 1)
    expect(day).toMatchObject({ windows: [], freezes: [{ why: 'an election' }] })
    expect(windowAt(both.unfrozen(), Date.UTC(2026, 10, 2, 15)).verdict).toBe('pass')
  })
})
