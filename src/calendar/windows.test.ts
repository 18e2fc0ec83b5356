import { describe, expect, it } from 'vitest'
import type { CalendarConfig } from '../config/types-calendar.ts'
import { ProblemError } from '../kernel/problem.ts'
import { calendarOf } from './calendar.ts'
import { opened } from './compare.ts'
import { fits, leastTaking, nextFit } from './fit.ts'
import { formatInstant } from './say.ts'
import { closingOf, nextOpening, windowAt } from './windows.ts'

const hour = 3_600_000
const range = (days: readonly number[], from: number, until: number) => ({
  days,
  from: from * 60,
  until: until * 60,
})
const thursdays = [1, 2, 3, 4]
const fridays = [1, 2, 3, 4, 5]

const config: CalendarConfig = {
  timeZone: 'America/Toronto',
  open: [range(thursdays, 9, 16)],
  workingDays: fridays,
  holidays: ['CA-federal', 'CA-ON'],
  eveCloses: 720,
  freezes: [],
  closing: 'roll-back',
}
const daily: CalendarConfig = { ...config, open: [range(fridays, 9, 16)] }

const at = (words: string): number => Date.parse(words)

const verdict = (one: CalendarConfig, words: string): string => {
  const calendar = calendarOf(one)
  const answer = windowAt(calendar, at(words))
  if (answer.verdict === 'pass')
    return `pass until ${answer.closes === null ? '-' : formatInstant(answer.closes, calendar.zone)}`
  const opens = answer.opens === null ? '-' : formatInstant(answer.opens, calendar.zone)
  return `${answer.reasons.map(({ code }) => code.replace('calendar-', '')).join('+')}, opens ${opens}`
}

