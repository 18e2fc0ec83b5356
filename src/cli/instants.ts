import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import { badDate } from './messages-figures.ts'

/** A date is its first moment where the command runs; an instant names its offset. Throws `bad-date`. */
export const instantOf = (option: string, word: string): Instant => {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word)
  if (date === null) {
    const at = /T.*(?:Z|[+-]\d{2}:?\d{2})$/.test(word) ? Date.parse(word) : Number.NaN
    if (Number.isNaN(at)) throw new ProblemError(badDate(option, word))
    return at
  }
  const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])]
  const at = new Date(year, month - 1, day)
  if (at.getDate() !== day || at.getMonth() !== month - 1) throw new ProblemError(badDate(option, word))
  return at.getTime()
}
