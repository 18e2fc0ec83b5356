import { ProblemError } from '../kernel/problem.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { type Zone, zoneOf } from '../kernel/zone.ts'
import { type Day, dayLength, dayOf } from './dates.ts'
import * as say from './holiday-problems.ts'
import { recurrenceOf } from './ics-rule.ts'
import { type Component, type Property, property } from './jcal.ts'
import { recursIn } from './recurrence.ts'

/** When an event is: a date, or a time of the wall's clock (milliseconds after midnight) in a zone. */
export type Start = {
  readonly day: Day
  readonly time: Ms | null
  readonly instantOf: (wall: number) => Instant
}

type Stamp = { readonly day: Day; readonly time: Ms | null; readonly utc: boolean }

/** Wall times of zones that only the file describes: Outlook's `Eastern Standard Time`. */
export type FileZones = ReadonlyMap<string, (wall: number) => Instant>

/** `2026-12-25`, `2026-12-25T09:00:00`, `2026-12-25T14:00:00Z`: as jCal writes them. */
export const parseStamp = (words: unknown): Stamp | undefined => {
  const [, year, month, date, hours, minutes, seconds, utc] =
    /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(Z?))?$/.exec(String(words)) ?? []
  const day =
    year === undefined || year === '0000' ? undefined : dayOf(Number(year), Number(month), Number(date))
  if (day === undefined) return undefined
  if (hours === undefined) return { day, time: null, utc: false }
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)]
  if (h > 23 || m > 59 || s > 60) return undefined
  return { day, time: ((h * 60 + m) * 60 + s) * 1_000, utc: utc === 'Z' }
}

const wallIn = (zone: Zone) => (wall: number) => zone.instantOf(wall)

/** Reads the dates and times of a property. Floating ones are of the calendar's own zone. */
export const startsOf = (one: Property, file: string, own: Zone, zones: FileZones): readonly Start[] => {
  const fail = (said: Parameters<typeof say.at>[0]): never => {
    throw new ProblemError(say.at(said, { file, line: one.line, column: 1 }))
  }
  const { tzid } = one.parameters
  const named = tzid === undefined ? undefined : zoneOf(tzid)
  const described = tzid === undefined ? undefined : zones.get(tzid)
  return one.values.map((value): Start => {
    // Of a period the beginning counts.
    const stamp = parseStamp(Array.isArray(value) ? value[0] : value) ?? fail(say.badDate(String(value)))
    const { day, time, utc } = stamp
    if (time === null || utc) return { day, time, instantOf: (wall) => wall }
    if (tzid === undefined) return { day, time, instantOf: wallIn(own) }
    if (named !== undefined) return { day, time, instantOf: wallIn(named) }
    return { day, time, instantOf: described ?? fail(say.unknownEventZone(tzid)) }
  })
}

export const instantOfStart = ({ day, time, instantOf }: Start): Instant =>
  instantOf(day * dayLength + (time ?? 0))

const offsetOf = (words: unknown): Ms | undefined => {
  const [, sign, hours, minutes, seconds = '0'] =
    /^([+-])(\d\d):?(\d\d)(?::?(\d\d))?$/.exec(String(words)) ?? []
  if (sign === undefined) return undefined
  const size = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -size : size
}

type Onset = { readonly wall: number; readonly offset: Ms }

/** The wall times at which a zone of the file took its offsets up, in a year and the two before. */
const onsetsOf = (part: Component, file: string, year: number): readonly Onset[] => {
  const stamp = parseStamp(property(part, 'dtstart')?.values[0])
  const offset = offsetOf(property(part, 'tzoffsetto')?.values[0])
  if (stamp === undefined || offset === undefined) return []
  const rule = recurrenceOf(part, file)
  const [from, last] = [dayOf(year - 2, 1, 1) ?? 0, dayOf(year, 12, 31) ?? 0]
  const days = [
    stamp.day,
    ...(rule === null ? [] : recursIn(rule.rule, stamp.day, from, Math.min(last, rule.until))),
  ]
  return days.map((day) => ({ wall: day * dayLength + (stamp.time ?? 0), offset }))
}

/** The zones that a file describes itself. Only by wall time: that is all that its events ask. */
export const fileZones = (components: readonly Component[], file: string): FileZones =>
  new Map(
    components.flatMap((zone): [string, (wall: number) => Instant][] => {
      const name = property(zone, 'tzid')?.values[0]
      if (typeof name !== 'string') return []
      const at = (wall: number): Instant => {
        const year = new Date(wall).getUTCFullYear()
        const onsets = zone.inside
          .flatMap((part) => onsetsOf(part, file, year))
          .toSorted((a, b) => a.wall - b.wall)
        const before = onsets.findLast((one) => one.wall <= wall) ?? onsets[0]
        return wall - (before?.offset ?? 0)
      }
      return [[name, at]]
    }),
  )
