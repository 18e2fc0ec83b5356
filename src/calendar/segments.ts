import type { CalendarConfig } from '../config/types-calendar.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { Zone } from '../kernel/zone.ts'
import { type Day, dayLength, weekdayOf } from './dates.ts'
import * as words from './messages.ts'
import type { Freeze, Holiday, Segment, Span } from './types.ts'

/** What the days of a calendar are made of. */
export type Ground = {
  readonly zone: Zone
  readonly config: CalendarConfig | null
  readonly holidaysOn: (day: Day) => readonly Holiday[]
  readonly freezes: readonly Freeze[]
}

export const isWorking = ({ config, holidaysOn }: Ground, day: Day): boolean =>
  config === null || (config.workingDays.includes(weekdayOf(day)) && holidaysOn(day).length === 0)

/** A working day whose next calendar day is none. */
export const isEve = (ground: Ground, day: Day): boolean =>
  ground.config !== null && isWorking(ground, day) && !isWorking(ground, day + 1)

type Range = { readonly from: number; readonly until: number }

const wholeDay: readonly Range[] = [{ from: 0, until: 1_440 }]

const weeks = new WeakMap<CalendarConfig, readonly (readonly Range[])[]>()

/** What `open` says of the days of a week, each in order; worked out once. */
const weekOf = (config: CalendarConfig): readonly (readonly Range[])[] => {
  const known = weeks.get(config)
  if (known !== undefined) return known
  const made = [0, 1, 2, 3, 4, 5, 6].map((weekday) =>
    config.open
      .filter(({ days }) => days.includes(weekday))
      .map(({ from, until }) => ({ from, until }))
      .toSorted((one, other) => one.from - other.from),
  )
  weeks.set(config, made)
  return made
}

const none: readonly Range[] = []

const rangesOn = (config: CalendarConfig, day: Day): readonly Range[] =>
  weekOf(config)[weekdayOf(day)] ?? none

/** Minutes of the day, eves heeded, freezes not. */
export const openOn = (ground: Ground, day: Day): readonly Range[] => {
  const { config } = ground
  if (config === null) return wholeDay
  const ranges = rangesOn(config, day)
  if (ranges.length === 0 || !isWorking(ground, day)) return none
  if (!isEve(ground, day)) return ranges
  return ranges
    .filter(({ from }) => from < config.eveCloses)
    .map(({ from, until }) => ({ from, until: Math.min(until, config.eveCloses) }))
}

/** The first instant of a date: where midnight is missing, the instant of the jump. */
export const startOf = (zone: Zone, day: Day): number => zone.instantOf(day * dayLength)

const reasonsAt = (ground: Ground, day: Day, span: Span): readonly Reason[] => {
  const { zone, config, holidaysOn } = ground
  const frozen = ground.freezes
    .filter(({ from, until }) => from <= span.from && span.from < until)
    .map((freeze) => words.frozen(freeze, zone))
  if (config === null) return frozen
  const holidays = holidaysOn(day)
  if (holidays.length > 0) return [...frozen, words.holiday(day, holidays)]
  if (!isWorking(ground, day)) return [...frozen, words.notWorking(day)]
  const usual = rangesOn(config, day)
  const inside = (ranges: readonly Range[]): boolean =>
    ranges.some(({ from, until }) => at(zone, day, from) <= span.from && span.from < at(zone, day, until))
  if (inside(openOn(ground, day))) return frozen
  if (isEve(ground, day) && inside(usual))
    return [...frozen, words.eve(day, config.eveCloses, holidaysOn(day + 1))]
  return [...frozen, words.outside(day, usual)]
}

const at = (zone: Zone, day: Day, minutes: number): number =>
  zone.instantOf(day * dayLength + minutes * 60_000)

/**
 * One day in stretches: from its first instant to that of the next date. A clock that goes back is read as if it
 * stood still, so that openings and closings take the first of two equal times, and a missing one is that of the jump.
 */
export const segmentsOn = (ground: Ground, day: Day): readonly Segment[] => {
  const { zone, freezes } = ground
  const [first, end] = [startOf(zone, day), startOf(zone, day + 1)]
  const windows = openOn(ground, day).map(
    ({ from, until }): Span => ({ from: at(zone, day, from), until: at(zone, day, until) }),
  )
  const edges = [...windows, ...freezes, ...usualEdges(ground, day)]
    .flatMap(({ from, until }) => [from, until])
    .filter((edge) => first < edge && edge < end)
  const cuts = [...new Set([first, ...edges, end])].sort((a, b) => a - b)
  const covers = (span: Span, instant: number) => span.from <= instant && instant < span.until
  return cuts.slice(0, -1).map((from, index): Segment => {
    const span = { from, until: cuts[index + 1] ?? end }
    const open = windows.some((one) => covers(one, from)) && !freezes.some((one) => covers(one, from))
    return { ...span, open, reasons: open ? [] : reasonsAt(ground, day, span) }
  })
}

/** Where the reason changes though the day stays closed: an eve's usual closing. */
const usualEdges = (ground: Ground, day: Day): readonly Span[] =>
  ground.config === null || !isEve(ground, day)
    ? []
    : rangesOn(ground.config, day).map(({ from, until }) => ({
        from: at(ground.zone, day, from),
        until: at(ground.zone, day, until),
      }))
