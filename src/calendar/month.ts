import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { type Day, formatDay, weekdayOf } from './dates.ts'
import { isEve, isWorking, startOf } from './segments.ts'
import type { Calendar, Freeze, Holiday, Span } from './types.ts'

/** A departure of a train; `holds`: why it does not leave. */
export type Departure = { readonly at: Instant; readonly holds?: Text }

/** One day as it is shown. */
export type DayView = {
  readonly day: Day
  /** ISO 8601. */
  readonly date: string
  /** 0 is Sunday. */
  readonly weekday: number
  readonly working: boolean
  readonly eve: boolean
  readonly holidays: readonly Holiday[]
  /** Where a rollout may start or widen, freezes heeded. */
  readonly windows: readonly Span[]
  /** Those that touch the day. */
  readonly freezes: readonly Freeze[]
  readonly departures: readonly Departure[]
}

const joined = (spans: readonly Span[]): readonly Span[] => {
  const found: Span[] = []
  for (const { from, until } of spans) {
    const last = found.at(-1)
    if (last?.until === from) found.splice(-1, 1, { from: last.from, until })
    else found.push({ from, until })
  }
  return found
}

const viewOf = (calendar: Calendar, day: Day, departures: readonly Departure[]): DayView => {
  const [from, until] = [startOf(calendar.zone, day), startOf(calendar.zone, day + 1)]
  return {
    day,
    date: formatDay(day),
    weekday: weekdayOf(day),
    working: isWorking(calendar, day),
    eve: isEve(calendar, day),
    holidays: calendar.holidaysOn(day),
    windows: joined(calendar.segmentsOn(day).filter(({ open }) => open)),
    freezes: calendar.freezes.filter((one) => one.from < until && one.until > from),
    departures: departures.filter(({ at }) => from <= at && at < until),
  }
}

/** So many days from one on, as they are shown. */
export const daysFrom = (
  calendar: Calendar,
  first: Day,
  count: number,
  departures: readonly Departure[] = [],
): readonly DayView[] =>
  Array.from({ length: count }, (_, index) => viewOf(calendar, first + index, departures))
