import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { zoneOf } from '../kernel/zone.ts'
import { formatDay, parseDay } from './dates.ts'
import { readHolidayFile } from './holiday-file.ts'

type Vectors = {
  readonly rules: readonly {
    readonly start: string
    readonly rule: string
    readonly days: readonly string[]
    readonly last: string
  }[]
}

const { rules } = JSON.parse(
  readFileSync(new URL('./vectors/recurrences.json', import.meta.url), 'utf8'),
) as Vectors

const utc = zoneOf('UTC')

const fileOf = (lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join(
    '\r\n',
  )

const daysOf = (text: string, first: number, last: number): readonly string[] => {
  if (utc === undefined) return []
  const set = readHolidayFile({ file: 'holidays.ics', text }, utc)
  return Array.from({ length: last - first + 1 }, (_, index) => set(first + index)).flatMap((holidays) =>
    holidays.map(({ day }) => formatDay(day)),
  )
}

describe('a recurrence', () => {
  it.each(rules)(
    '$rule from $start comes when an independent program says',
    ({ start, rule, days, last }) => {
      const found = daysOf(fileOf([`DTSTART;VALUE=DATE:${start}`, `RRULE:${rule}`]), 2020, 2032)
      expect(found.slice(0, 60)).toEqual(days)
      expect(found.at(-1)).toBe(last)
    },
  )

  it('that never comes again ends, and takes no time', () => {
    const never = ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=9']
    for (const rule of never)
      expect(daysOf(fileOf(['DTSTART;VALUE=DATE:20200102', `RRULE:${rule}`]), 2020, 2040)).toEqual([
        '2020-01-02',
      ])
  })

  it('reaches the year 9999', () => {
    const text = fileOf(['DTSTART;VALUE=DATE:19001225', 'RRULE:FREQ=YEARLY'])
    expect(daysOf(text, 9999, 9999)).toEqual(['9999-12-25'])
    expect(parseDay('9999-12-25')).toBeDefined()
  })
})
