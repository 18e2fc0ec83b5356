import type { FreezeConfig, OpenRange } from './types-calendar.ts'

export const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/** Holidays by our own rules (`calendar/holidays.ts`; a test holds both lists together). */
export const holidaySets = [
  'CA-federal',
  'CA-federal-public-service',
  'CA-federal-public-service/QC',
  'CA-federal-public-service/YT',
  'CA-AB',
  'CA-BC',
  'CA-MB',
  'CA-NB',
  'CA-NL',
  'CA-NS',
  'CA-NT',
  'CA-NU',
  'CA-ON',
  'CA-PE',
  'CA-QC',
  'CA-SK',
  'CA-YT',
] as const

const dayNamed = (word: string): number =>
  dayNames.findIndex((name) => name.toLowerCase() === word.toLowerCase())

const daysOf = (part: string): readonly number[] | undefined => {
  const [first = '', last = first, ...rest] = part.split('-').map((word) => dayNamed(word.trim()))
  if (typeof first !== 'number' || typeof last !== 'number') return undefined
  if (first < 0 || last < 0 || rest.length > 0) return undefined
  // Fri-Mon goes over the end of the week.
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7)
}

/** `Mon-Thu`, `Mon,Wed,Fri`, `Sat`: 0 is Sunday, in the week's order, each once. */
export const parseDays = (words: string): readonly number[] | undefined => {
  if (words.length > 100) return undefined
  const parts = words.split(',').map((part) => daysOf(part.trim()))
  if (parts.some((part) => part === undefined)) return undefined
  return [...new Set(parts.flatMap((part) => part ?? []))].sort((a, b) => a - b)
}

/** `09:00` up to `24:00`: minutes after midnight. */
export const parseTimeOfDay = (words: string): number | undefined => {
  const [, hours, minutes] = /^(\d{1,2}):(\d\d)$/.exec(words.trim()) ?? []
  if (hours === undefined) return undefined
  const value = Number(hours) * 60 + Number(minutes)
  return Number(minutes) < 60 && value <= 1_440 ? value : undefined
}

/** `Mon-Thu 09:00-16:00`. Of a range without length, or that ends before it begins, nothing is said here. */
export const parseOpen = (words: string): OpenRange | undefined => {
  const [, dayWords = '', begin = '', end = ''] =
    /^([A-Za-z]{3}[A-Za-z, -]*?)\s+([\d:]+)\s*[-–]\s*([\d:]+)$/.exec(words.trim()) ?? []
  const [days, from, until] = [parseDays(dayWords), parseTimeOfDay(begin), parseTimeOfDay(end)]
  return days === undefined || from === undefined || until === undefined ? undefined : { days, from, until }
}

const two = (n: number): string => String(n).padStart(2, '0')

export const formatTimeOfDay = (minutes: number): string =>
  `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

/** A date that exists; years 1 to 9999. */
export const isDate = (words: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(words) ?? []
  if (year === undefined || Number(year) === 0) return false
  const at = new Date(0)
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day)
}

const written =
  /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?$/

/** What is wrong with an instant. */
export type NoInstant = 'shape' | 'no-zone' | 'no-such-date' | 'no-such-time'

/** ISO 8601 with an offset; seconds may be left out. Milliseconds since 1970, or what is wrong. */
export const parseInstant = (words: string): number | NoInstant => {
  const found = written.exec(words)
  if (found === null) return 'shape'
  const [, date = '', hours, minutes, seconds = '0', fraction = '0', utc, sign, ahead = '0', and = '0'] =
    found
  if (!isDate(date)) return 'no-such-date'
  if (utc === undefined && sign === undefined) return 'no-zone'
  const [h, m, s] = [Number(hours), Number(minutes), Number(seconds)]
  const midnight = h === 24 && m === 0 && s === 0 && Number(fraction) === 0
  if ((h > 23 && !midnight) || m > 59 || s > 59 || Number(ahead) > 23 || Number(and) > 59)
    return 'no-such-time'
  const at = new Date(0)
  at.setUTCFullYear(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)))
  const milliseconds = Math.floor(Number(`0.${fraction}`) * 1_000)
  const offset = (Number(ahead) * 60 + Number(and)) * 60_000 * (sign === '-' ? -1 : 1)
  return at.getTime() + ((h * 60 + m) * 60 + s) * 1_000 + milliseconds - offset
}

/** Both are dates, or both are instants. */
export const freezeKind = ({
  from,
  to,
}: Pick<FreezeConfig, 'from' | 'to'>): 'dates' | 'instants' | undefined => {
  if (isDate(from) && isDate(to)) return 'dates'
  return typeof parseInstant(from) === 'number' && typeof parseInstant(to) === 'number'
    ? 'instants'
    : undefined
}
