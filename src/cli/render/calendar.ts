import { type Day, partsOf } from '../../calendar/dates.ts'
import type { DayView } from '../../calendar/month.ts'
import { weekdays } from '../../calendar/say.ts'
import type { Calendar } from '../../calendar/types.ts'
import { formatTimeOfDay } from '../../config/scalars-calendar.ts'
import { type Language, same, type Text } from '../../kernel/text.ts'
import type { Instant } from '../../kernel/time.ts'
import * as say from '../messages-calendar.ts'
import { cut, pad } from '../wrap.ts'
import { both } from './both.ts'

const dayLength = 86_400_000
/** Seven of them, with a margin, in a terminal of 80 columns and in one of 100. */
const narrow = 11
const wide = 13
const margin = '  '

const shortTime = (minutes: number): string =>
  minutes % 60 === 0 ? String(minutes / 60) : formatTimeOfDay(minutes)

const timeOf = (calendar: Calendar, day: Day, at: Instant, long: boolean): string => {
  const minutes = Math.floor((calendar.zone.wallAt(at) - day * dayLength) / 60_000)
  return long ? formatTimeOfDay(Math.max(0, minutes)) : shortTime(Math.max(0, minutes))
}

/** The lines of one day: its date, its windows, what it is. */
const cellOf = (
  calendar: Calendar,
  view: DayView,
  { language, today, first, long }: Cell,
): readonly string[] => {
  const { day, month } = partsOf(view.day)
  const named = view.day === first || day === 1 ? ` ${say.months[language][month - 1]}` : ''
  const date = `${view.day === today ? `[${day}]` : ` ${day}`}${named}`
  const windows = view.windows.map(
    ({ from, until }) =>
      `${timeOf(calendar, view.day, from, long)}-${timeOf(calendar, view.day, until, long)}`,
  )
  const frozen = view.freezes.length > 0
  const notes = [
    ...(view.holidays.length > 0 ? [say.marks.holiday] : []),
    ...(frozen ? [say.marks.frozen] : []),
    ...(view.eve && view.windows.length > 0 ? [say.marks.eve] : []),
  ].map((mark) => mark[language])
  const shut = view.working && windows.length === 0 && notes.length === 0 ? [say.marks.closed[language]] : []
  const leaving = view.departures.map(
    ({ at, holds }) => `${holds === undefined ? '→' : '×'} ${timeOf(calendar, view.day, at, true)}`,
  )
  return [date, ...[...windows, ...shut, ...notes, ...leaving].map((words) => ` ${words}`)]
}

type Cell = {
  readonly language: Language
  readonly today: Day
  readonly first: Day
  readonly long: boolean
}

const weeksOf = (days: readonly DayView[]): readonly (readonly (DayView | undefined)[])[] => {
  const lead = ((days[0]?.weekday ?? 1) + 6) % 7
  const padded = [...Array.from({ length: lead }, () => undefined), ...days]
  return Array.from({ length: Math.ceil(padded.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (__, index) => padded[week * 7 + index]),
  )
}

const gridOf = (
  calendar: Calendar,
  days: readonly DayView[],
  today: Day,
  columns: number,
  language: Language,
) => {
  const size = columns >= wide * 7 + margin.length ? wide : narrow
  const cell: Cell = { language, today, first: days[0]?.day ?? 0, long: size === wide }
  const row = (words: readonly string[]): string =>
    `${margin}${words.map((word) => pad(cut(word, size - 1), size)).join('')}`.trimEnd()
  const header = row([1, 2, 3, 4, 5, 6, 0].map((day) => ` ${weekdays[language][day]}`))
  const weeks = weeksOf(days).flatMap((week) => {
    const cells = week.map((view) => (view === undefined ? [] : cellOf(calendar, view, cell)))
    const height = Math.max(...cells.map((lines) => lines.length))
    return Array.from({ length: height }, (_, line) => row(cells.map((lines) => lines[line] ?? '')))
  })
  return [header, ...weeks]
}

const section = (heading: Text, lines: readonly Text[]): readonly Text[] =>
  lines.length === 0 ? [] : [heading, ...lines]

/** What stands below the grid: names, reasons, times. */
const legendOf = (calendar: Calendar, days: readonly DayView[]): readonly Text[] => {
  const freezes = new Set(days.flatMap((view) => view.freezes))
  const eves = days.filter((view) => view.eve && calendar.holidaysOn(view.day + 1).length > 0)
  return [
    ...section(
      say.headings.holidays,
      days
        .filter(({ holidays }) => holidays.length > 0)
        .map(({ day, holidays }) => say.holidayLine(day, holidays)),
    ),
    ...section(
      say.headings.eves,
      eves
        .filter(({ windows }) => windows.length > 0)
        .map(({ day }) => say.eveLine(day, calendar.config?.eveCloses ?? 0, calendar.holidaysOn(day + 1))),
    ),
    ...section(
      say.headings.freezes,
      [...freezes].map((freeze) => say.freezeLine(freeze, calendar.zone)),
    ),
    ...section(
      say.headings.departures,
      days
        .flatMap(({ departures }) => departures)
        .filter(({ holds }) => holds !== undefined)
        .map(({ at, holds }) => say.departureLine(at, holds, calendar.zone)),
    ),
  ]
}

/** A month to look at: weeks as rows, and below them what the marks mean. */
export const calendarLines = (
  calendar: Calendar,
  days: readonly DayView[],
  now: Instant,
  columns: number,
): readonly Text[] => {
  const today = Math.floor(calendar.zone.wallAt(now) / dayLength)
  return [
    ...both((language) => gridOf(calendar, days, today, columns, language)),
    same(''),
    ...legendOf(calendar, days),
  ]
}
