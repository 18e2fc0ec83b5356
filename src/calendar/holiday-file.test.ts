import { describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { zoneOf } from '../kernel/zone.ts'
import { formatDay } from './dates.ts'
import { readHolidayFile } from './holiday-file.ts'

const fileOf = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: readonly string[]): readonly string[] => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']

const read = (text: string, zone = 'America/Toronto') => {
  const found = zoneOf(zone)
  if (found === undefined) throw new Error(zone)
  return readHolidayFile({ file: 'holidays.ics', text }, found)
}

const daysOf = (text: string, years: readonly number[], zone?: string): readonly string[] => {
  const set = read(text, zone)
  return years.flatMap((year) => set(year).map(({ day, name }) => `${formatDay(day)} ${name.en}`))
}

const problemOf = (text: string) => {
  try {
    read(text)(2026)
  } catch (error) {
    if (error instanceof ProblemError) return error.problems[0]
    throw error
  }
  return undefined
}

describe('a holiday file', () => {
  it('gives whole days, with folded and escaped names', () => {
    const text = fileOf(
      ...event(
        'UID:a',
        'DTSTART;VALUE=DATE:20261225',
        'DTEND;VALUE=DATE:20261227',
        'SUMMARY:Weihnachten\\, ers',
        ' ter Tag',
      ),
      ...event('UID:b', 'DTSTART;VALUE=DATE:20260501', 'SUMMARY:Tag der Arbeit', 'RRULE:FREQ=YEARLY'),
    )
    expect(daysOf(text, [2026, 2027])).toEqual([
      '2026-05-01 Tag der Arbeit',
      '2026-12-25 Weihnachten, erster Tag',
      '2026-12-26 Weihnachten, erster Tag',
      '2027-05-01 Tag der Arbeit',
    ])
  })

  it('leaves out EXDATEs, moves what is replaced, adds RDATEs, forgets what is called off', () => {
    const text = fileOf(
      ...event(
        'UID:a',
        'DTSTART;VALUE=DATE:20250610',
        'RRULE:FREQ=YEARLY;UNTIL=20290101',
        'EXDATE;VALUE=DATE:20260610',
        'RDATE;VALUE=DATE:20260612',
        'SUMMARY:A',
      ),
      ...event(
        'UID:a',
        'RECURRENCE-ID;VALUE=DATE:20270610',
        'DTSTART;VALUE=DATE:20270611',
        'SUMMARY:A moved',
      ),
      ...event(
        'UID:a',
        'RECURRENCE-ID;VALUE=DATE:20280610',
        'DTSTART;VALUE=DATE:20280610',
        'STATUS:CANCELLED',
      ),
      ...event('UID:c', 'DTSTART;VALUE=DATE:20250101', 'STATUS:CANCELLED', 'SUMMARY:C'),
    )
    expect(daysOf(text, [2025, 2026, 2027, 2028, 2029])).toEqual([
      '2025-06-10 A',
      '2026-06-12 A',
      '2027-06-11 A moved',
    ])
  })

  it('reads 29 February as a day of leap years', () => {
    const text = fileOf(...event('UID:a', 'DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY', 'SUMMARY:L'))
    expect(daysOf(text, [2024, 2025, 2026, 2027, 2028])).toEqual(['2024-02-29 L', '2028-02-29 L'])
  })

  it('turns times into days of the calendar’s zone', () => {
    const paris = fileOf(
      ...event(
        'UID:a',
        'DTSTART;TZID=Europe/Paris:20261225T000000',
        'DTEND;TZID=Europe/Paris:20261226T000000',
        'SUMMARY:N',
      ),
    )
    expect(daysOf(paris, [2026], 'Europe/Paris')).toEqual(['2026-12-25 N'])
    expect(daysOf(paris, [2026], 'America/Toronto')).toEqual(['2026-12-24 N', '2026-12-25 N'])
    const utc = fileOf(...event('UID:a', 'DTSTART:20270101T030000Z', 'DURATION:PT1H', 'SUMMARY:U'))
    expect(daysOf(utc, [2026, 2027])).toEqual(['2026-12-31 U'])
    const floating = fileOf(...event('UID:a', 'DTSTART:20270101T030000', 'DURATION:PT1H', 'SUMMARY:F'))
    expect(daysOf(floating, [2026, 2027])).toEqual(['2027-01-01 F'])
  })

  it('takes a zone that only the file describes, in summer and in winter', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Eastern Standard Time',
      'BEGIN:STANDARD',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:-0400',
      'TZOFFSETTO:-0500',
      'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:-0500',
      'TZOFFSETTO:-0400',
      'RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
    ]
    const at = (day: string, time: string) =>
      fileOf(...zone, ...event('UID:a', `DTSTART;TZID=Eastern Standard Time:${day}T${time}`, 'SUMMARY:Z'))
    // 23:30 in summer is 03:30 UTC, 23:30 in winter 04:30: the day in London tells them apart from 00:30 there.
    expect(daysOf(at('20260701', '193000'), [2026], 'UTC')).toEqual(['2026-07-01 Z'])
    expect(daysOf(at('20260701', '200000'), [2026], 'UTC')).toEqual(['2026-07-02 Z'])
    expect(daysOf(at('20261202', '185959'), [2026], 'UTC')).toEqual(['2026-12-02 Z'])
    expect(daysOf(at('20261202', '190000'), [2026], 'UTC')).toEqual(['2026-12-03 Z'])
  })

  it('takes each language’s own name', () => {
    const text = fileOf(
      ...event(
        'UID:a',
        'DTSTART;VALUE=DATE:20260101',
        'SUMMARY;LANGUAGE=fr:jour de l’An',
        'SUMMARY;LANGUAGE=en:New Year',
      ),
    )
    expect(read(text)(2026)[0]?.name).toEqual({ en: 'New Year', fr: 'jour de l’An' })
  })
})

