import { ProblemError } from '../kernel/problem.ts'
import { type Ms, parseDuration } from '../kernel/time.ts'
import { badDuration, badNumber } from './messages.ts'
import { type Given, wordOf } from './verb.ts'

/** A whole number from 1 as a person writes it; `v` before a release's number is forgiven. */
export const readNumber = (option: string, word: string | null): number | null => {
  if (word === null) return null
  if (!/^v?[1-9]\d{0,8}$/.test(word)) throw new ProblemError(badNumber(option, word))
  return Number(word.replace('v', ''))
}

/** A duration option; null where it was not given. */
export const readDuration = (given: Given, option: string): Ms | null => {
  const word = wordOf(given, option)
  if (word === null) return null
  const value = parseDuration(word)
  if (value === undefined || value <= 0) throw new ProblemError(badDuration(`--${option}`, word))
  return value
}
