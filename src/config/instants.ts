/** A date that exists; years 1 to 9999. */
export const isDate = (words: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(words) ?? []
  if (year === undefined || Number(year) === 0) return false
  const at = new Date(0)
  at.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  return at.getUTCMonth() === Number(month) - 1 && at.getUTCDate() === Number(day)
}

const written =
  /^(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?)?$/

/** What is wrong with an instant. */
export type NoInstant = 'shape' | 'no-zone' | 'no-such-date' | 'no-such-time'

const slowly = (words: string): number | NoInstant => {
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

const pair = (words: string, index: number): number => {
  const tens = words.charCodeAt(index) - 48
  const ones = words.charCodeAt(index + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** Days since 1970-01-01 of a date of the Gregorian calendar, by arithmetic alone: years counted from 1 March. */
const dayNumber = (year: number, month: number, day: number): number => {
  const from = month < 3 ? year - 1 : year
  const century = Math.floor(from / 100)
  const months = Math.floor((153 * ((month + 9) % 12) + 2) / 5)
  return 365 * from + Math.floor(from / 4) - century + Math.floor(century / 4) + months + day - 719_469
}

const [plus, dash, colon, letterT, letterZ] = [43, 45, 58, 84, 90]

/** The end of a month is looked at slowly. */
const dateAt = (words: string): number => {
  const year = pair(words, 0) * 100 + pair(words, 2)
  const month = pair(words, 5)
  const day = pair(words, 8)
  const fits = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28
  const marks =
    words.charCodeAt(4) === dash && words.charCodeAt(7) === dash && words.charCodeAt(10) === letterT
  return fits && marks ? dayNumber(year, month, day) * 86_400_000 : Number.NaN
}

const timeAt = (words: string, zone: number): number => {
  const hours = pair(words, 11)
  const minutes = pair(words, 14)
  const seconds = zone === 16 ? 0 : pair(words, 17)
  const marks = words.charCodeAt(13) === colon && (zone === 16 || words.charCodeAt(16) === colon)
  const fits = hours <= 23 && minutes <= 59 && seconds <= 59
  return marks && fits ? ((hours * 60 + minutes) * 60 + seconds) * 1_000 : Number.NaN
}

const offsetAt = (words: string, zone: number): number => {
  const sign = words.charCodeAt(zone)
  if (sign === letterZ) return words.length === zone + 1 ? 0 : Number.NaN
  if ((sign !== plus && sign !== dash) || words.length !== zone + 6 || words.charCodeAt(zone + 3) !== colon)
    return Number.NaN
  const hours = pair(words, zone + 1)
  const minutes = pair(words, zone + 4)
  if (!(hours <= 23 && minutes <= 59)) return Number.NaN
  return (hours * 60 + minutes) * (sign === dash ? -60_000 : 60_000)
}

/** The usual ways to write it, a million of them in a second; not a number for all others, and for what is wrong. */
const quickly = (words: string): number => {
  const zone = words.length === 17 || words.length === 22 ? 16 : 19
  return dateAt(words) + timeAt(words, zone) - offsetAt(words, zone)
}

/** ISO 8601 with an offset; seconds may be left out. Milliseconds since 1970, or what is wrong. */
export const parseInstant = (words: string): number | NoInstant => {
  const quick = quickly(words)
  return Number.isNaN(quick) ? slowly(words) : quick
}