describe('windows', () => {
  it.each([
    ['the first second', config, '2026-11-25T09:00:00-05:00', 'pass until 2026-11-25T16:00:00-05:00'],
    ['the last', config, '2026-11-25T15:59:59-05:00', 'pass until 2026-11-25T16:00:00-05:00'],
    ['half-open', config, '2026-11-25T16:00:00-05:00', 'outside-hours, opens 2026-11-26T09:00:00-05:00'],
    ['before', config, '2026-11-25T08:59:59-05:00', 'outside-hours, opens 2026-11-25T09:00:00-05:00'],
    [
      'an ordinary Thursday is no eve',
      config,
      '2026-11-26T15:00-05:00',
      'pass until 2026-11-26T16:00:00-05:00',
    ],
    ['nor before a holiday Monday', config, '2026-05-14T15:00-04:00', 'pass until 2026-05-14T16:00:00-04:00'],
    [
      'the Thursday before a holiday Friday is',
      config,
      '2026-04-02T12:00:00-04:00',
      'eve, opens 2026-04-06T09:00:00-04:00',
    ],
    ['until noon', config, '2026-04-02T11:59:59-04:00', 'pass until 2026-04-02T12:00:00-04:00'],
    ['no window on a Friday', config, '2026-11-27T10:00-05:00', 'no-window, opens 2026-11-30T09:00:00-05:00'],
    ['every Friday is an eve', daily, '2026-11-27T11:59:59-05:00', 'pass until 2026-11-27T12:00:00-05:00'],
    ['from noon on', daily, '2026-11-27T12:00:00-05:00', 'eve, opens 2026-11-30T09:00:00-05:00'],
    ['a weekend', daily, '2026-11-28T10:00-05:00', 'not-a-working-day, opens 2026-11-30T09:00:00-05:00'],
    ['a holiday', daily, '2026-12-25T10:00-05:00', 'holiday, opens 2026-12-29T09:00:00-05:00'],
    ['an observed day', daily, '2026-12-28T10:00-05:00', 'holiday, opens 2026-12-29T09:00:00-05:00'],
    ['the edge of a year', daily, '2026-12-31T12:00-05:00', 'eve, opens 2027-01-04T09:00:00-05:00'],
    ['the year 9999', daily, '9999-12-31T23:59:59Z', 'outside-hours, opens -'],
  ])('%s', (_, calendar, words, expected) => {
    expect(verdict(calendar, words)).toBe(expected)
  })

  it('says which holidays, in both languages', () => {
    const answer = windowAt(calendarOf(daily), at('2026-12-24T13:00-05:00'))
    expect(answer.reasons[0]?.text).toEqual({
      en: 'Thu 2026-12-24 is an eve and closes at 12:00: Christmas Day is the day after',
      fr: 'jeu. 2026-12-24 est une veille et ferme à 12:00 : le lendemain, c’est jour de Noël',
    })
  })

  it('a freeze closes whole days, both included, or a half-open span; whatever is open', () => {
    const dates = { ...daily, freezes: [{ from: '2026-12-01', to: '2026-12-02', why: 'election' }] }
    expect(verdict(dates, '2026-11-30T15:59:59-05:00')).toBe('pass until 2026-11-30T16:00:00-05:00')
    expect(verdict(dates, '2026-12-01T09:00-05:00')).toBe('frozen, opens 2026-12-03T09:00:00-05:00')
    expect(verdict(dates, '2026-12-02T15:59:59-05:00')).toBe('frozen, opens 2026-12-03T09:00:00-05:00')
    const span = { ...daily, freezes: [{ from: '2026-12-01T15:00Z', to: '2026-12-01T16:00Z', why: 'x' }] }
    expect(verdict(span, '2026-12-01T09:59:59-05:00')).toBe('pass until 2026-12-01T10:00:00-05:00')
    expect(verdict(span, '2026-12-01T10:00:00-05:00')).toBe('frozen, opens 2026-12-01T11:00:00-05:00')
    expect(verdict(span, '2026-12-01T11:00:00-05:00')).toBe('pass until 2026-12-01T16:00:00-05:00')
  })

  it('without a calendar it is open, but for freezes of the running server; one without end has no opening', () => {
    const freeze = {
      from: at('2026-12-01T15:00Z'),
      until: Number.POSITIVE_INFINITY,
      why: 'incident',
      by: 'ada',
    }
    const always = calendarOf(null, { freezes: [freeze] })
    expect(windowAt(always, freeze.from - 1)).toMatchObject({ verdict: 'pass', closes: freeze.from })
    expect(windowAt(always, freeze.from)).toMatchObject({ verdict: 'hold', opens: null })
    expect(windowAt(calendarOf(null), 0)).toMatchObject({ verdict: 'pass', closes: null })
    expect(windowAt(calendarOf(daily, { freezes: [freeze] }), at('2026-12-02T10:00-05:00')).verdict).toBe(
      'hold',
    )
  })

  it('what touches is one window, also over midnight', () => {
    const night = {
      ...daily,
      holidays: [],
      workingDays: [0, 1, 2, 3, 4, 5, 6],
      open: [range([3], 22, 24), range([4], 0, 2), range([4], 2, 3)],
    }
    expect(verdict(night, '2026-11-25T23:00-05:00')).toBe('pass until 2026-11-26T03:00:00-05:00')
    const all = { ...night, open: [range([0, 1, 2, 3, 4, 5, 6], 0, 24)] }
    expect(verdict(all, '2026-11-25T23:00-05:00')).toBe('pass until -')
  })

  it('a missing hour opens at the jump; a doubled one opens and closes the first time', () => {
    const sundays = (from: number, until: number) => ({
      ...config,
      holidays: [],
      workingDays: [0, 1],
      open: [{ days: [0], from, until }],
    })
    expect(verdict(sundays(150, 240), '2026-03-08T07:00Z')).toBe('pass until 2026-03-08T04:00:00-04:00')
    expect(verdict(sundays(150, 240), '2026-03-08T06:59:59Z')).toBe(
      'outside-hours, opens 2026-03-08T03:00:00-04:00',
    )
    // 02:15 to 02:45 is not there on that day.
    expect(nextOpening(calendarOf(sundays(135, 165)), at('2026-03-08T00:00Z'))).toBe(
      at('2026-03-15T02:15-04:00'),
    )
    expect(verdict(sundays(75, 105), '2026-11-01T05:15Z')).toBe('pass until 2026-11-01T01:45:00-04:00')
    expect(verdict(sundays(75, 105), '2026-11-01T06:15Z')).toBe(
      'outside-hours, opens 2026-11-08T01:15:00-05:00',
    )
    expect(closingOf(calendarOf(sundays(75, 180)), at('2026-11-01T06:15Z'))).toBe(
      at('2026-11-01T03:00-05:00'),
    )
  })

  it('knows zones whose rules changed in 2026', () => {
    const winnipeg = { ...config, timeZone: 'America/Winnipeg', holidays: ['CA-MB'] }
    expect(verdict(winnipeg, '2026-12-01T14:00Z')).toBe('pass until 2026-12-01T16:00:00-05:00')
    const vancouver = { ...config, timeZone: 'America/Vancouver', holidays: ['CA-BC'] }
    expect(verdict(vancouver, '2027-01-12T16:00Z')).toBe('pass until 2027-01-12T16:00:00-07:00')
  })

  it('unknown zones and holidays are problems', () => {
    expect(() => calendarOf({ ...config, timeZone: 'Toronto' })).toThrow(ProblemError)
    expect(() => calendarOf({ ...config, holidays: ['CA-ZZ'] })).toThrow('unknown-holidays')
  })
})

