import { isDate, parseInstant } from '../config/instants.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import { badDate } from './messages-figures.ts'

/** A date is its first moment where the command runs; an instant names its offset. Throws `bad-date`. */
export const instantOf = (option: string, word: string): Instant => {
  if (isDate(word)) {
    const [year = 0, month = 1, day = 1] = word.split('-').map(Number)
    return new Date(year, month - 1, day).getTime()
  }
  const at = parseInstant(word)
  if (typeof at !== 'number') throw new ProblemError(badDate(option, word))
  return at
}
