/** A date as the number of days since 1970-01-01: arithmetic on it is plain. */
export type Day = number

export const dayLength = 86_400_000

/** `month` from 1. Dates that do not exist (29 February, 31 April) are undefined. */
export const dayOf = (year: number, month: number, day: number): Day | undefined => {
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  const right = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return right ? at.getTime() / dayLength : undefined
}

/** A date that is known to exist. */
export const theDay = (year: number, month: number, day: number): Day => {
  const at = new Date(0)
  at.setUTCFullYear(year, month - 1, day)
  return at.getTime() / dayLength
}

export const partsOf = (
  day: Day,
): { readonly year: number; readonly month: number; readonly day: number } => {
  const at = new Date(day * dayLength)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}

export const yearOf = (day: Day): number => new Date(day * dayLength).getUTCFullYear()

/** 0 is Sunday. */
export const weekdayOf = (day: Day): number => (((day + 4) % 7) + 7) % 7

const padded = (n: number, width: number): string => String(n).padStart(width, '0')

export const formatDay = (day: Day): string => {
  const { year, month, day: date } = partsOf(day)
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(date, 2)}`
}

/** `2026-12-24`, a date that exists, of the years 1 to 9999. */
export const parseDay = (words: string): Day | undefined => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(words) ?? []
  return year === undefined || Number(year) === 0
    ? undefined
    : dayOf(Number(year), Number(month), Number(day))
}

/** Easter Sunday of the Gregorian calendar: Meeus, Astronomical Algorithms, chapter 8. */
export const easterOf = (year: number): Day => {
  const a = year % 19
  const [b, c] = [Math.floor(year / 100), year % 100]
  const [d, e] = [Math.floor(b / 4), b % 4]
  const g = Math.floor((8 * b + 13) / 25)
  const h = (19 * a + b - d - g + 15) % 30
  const [i, k] = [Math.floor(c / 4), c % 4]
  const l = (32 + 2 * e + 2 * i - h - k) % 7
  const m = Math.floor((a + 11 * h + 19 * l) / 433)
  const n = h + l - 7 * m
  const month = Math.floor((n + 90) / 25)
  return theDay(year, month, (n + 33 * month + 19) % 32)
}

/** The first day of that weekday on or after a date. */
export const onOrAfter = (day: Day, weekday: number): Day => day + ((weekday - weekdayOf(day) + 7) % 7)
