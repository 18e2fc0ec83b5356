import type { Language, Text } from '../kernel/text.ts'
import * as words from './messages.ts'

/** Most bytes that a command may print. */
export const mostAnswer = 4 * 1024 * 1024

/** What a command that translates finds on its input. */
export const question = (from: Language, to: Language, texts: readonly string[]): string =>
  `${JSON.stringify({ from, to, texts })}\n`

/**
 * What it printed: `{ "texts": [...] }`, a text for each that was asked, null for one that it does not know. Text: why it
 * is no answer.
 */
export const answer = (texts: readonly string[], printed: string): ReadonlyMap<string, string> | Text => {
  let read: unknown
  try {
    read = JSON.parse(printed)
  } catch {
    return words.notJson
  }
  const given: unknown = typeof read === 'object' && read !== null && 'texts' in read ? read.texts : undefined
  if (!Array.isArray(given)) return words.noTexts
  if (given.length !== texts.length) return words.otherCount(texts.length, given.length)
  const all = given.map((one: unknown) => (typeof one === 'string' ? one : one === null ? '' : undefined))
  if (all.includes(undefined)) return words.noTexts
  return new Map(
    texts.flatMap((text, at) => {
      const made = all[at] ?? ''
      return made.trim() === '' ? [] : [[text, made] as const]
    }),
  )
}
