/** A timetable of five fields: minute, hour, day of the month, month, day of the week. */
export type Cron = {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>
  /** Where both kinds of days are restricted, one of them suffices, as in every cron. */
  readonly either: boolean
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

type Field = { readonly least: number; readonly most: number; readonly names: readonly string[] }
const fields: readonly Field[] = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: monthNames },
  { least: 0, most: 7, names: dayNames },
]

const numberOf = (word: string, { least, most, names }: Field): number | undefined => {
  const name = names.indexOf(word.toLowerCase())
  if (name >= 0) return name + (least === 1 ? 1 : 0)
  const value = /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN
  return value >= least && value <= most ? value : undefined
}

const partOf = (part: string, field: Field): readonly number[] | undefined => {
  const [range = '', step, ...more] = part.split('/')
  const every = step === undefined ? 1 : /^[1-9]\d?$/.test(step) ? Number(step) : 0
  if (every === 0 || more.length > 0) return undefined
  const [from = '', to, ...rest] =
    range === '*' ? [String(field.least), String(field.most)] : range.split('-')
  const first = numberOf(from, field)
  // `5/10` is from 5 on; `5` alone is 5.
  const last = to === undefined ? (step === undefined ? first : field.most) : numberOf(to, field)
  if (first === undefined || last === undefined || last < first || rest.length > 0) return undefined
  return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, index) => first + index * every)
}

const fieldOf = (words: string, field: Field): readonly number[] | undefined => {
  const parts = words.split(',').map((part) => partOf(part, field))
  if (parts.some((part) => part === undefined)) return undefined
  return [...new Set(parts.flatMap((part) => part ?? []))].sort((a, b) => a - b)
}

const longestMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Undefined where it is no timetable, or one that never comes (30 February). */
export const parseCron = (text: string): Cron | undefined => {
  const words = text.trim().split(/\s+/)
  if (words.length !== fields.length || text.length > 200) return undefined
  const read = fields.map((field, index) => fieldOf(words[index] ?? '', field))
  const [minutes, hours, days, months, weekdays] = read
  if (!minutes || !hours || !days || !months || !weekdays) return undefined
  const [dayWord = '*', weekdayWord = '*'] = [words[2], words[4]]
  const free = (word: string): boolean => word.startsWith('*')
  const comes = months.some((month) => (days[0] ?? 1) <= (longestMonth[month - 1] ?? 31))
  if (!comes && free(weekdayWord)) return undefined
  return {
    minutes,
    hours,
    days: new Set(days),
    months: new Set(months),
    weekdays: new Set(weekdays.map((day) => day % 7)),
    either: !free(dayWord) && !free(weekdayWord),
  }
}

/** A name of the time zone database, such as `America/Toronto`. */
export const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^[A-Za-z]/.test(zone)
  } catch {
    return false
  }
}
