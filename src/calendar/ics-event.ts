import { ProblemError } from '../kernel/problem.ts'
import { same, type Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Zone } from '../kernel/zone.ts'
import { type Day, dayLength } from './dates.ts'
import * as say from './holiday-problems.ts'
import { recurrenceOf } from './ics-rule.ts'
import { type FileZones, instantOfStart, type Start, startsOf } from './ics-times.ts'
import { type Component, property } from './jcal.ts'
import { lastCounted, type Recurrence, recursIn } from './recurrence.ts'

/** One event: when it starts, how long it is, and when it comes again. */
export type Event = {
  readonly line: number
  readonly uid: string
  readonly name: Text
  readonly start: Start
  /** Of whole days; of a timed event in milliseconds. */
  readonly days: number
  readonly length: Ms
  readonly recurrence: {
    readonly rule: Recurrence
    readonly until: Day
    readonly untilInstant: Instant
  } | null
  readonly also: readonly Start[]
  /** Keys of occurrences that do not take place, or that another event replaces. */
  readonly except: ReadonlySet<number>
  /** The occurrence of the event of the same UID that this one replaces. */
  readonly replaces: number | null
  readonly cancelled: boolean
}

const mostDays = 366
const mostPeriods = 20_000

/** What tells occurrences apart: of whole days the date, of timed ones the instant. */
export const keyOf = (start: Start): number =>
  start.time === null ? start.day * dayLength : instantOfStart(start)

const nameOf = (component: Component): Text => {
  const all = component.properties.filter(({ name }) => name === 'summary')
  const first = all[0]?.values[0]
  const plain = typeof first === 'string' && first.trim() !== '' ? first : '?'
  const inLanguage = (code: string): string => {
    const own = all.find(({ parameters }) => parameters['language']?.toLowerCase().startsWith(code))
      ?.values[0]
    return (typeof own === 'string' ? own : plain).replace(/\s+/g, ' ').slice(0, 200)
  }
  return all.length < 2
    ? same(plain.replace(/\s+/g, ' ').slice(0, 200))
    : { en: inLanguage('en'), fr: inLanguage('fr') }
}

const durationOf = (words: unknown): Ms | undefined => {
  const [, weeks, days, hours, minutes, seconds] =
    /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(String(words)) ?? []
  const [w, d, h, m, s] = [weeks, days, hours, minutes, seconds].map((one) => Number(one ?? 0))
  const total = ((w ?? 0) * 7 + (d ?? 0)) * dayLength + (((h ?? 0) * 60 + (m ?? 0)) * 60 + (s ?? 0)) * 1_000
  return /\d/.test(String(words)) && Number.isSafeInteger(total) ? total : undefined
}

/** Reads an event. Throws a `ProblemError` with its place. */
export const eventOf = (component: Component, file: string, own: Zone, zones: FileZones): Event => {
  const fail = (said: Parameters<typeof say.at>[0], name?: string): never => {
    const line = (name === undefined ? undefined : property(component, name)?.line) ?? component.line
    throw new ProblemError(say.at(said, { file, line, column: 1 }))
  }
  const starts = (name: string): readonly Start[] =>
    component.properties.filter((one) => one.name === name).flatMap((one) => startsOf(one, file, own, zones))
  const [start] = starts('dtstart')
  if (start === undefined) return fail(say.noStart)
  const [end] = starts('dtend')
  const duration = property(component, 'duration')
  const lasts =
    duration === undefined
      ? 0
      : (durationOf(duration.values[0]) ?? fail(say.badDate(String(duration.values[0])), 'duration'))
  const length = end === undefined ? lasts : keyOf(end) - keyOf(start)
  if (length < 0) return fail(say.endsEarly, 'dtend')
  if (length > mostDays * dayLength) return fail(say.tooLong(mostDays), 'dtend')
  const ruled = recurrenceOf(component, file)
  const counted =
    ruled === null || ruled.rule.count === null ? undefined : lastCounted(ruled.rule, start.day, mostPeriods)
  if (ruled !== null && ruled.rule.count !== null && counted === undefined)
    return fail(
      say.badRule({ en: 'it never comes so often', fr: 'elle ne revient jamais si souvent' }),
      'rrule',
    )
  const [replaced] = starts('recurrence-id')
  return {
    line: component.line,
    uid: String(property(component, 'uid')?.values[0] ?? `line ${component.line}`),
    name: nameOf(component),
    start,
    days: Math.max(1, Math.ceil(length / dayLength)),
    length,
    recurrence: ruled === null ? null : { ...ruled, until: Math.min(ruled.until, counted ?? ruled.until) },
    also: starts('rdate'),
    except: new Set(starts('exdate').map(keyOf)),
    replaces: replaced === undefined ? null : keyOf(replaced),
    cancelled: String(property(component, 'status')?.values[0]).toUpperCase() === 'CANCELLED',
  }
}

/** Where an event begins within a span of days, exceptions left out. */
const beginsIn = (event: Event, from: Day, last: Day): readonly Start[] => {
  const { start, recurrence, also, except } = event
  const again = recurrence === null ? [] : recursIn(recurrence.rule, start.day, from, last)
  const recurring = again
    .filter((day) => recurrence !== null && day <= recurrence.until + 1)
    .map((day): Start => ({ ...start, day }))
    .filter((one) =>
      recurrence === null || one.time === null
        ? one.day <= (recurrence?.until ?? 0)
        : keyOf(one) <= recurrence.untilInstant &&
          (recurrence.rule.count === null || one.day <= recurrence.until),
    )
  return [start, ...recurring, ...also].filter(
    (one) => one.day >= from && one.day <= last && !except.has(keyOf(one)),
  )
}

/** Days of the calendar's zone that an event touches, of those that begin within a span. */
export const daysOf = (event: Event, zone: Zone, from: Day, last: Day): readonly Day[] =>
  beginsIn(event, from, last).flatMap((start) => {
    if (start.time === null) return Array.from({ length: event.days }, (_, index) => start.day + index)
    const begin = instantOfStart(start)
    const end = begin + Math.max(0, event.length - 1)
    const [first, final] = [begin, end].map((at) => Math.floor(zone.wallAt(at) / dayLength))
    return Array.from({ length: (final ?? 0) - (first ?? 0) + 1 }, (_, index) => (first ?? 0) + index)
  })
