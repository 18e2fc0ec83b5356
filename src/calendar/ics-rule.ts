import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { type Day, dayLength, dayOf } from './dates.ts'
import * as say from './holiday-problems.ts'
import { type Component, type Property, property } from './jcal.ts'
import type { Recurrence } from './recurrence.ts'

/** A rule, and the last day or instant that it may bring. */
export type Ruled = { readonly rule: Recurrence; readonly until: Day; readonly untilInstant: Instant }

const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY'] as const
const weekdayNames = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']
/** A counted rule is walked from its start. */
const mostCounted = 5_000

const numbers = (value: unknown): readonly number[] => (Array.isArray(value) ? value : [value]).map(Number)

type Wrong = (why: Text) => never

const numbersOf = (
  parts: Parts,
  name: string,
  least: number,
  most: number,
  wrong: Wrong,
): readonly number[] => {
  const value = parts[name]
  if (value === undefined) return []
  const found = numbers(value)
  const fine = found.every((one) => Number.isInteger(one) && Math.abs(one) >= least && Math.abs(one) <= most)
  const words = `${name.toUpperCase()}=${found.join(',')}`
  return fine && found.length <= 400 ? found : wrong({ en: words, fr: words })
}

type Parts = Readonly<Record<string, unknown>>

const weekdaysOf = (value: unknown, wrong: Wrong): Recurrence['weekdays'] =>
  (value === undefined ? [] : Array.isArray(value) ? value : [value]).map((one: unknown) => {
    const [, nth = '0', name = ''] = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(String(one)) ?? []
    const words = `BYDAY=${String(one)}`
    return name === ''
      ? wrong({ en: words, fr: words })
      : { day: weekdayNames.indexOf(name), nth: Number(nth) }
  })

const untilOf = (value: unknown, wrong: Wrong): Pick<Ruled, 'until' | 'untilInstant'> => {
  if (value === undefined) return { until: Number.POSITIVE_INFINITY, untilInstant: Number.POSITIVE_INFINITY }
  const [, year, month, date, time] =
    /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d:\d\d)Z?)?$/.exec(String(value)) ?? []
  const day = year === undefined ? undefined : dayOf(Number(year), Number(month), Number(date))
  const words = `UNTIL=${String(value)}`
  if (day === undefined) return wrong({ en: words, fr: words })
  const [hours = 23, minutes = 59, seconds = 59] = time?.split(':').map(Number) ?? []
  return { until: day, untilInstant: day * dayLength + ((hours * 60 + minutes) * 60 + seconds) * 1_000 }
}

const partsOf = (one: Property): Parts => {
  const [value] = one.values
  return typeof value === 'object' && value !== null ? (value as Parts) : {}
}

const readRule = (one: Property, wrong: Wrong): Ruled => {
  const parts = partsOf(one)
  const frequency = frequencies.find((known) => known === parts['freq'])
  const fine = ['bysecond', 'byminute', 'byhour'].find((name) => parts[name] !== undefined)
  if (frequency === undefined || fine !== undefined)
    return wrong({
      en: 'it comes more often than once a day',
      fr: 'elle revient plus d’une fois par jour',
    })
  const [interval = 1] = numbersOf(parts, 'interval', 1, 10_000, wrong)
  const [count = null] = numbersOf(parts, 'count', 1, mostCounted, wrong)
  return {
    rule: {
      frequency,
      interval: Math.abs(interval),
      count: count === null ? null : Math.abs(count),
      weekStart: typeof parts['wkst'] === 'number' ? parts['wkst'] - 1 : 1,
      months: numbersOf(parts, 'bymonth', 1, 12, wrong),
      weeks: numbersOf(parts, 'byweekno', 1, 53, wrong),
      yearDays: numbersOf(parts, 'byyearday', 1, 366, wrong),
      monthDays: numbersOf(parts, 'bymonthday', 1, 31, wrong),
      weekdays: weekdaysOf(parts['byday'], wrong),
      positions: numbersOf(parts, 'bysetpos', 1, 366, wrong),
    },
    ...untilOf(parts['until'], wrong),
  }
}

/** The RRULE of a component; null without one. Throws a `ProblemError` with the line. */
export const recurrenceOf = (component: Component, file: string): Ruled | null => {
  const one = property(component, 'rrule')
  if (one === undefined) return null
  return readRule(one, (why) => {
    const problem: Problem = say.at(say.badRule(why), { file, line: one.line, column: 1 })
    throw new ProblemError(problem)
  })
}
