import type { Config } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Language, Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { lacking } from '../notes/translate.ts'
import type { Notes } from '../notes/types.ts'
import { putTranslations, translationsOf } from '../records/notes.ts'
import type { Works } from './works.ts'

/** A command gets so many texts at once, and so much time for them. */
const atOnce = 200
const within: Ms = 120_000
const afterFailure: Ms = 300_000

type Failing = { readonly text: Text; readonly until: Instant }

/** By application: what its command said last; told and tried again, and forgotten by a restart. */
const failing = new WeakMap<object, Map<string, Failing>>()

const failuresOf = ({ parts }: Pick<Works, 'parts'>): Map<string, Failing> => {
  const mine = failing.get(parts) ?? new Map<string, Failing>()
  failing.set(parts, mine)
  return mine
}

export const failureOf = (works: Pick<Works, 'parts'>, application: string): Text | null =>
  failuresOf(works).get(application)?.text ?? null

const pairs: readonly (readonly [Language, Language])[] = [
  ['en', 'fr'],
  ['fr', 'en'],
]

/** Has the team's command translate what lacks a text and was never translated. True: something came. */
export const translateFor = async (
  works: Pick<Works, 'parts'>,
  { application, notes: wished }: Config,
  commit: string,
  notes: Notes,
): Promise<boolean> => {
  const { records, clock, translator } = works.parts
  const command = wished?.translate
  const failures = failuresOf(works)
  if (command === undefined || translator === undefined) return false
  if ((failures.get(application)?.until ?? 0) > clock.now()) return false
  let came = false
  for (const [from, to] of pairs) {
    const all = lacking(notes, to)
    const known = await translationsOf(records, application, to, all)
    const texts = all.filter((text) => !known.has(text)).slice(0, atOnce)
    if (texts.length === 0) continue
    try {
      const made = await translator.translate({ application, commit, command, from, to, texts, within })
      await putTranslations(records, application, to, made, clock.now())
      failures.delete(application)
      came ||= made.size > 0
      // What it left out is asked for another time, not at once.
      if (made.size < texts.length && made.size === 0) throw new Error('nothing was translated')
    } catch (error) {
      const [problem] = error instanceof ProblemError ? error.problems : []
      const text = problem?.message ?? {
        en: 'the command of `notes.translate` gave nothing',
        fr: 'la commande de `notes.translate` n’a rien donné',
      }
      failures.set(application, { text, until: clock.now() + afterFailure })
      works.parts.trouble(`translate notes of ${application}`, error)
      return came
    }
  }
  return came
}