describe('fit', () => {
  const calendar = calendarOf(config)
  it('ends before the closing; its end widens, too', () => {
    expect(fits(calendar, at('2026-11-25T14:00-05:00'), 2 * hour - 1)).toBe(true)
    expect(fits(calendar, at('2026-11-25T14:00-05:00'), 2 * hour)).toBe(false)
    expect(fits(calendar, at('2026-11-25T15:59:59-05:00'), 0)).toBe(true)
    expect(fits(calendar, at('2026-11-25T16:00:00-05:00'), 0)).toBe(false)
  })

  it('is found in the next window that is long enough, eves heeded', () => {
    expect(nextFit(calendar, at('2026-11-25T15:00-05:00'), 2 * hour)).toEqual({
      starts: at('2026-11-26T09:00-05:00'),
    })
    // Wednesday late, then an eve of three hours, then the holiday: the Tuesday after.
    expect(nextFit(calendarOf(daily), at('2026-12-23T15:00-05:00'), 4 * hour)).toEqual({
      starts: at('2026-12-29T09:00-05:00'),
    })
  })

  it('none in 28 days is said, with the longest; freezes are set aside', () => {
    expect(nextFit(calendar, at('2026-11-25T15:00-05:00'), 8 * hour)).toEqual({
      starts: null,
      longest: 7 * hour,
      why: 'too-short',
    })
    const frozen = { ...config, freezes: [{ from: '2026-11-20', to: '2027-06-30', why: 'x' }] }
    expect(nextFit(calendarOf(frozen), at('2026-11-25T15:00-05:00'), 2 * hour)).toEqual({
      starts: at('2027-07-05T09:00-04:00'),
    })
    const forever = [{ from: 0, until: Number.POSITIVE_INFINITY, why: 'x' }]
    expect(nextFit(calendarOf(config, { freezes: forever }), at('2026-11-25T15:00Z'), hour)).toMatchObject({
      starts: null,
      why: 'frozen',
    })
  })

  it('of check: every step before the watch for its least time', () => {
    expect(leastTaking({ kind: 'blue-green' })).toBe(0)
  })
})

describe('a loosening', () => {
  const now = at('2026-11-25T12:00Z')
  it.each([
    ['a longer window', { open: [range(thursdays, 9, 17)] }, true],
    ['a shorter one', { open: [range(thursdays, 10, 15)] }, false],
    ['Fridays', { open: [range(fridays, 9, 16)] }, true],
    ['fewer holidays', { holidays: ['CA-ON'] }, true],
    ['more holidays', { holidays: ['CA-federal', 'CA-ON', 'CA-QC'] }, false],
    ['a later eve', { eveCloses: 780 }, true],
    ['a freeze', { freezes: [{ from: '2026-12-01', to: '2026-12-24', why: 'x' }] }, false],
  ])('%s', (_, change, is) => {
    expect(opened(calendarOf(config), calendarOf({ ...config, ...change }), now) !== null).toBe(is)
  })

  it('gives the first span and how much in all', () => {
    const frozen = { ...config, freezes: [{ from: '2026-12-01', to: '2026-12-02', why: 'x' }] }
    expect(opened(calendarOf(frozen), calendarOf(config), now)).toEqual({
      first: { from: at('2026-12-01T09:00-05:00'), until: at('2026-12-01T16:00-05:00') },
      total: 14 * hour,
    })
  })

  it('beyond 400 days is none', () => {
    const later = { ...config, freezes: [{ from: '2028-02-01', to: '2028-02-28', why: 'x' }] }
    expect(opened(calendarOf(later), calendarOf(config), now)).toBeNull()
  })
})
