import { ProblemError } from '../kernel/problem.ts'
import type { Language } from '../kernel/text.ts'
import { lacking, translated } from '../notes/translate.ts'
import type { Notes } from '../notes/types.ts'
import type { Checkout } from './machine.ts'
import { noTranslateCommand } from './messages-notes.ts'
import type { AskedHere } from './notes-asked.ts'

const pairs: readonly (readonly [Language, Language])[] = [
  ['en', 'fr'],
  ['fr', 'en'],
]

/** What lacks a text, from the repository's own command: only where a person asks for it, since it runs code of theirs. */
export const translateHere = async (
  checkout: Checkout,
  { wished }: AskedHere,
  notes: Notes,
): Promise<Notes> => {
  const command = wished.translate
  if (command === undefined) throw new ProblemError(noTranslateCommand())
  let told = notes
  for (const [from, to] of pairs) {
    const texts = lacking(told, to)
    if (texts.length === 0) continue
    told = translated(told, to, await checkout.translate(command, from, to, texts))
  }
  return told
}
