import { type Day, weekdayOf, yearOf } from './dates.ts'
import { jurisdictions } from './jurisdictions.ts'
import { oneOffs, publicServices } from './public-service.ts'
import type { Rule } from './rules.ts'
import type { Holiday, HolidaySet } from './types.ts'

const sets: Readonly<Record<string, readonly Rule[]>> = { ...jurisdictions, ...publicServices }

/** Every set of ours, by its name in `holidays`. */
export const holidaySetNames: readonly string[] = Object.keys(sets)

const isWeekend = (day: Day): boolean => weekdayOf(day) === 0 || weekdayOf(day) === 6

const owns = (set: string, year: number): readonly Holiday[] => {
  const byRule = (sets[set] ?? [])
    .filter(({ from, to = year }) => from <= year && year <= to)
    .map(({ name, on, source }): Holiday => ({ day: on(year), name, kind: 'own', set, source }))
  const once = oneOffs
    .filter(({ day, scope }) => yearOf(day) === year && scope.includes(set))
    .map(({ day, name, source }): Holiday => ({ day, name, kind: 'own', set, source }))
  return [...byRule, ...once].toSorted((a, b) => a.day - b.day)
}

/** In order of the dates: the first to move takes the first weekday that is no holiday, the next one the next. */
const withObserved = (own: readonly Holiday[]): readonly Holiday[] => {
  const taken = new Set(own.map(({ day }) => day))
  const moved = own
    .filter(({ day }) => isWeekend(day))
    .map((holiday): Holiday => {
      let day = holiday.day + 1
      while (isWeekend(day) || taken.has(day)) day += 1
      taken.add(day)
      return { ...holiday, day, kind: 'observed' }
    })
  return [...own, ...moved].toSorted((a, b) => a.day - b.day)
}

/** Undefined for a name that is no set of ours. */
export const holidaySet = (set: string): HolidaySet | undefined =>
  Object.hasOwn(sets, set) ? (year) => withObserved(owns(set, year)) : undefined
