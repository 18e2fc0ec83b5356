import { isDate, parseInstant } from './instants.ts'
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