describe('a broken or endless holiday file is refused with its line', () => {
  const good = event('UID:a', 'DTSTART;VALUE=DATE:20261225', 'SUMMARY:x')
  const rule = (words: string) => fileOf(...event('DTSTART;VALUE=DATE:20260101', `RRULE:${words}`))
  it.each([
    ['empty', '', 'not-a-calendar', 1],
    ['another kind of file', '{"holidays": []}', 'not-a-calendar', 1],
    ['a web page', '<!doctype html>\n<p>404: not found</p>', 'not-a-calendar', 1],
    ['cut short', fileOf(...good).slice(0, 80), 'calendar-unfinished', 4],
    ['without end', 'BEGIN:VCALENDAR\n', 'calendar-unfinished', 1],
    ['out of order', 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n', 'calendar-unfinished', 2],
    ['a line without value', fileOf('BEGIN:VEVENT', 'nonsense', 'END:VEVENT'), 'bad-calendar-line', 5],
    ['no start', fileOf(...event('UID:a')), 'holiday-without-date', 4],
    [
      'day 31 of a short month',
      fileOf(...event('UID:a', 'DTSTART;VALUE=DATE:20260431')),
      'bad-calendar-date',
      6,
    ],
    ['29 February', fileOf(...event('DTSTART;VALUE=DATE:20260229')), 'bad-calendar-date', 5],
    ['no date', fileOf(...event('DTSTART:2026')), 'bad-calendar-date', 5],
    [
      'ends early',
      fileOf(...event('DTSTART;VALUE=DATE:20260102', 'DTEND;VALUE=DATE:20260101')),
      'holiday-ends-early',
      6,
    ],
    [
      'too long',
      fileOf(...event('DTSTART;VALUE=DATE:20260102', 'DTEND;VALUE=DATE:20290101')),
      'holiday-too-long',
      6,
    ],
    ['every second', rule('FREQ=SECONDLY'), 'bad-recurrence', 6],
    ['every hour', rule('FREQ=DAILY;BYHOUR=1,2,3'), 'bad-recurrence', 6],
    ['no frequency', rule('FREQ=SOMETIMES'), 'bad-calendar-line', 6],
    ['month 13', rule('FREQ=YEARLY;BYMONTH=13'), 'bad-calendar-line', 6],
    ['counted without end', rule('FREQ=DAILY;COUNT=99999999'), 'bad-recurrence', 6],
    ['counted, and never', rule('FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2'), 'bad-recurrence', 6],
    ['until nonsense', rule('FREQ=DAILY;UNTIL=garbage'), 'bad-recurrence', 6],
    [
      'an unknown zone',
      fileOf(...event('DTSTART;TZID=Mars/Olympus:20260101T000000')),
      'unknown-time-zone',
      5,
    ],
    [
      'too many events',
      fileOf(...Array.from({ length: 5_002 }, () => good).flat()),
      'too-many-holidays',
      25_008,
    ],
    ['too large', `BEGIN:VCALENDAR\n${'X-A:b\n'.repeat(400_000)}`, 'holiday-file-too-large', 1],
  ])('%s', (_, text, code, line) => {
    const problem = problemOf(text)
    expect(problem?.code).toBe(code)
    expect(problem?.place).toMatchObject({ file: 'holidays.ics', line })
    expect(problem?.kind).toBe('usage')
    for (const words of [problem?.message, problem?.expected, problem?.todo]) {
      expect(words?.en).toBeTruthy()
      expect(words?.fr).toBeTruthy()
    }
  })

  it('whatever the bytes, only a problem is thrown', () => {
    const text = fileOf(
      ...good,
      ...event('UID:b', 'DTSTART;VALUE=DATE:20260101', 'RRULE:FREQ=YEARLY;BYDAY=1MO'),
    )
    for (let index = 0; index < text.length; index += 3)
      for (const other of ['\u0000', ':', '9', '\n', '']) {
        const broken = text.slice(0, index) + other + text.slice(index + 1)
        problemOf(broken)
      }
  })
})
