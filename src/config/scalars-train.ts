import { parseDays, parseTimeOfDay } from './scalars-calendar.ts'
import type { Depart } from './types-train.ts'

/** `Mon-Thu 10:00`. */
export const parseDepart = (words: string): Depart | undefined => {
  const [, dayWords = '', time = ''] = /^([A-Za-z]{3}[A-Za-z, -]*?)\s+([\d:]+)$/.exec(words.trim()) ?? []
  const [days, at] = [parseDays(dayWords), parseTimeOfDay(time)]
  return days === undefined || at === undefined || at >= 1_440 ? undefined : { days, at }
}
