import { type Day, partsOf, theDay, weekdayOf } from './dates.ts'

/** A recurrence by whole days: RFC 5545, 3.3.10. Weekdays: 0 is Sunday; `nth` 0: every one. */
export type Recurrence = {
  readonly frequency: 'YEARLY' | 'MONTHLY' | 'WEEKLY' | 'DAILY'
  readonly interval: number
  /** How many there are in all, the first included. */
  readonly count: number | null
  readonly weekStart: number
  readonly months: readonly number[]
  readonly weeks: readonly number[]
  readonly yearDays: readonly number[]
  readonly monthDays: readonly number[]
  readonly weekdays: readonly { readonly day: number; readonly nth: number }[]
  readonly positions: readonly number[]
}

type Period = { readonly first: Day; readonly last: Day }

const yearPeriod = (year: number): Period => ({ first: theDay(year, 1, 1), last: theDay(year, 12, 31) })
const monthPeriod = (months: number): Period => ({
  first: theDay(Math.floor(months / 12), (months % 12) + 1, 1),
  last: theDay(Math.floor((months + 1) / 12), ((months + 1) % 12) + 1, 1) - 1,
})

/** The nth period from the one that holds the start. */
const periodOf = ({ frequency, weekStart }: Recurrence, start: Day, nth: number): Period => {
  const { year, month } = partsOf(start)
  if (frequency === 'YEARLY') return yearPeriod(year + nth)
  if (frequency === 'MONTHLY') return monthPeriod(year * 12 + month - 1 + nth)
  if (frequency === 'DAILY') return { first: start + nth, last: start + nth }
  const week = start - ((weekdayOf(start) - weekStart + 7) % 7) + nth * 7
  return { first: week, last: week + 6 }
}

/** The week's number in the year that has most of its days, and from that year's end. */
const weekOf = (day: Day, weekStart: number): readonly [number, number] => {
  const middle = day - ((weekdayOf(day) - weekStart + 7) % 7) + 3
  const { first, last } = yearPeriod(partsOf(middle).year)
  return [Math.floor((middle - first) / 7) + 1, -(Math.floor((last - middle) / 7) + 1)]
}

const isIn = (list: readonly number[], first: Day, last: Day, day: Day): boolean =>
  list.includes(day - first + 1) || list.includes(day - last - 1)

/** Within which the weekdays of a rule are numbered; null: not at all. */
const scopeOf = ({ frequency, months, weeks }: Recurrence, day: Day): Period | null => {
  const { year, month } = partsOf(day)
  if (frequency === 'MONTHLY' || (frequency === 'YEARLY' && months.length > 0))
    return monthPeriod(year * 12 + month - 1)
  return frequency === 'YEARLY' && weeks.length === 0 ? yearPeriod(year) : null
}

const isWeekday = (rule: Recurrence, day: Day): boolean =>
  rule.weekdays.some(({ day: weekday, nth }) => {
    if (weekday !== weekdayOf(day)) return false
    const scope = scopeOf(rule, day)
    if (nth === 0 || scope === null) return true
    return (
      nth === Math.floor((day - scope.first) / 7) + 1 || nth === -(Math.floor((scope.last - day) / 7) + 1)
    )
  })

const matches = (rule: Recurrence, day: Day): boolean => {
  const { year, month } = partsOf(day)
  const { months, weeks, yearDays, monthDays, weekdays, weekStart } = rule
  if (months.length > 0 && !months.includes(month)) return false
  if (weekdays.length > 0 && !isWeekday(rule, day)) return false
  if (monthDays.length > 0) {
    const { first, last } = monthPeriod(year * 12 + month - 1)
    if (!isIn(monthDays, first, last, day)) return false
  }
  if (yearDays.length > 0) {
    const { first, last } = yearPeriod(year)
    if (!isIn(yearDays, first, last, day)) return false
  }
  return weeks.length === 0 || weekOf(day, weekStart).some((week) => weeks.includes(week))
}

/** What a rule leaves open it takes from its start. */
const completed = (rule: Recurrence, start: Day): Recurrence => {
  const { frequency, weeks, yearDays, monthDays, weekdays } = rule
  const { month, day } = partsOf(start)
  if (weekdays.length > 0 || monthDays.length > 0 || yearDays.length > 0) return rule
  if (frequency === 'WEEKLY' || weeks.length > 0)
    return { ...rule, weekdays: [{ day: weekdayOf(start), nth: 0 }] }
  if (frequency === 'DAILY') return rule
  const months = frequency === 'YEARLY' && rule.months.length === 0 ? [month] : rule.months
  return { ...rule, months, monthDays: [day] }
}

/** Of a year only its months that count have to be looked through. */
const partsOfPeriod = ({ frequency, months }: Recurrence, period: Period): readonly Period[] => {
  if (frequency !== 'YEARLY' || months.length === 0) return [period]
  const { year } = partsOf(period.first)
  return [...new Set(months)].toSorted((a, b) => a - b).map((month) => monthPeriod(year * 12 + month - 1))
}

const inPeriod = (rule: Recurrence, period: Period): readonly Day[] => {
  const found: Day[] = []
  for (const { first, last } of partsOfPeriod(rule, period))
    for (let day = first; day <= last; day += 1) if (matches(rule, day)) found.push(day)
  const { positions } = rule
  if (positions.length === 0) return found
  return found.filter((_, index) => positions.includes(index + 1) || positions.includes(index - found.length))
}

/** Which period, counted from the start's, holds a day. */
const nthOf = ({ frequency, weekStart }: Recurrence, start: Day, day: Day): number => {
  const [from, to] = [partsOf(start), partsOf(day)]
  if (frequency === 'YEARLY') return to.year - from.year
  if (frequency === 'MONTHLY') return (to.year - from.year) * 12 + to.month - from.month
  if (frequency === 'DAILY') return day - start
  const week = start - ((weekdayOf(start) - weekStart + 7) % 7)
  return Math.floor((day - week) / 7)
}

/** Days of a span on which the rule comes, the start itself not counted in. Without a count: no walk from the start. */
export const recursIn = (rule: Recurrence, start: Day, from: Day, last: Day): readonly Day[] => {
  const whole = completed(rule, start)
  const found: Day[] = []
  const begin = Math.max(0, Math.floor(nthOf(whole, start, Math.max(from, start)) / whole.interval) - 1)
  for (let nth = begin * whole.interval; ; nth += whole.interval) {
    const period = periodOf(whole, start, nth)
    if (period.first > last) return found
    found.push(...inPeriod(whole, period).filter((day) => day > start && day >= from && day <= last))
  }
}

/** The last day of a rule that is counted, after at most so many periods; undefined where they do not suffice. */
export const lastCounted = (rule: Recurrence, start: Day, mostPeriods: number): Day | undefined => {
  const whole = completed(rule, start)
  let left = (whole.count ?? 1) - 1
  for (let nth = 0; nth < mostPeriods; nth += 1) {
    if (left <= 0) return start
    for (const day of inPeriod(whole, periodOf(whole, start, nth * whole.interval))) {
      if (day <= start) continue
      left -= 1
      if (left === 0) return day
    }
  }
  return undefined
}
