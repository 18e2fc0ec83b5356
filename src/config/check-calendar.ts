import type { Problem } from '../kernel/problem.ts'
import { parseInstant } from './instants.ts'
import * as say from './messages-calendar.ts'
import { calendarFrom } from './resolve-calendar.ts'
import { freezeKind } from './scalars-calendar.ts'
import type { WrittenCalendar } from './schema-calendar.ts'
import type { CalendarConfig, OpenRange } from './types-calendar.ts'
import type { Path, Tree } from './yaml.ts'

type Found = { readonly problem: Problem; readonly path: Path }

const overlap = (one: OpenRange, other: OpenRange): readonly number[] =>
  one.from < other.until && other.from < one.until ? one.days.filter((day) => other.days.includes(day)) : []

const ofOpen = ({ open, workingDays }: CalendarConfig, isList: boolean): Found[] =>
  open.flatMap((range, index): Found[] => {
    const path: Path = isList ? ['open', index] : ['open']
    if (range.from === range.until) return [{ problem: say.emptyWindow(range), path }]
    if (range.from > range.until) return [{ problem: say.windowOverMidnight(range), path }]
    if (!range.days.some((day) => workingDays.includes(day)))
      return [{ problem: say.windowNeverOpens(range.days), path }]
    return open.slice(0, index).flatMap((earlier): Found[] => {
      const days = overlap(earlier, range)
      return days.length === 0 ? [] : [{ problem: say.windowsOverlap(range, earlier, days), path }]
    })
  })

const ofFreezes = ({ freezes }: CalendarConfig): Found[] =>
  freezes.flatMap(({ from, to }, index): Found[] => {
    const path: Path = ['freezes', index, 'to']
    const kind = freezeKind({ from, to })
    if (kind === undefined) return [{ problem: say.freezeMixed(), path }]
    const backwards = kind === 'dates' ? to < from : Number(parseInstant(to)) <= Number(parseInstant(from))
    return backwards ? [{ problem: say.freezeBackwards(from, to, kind === 'dates'), path }] : []
  })

const ofHolidays = ({ holidays }: CalendarConfig): Found[] =>
  holidays.flatMap((name, index): Found[] =>
    holidays.indexOf(name) < index ? [{ problem: say.holidaysTwice(name), path: ['holidays', index] }] : [],
  )

/** What a shape cannot say of a calendar that stands at a path. */
export const checkCalendar = (
  said: WrittenCalendar | undefined,
  at: Path,
  tree: Tree,
): readonly Problem[] => {
  const { calendar } = calendarFrom(said)
  if (calendar === undefined) return []
  return [
    ...ofOpen(calendar, Array.isArray(said?.open)),
    ...ofFreezes(calendar),
    ...ofHolidays(calendar),
  ].map(({ problem, path }) => ({ ...problem, place: tree.at([...at, ...path]) }))
}

/** What is allowed of a calendar, and yet seldom meant; paths from the calendar. */
export const calendarWarnings = ({ open, workingDays, holidays }: CalendarConfig): readonly Found[] => [
  ...open.flatMap((range): Found[] => {
    const shut = range.days.filter((day) => !workingDays.includes(day))
    return shut.length === 0 ? [] : [{ problem: say.windowPartlyShut(shut), path: ['open'] }]
  }),
  ...(holidays.length === 0 ? [{ problem: say.noHolidays(), path: [] }] : []),
]
