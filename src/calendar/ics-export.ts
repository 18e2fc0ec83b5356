import { formats, type Language, type Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { type Day, dayLength } from './dates.ts'
import { butFor, eve, exported, holidayNamed } from './messages.ts'
import { type Departure, daysFrom } from './month.ts'
import type { Calendar, Freeze } from './types.ts'
import { dayAt } from './windows.ts'

const encoder = new TextEncoder()

/** Lines of at most 75 bytes, continued after a blank (RFC 5545, 3.1). */
const folded = (line: string): string => {
  const parts: string[] = []
  let [current, bytes] = ['', 0]
  for (const character of line) {
    const size = encoder.encode(character).length
    if (bytes + size > (parts.length === 0 ? 75 : 74)) {
      parts.push(current)
      current = ''
      bytes = 0
    }
    current += character
    bytes += size
  }
  return [...parts, current].join('\r\n ')
}

const escaped = (words: string): string =>
  words.replace(/[\\;,]/g, (mark) => `\\${mark}`).replace(/\r?\n/g, '\\n')

const utc = (at: Instant): string => new Date(at).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '')
const date = (day: Day): string => new Date(day * dayLength).toISOString().slice(0, 10).replaceAll('-', '')

type Entry = {
  readonly key: string
  readonly name: string
  readonly when: readonly string[]
  readonly about?: string
}

const wholeDay = (day: Day): readonly string[] => [
  `DTSTART;VALUE=DATE:${date(day)}`,
  `DTEND;VALUE=DATE:${date(day + 1)}`,
]
const span = (from: Instant, until: Instant): readonly string[] => [
  `DTSTART:${utc(from)}`,
  `DTEND:${utc(until)}`,
]

const freezeEntry = (freeze: Freeze, last: Instant, language: Language): Entry => ({
  key: `freeze-${freeze.from}`,
  name: `${exported.frozen[language]}${butFor(freeze.except)[language]}${language === 'fr' ? '\u00a0' : ''}: ${freeze.why}`,
  when: span(freeze.from, Math.min(freeze.until, last)),
})

const entriesOf = (
  calendar: Calendar,
  first: Day,
  count: number,
  departures: readonly Departure[],
  language: Language,
): readonly Entry[] => {
  const days = daysFrom(calendar, first, count, departures)
  const text = (words: Text): string => words[language]
  const [begin, end] = [
    calendar.zone.instantOf(first * dayLength),
    calendar.zone.instantOf((first + count) * dayLength),
  ]
  return [
    ...days.flatMap(({ day, holidays, windows, eve: isEve, departures: leaving }): Entry[] => [
      ...(holidays.length === 0
        ? []
        : [
            {
              key: `holiday-${date(day)}`,
              name: text(holidayNamed(holidays)),
              when: wholeDay(day),
              about: formats[language].list([...new Set(holidays.map(({ source }) => source))]),
            },
          ]),
      ...windows.map(
        ({ from, until }): Entry => ({
          key: `window-${from}`,
          name: text(exported.window),
          when: span(from, until),
          ...(isEve && calendar.config !== null
            ? { about: text(eve(day, calendar.config.eveCloses, calendar.holidaysOn(day + 1)).text) }
            : {}),
        }),
      ),
      ...leaving.map(
        ({ at, holds }): Entry => ({
          key: `departure-${at}`,
          name: text(exported.departure),
          when: span(at, at),
          ...(holds === undefined ? {} : { about: text(holds) }),
        }),
      ),
    ]),
    ...calendar.freezes
      .filter(({ from, until }) => from < end && until > begin)
      .map((freeze) => freezeEntry(freeze, end, language)),
  ]
}

/**
 * Windows, holidays, freezes and departures of so many days as an iCalendar file (RFC 5545), for any calendar program.
 * `name`: of the whole, also part of each UID. `at`: when it was made.
 */
export const exportCalendar = (
  calendar: Calendar,
  {
    from,
    days,
    name,
    at,
    language,
    departures = [],
  }: {
    readonly from: Instant
    readonly days: number
    readonly name: string
    readonly at: Instant
    readonly language: Language
    readonly departures?: readonly Departure[]
  },
): string => {
  const entries = entriesOf(calendar, dayAt(calendar, from), days, departures, language)
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//ecluse//calendar//EN',
    `X-WR-CALNAME:${escaped(name)}`,
    ...entries.flatMap((entry) => [
      'BEGIN:VEVENT',
      `UID:${entry.key}.${name.replace(/[^A-Za-z0-9.-]/g, '-')}@ecluse`,
      `DTSTAMP:${utc(at)}`,
      ...entry.when,
      `SUMMARY:${escaped(entry.name)}`,
      ...(entry.about === undefined ? [] : [`DESCRIPTION:${escaped(entry.about)}`]),
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}
