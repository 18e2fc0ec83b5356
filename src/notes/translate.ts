import type { Language } from '../kernel/text.ts'
import { clean } from './message.ts'
import type { Attention, Notes, Sentence } from './types.ts'

/** Paths of files are the same in every language. */
const isSaid = ({ kind }: Attention): boolean => kind === 'breaking' || kind === 'security'

const sentencesOf = (notes: Notes): readonly Sentence[] => [
  ...notes.changes.map(({ text }) => text),
  ...notes.attention.filter(isSaid).map(({ text }) => text),
  ...notes.takenBack.map(({ text }) => text),
  ...notes.unbroken,
]

const other = (language: Language): Language => (language === 'en' ? 'fr' : 'en')

/** What a translation into a language would be made from: each text once, in the other language. */
export const lacking = (notes: Notes, language: Language): readonly string[] => [
  ...new Set(
    sentencesOf(notes).flatMap((text) => (text[language] === null ? [text[other(language)] ?? ''] : [])),
  ),
]

/** What people are told who use it and lack in a language: what happens behind the scenes waits for nobody. */
export const owed = (notes: Notes, language: Language): readonly string[] =>
  lacking(
    {
      ...notes,
      changes: notes.changes.filter(
        ({ group, breaking, security }) => group !== 'behind' || breaking !== null || security,
      ),
      unbroken: [],
    },
    language,
  )

const missingIn = (notes: Notes, language: Language): number =>
  [...notes.changes, ...notes.takenBack].filter(({ text }) => text[language] === null).length

/** Texts in a language that a machine made and that stand in the notes. */
export const machineMade = (notes: Notes, language: Language): readonly string[] =>
  notes.machine?.[language] ?? []

/**
 * The same notes with what a command of the team's gave for what lacked a text: marked as a machine's. `given`: from a
 * text to its translation; what it lacks stays missing.
 */
export const translated = (notes: Notes, language: Language, given: ReadonlyMap<string, string>): Notes => {
  const made = new Set(machineMade(notes, language))
  const fill = (text: Sentence): Sentence => {
    const source = text[other(language)]
    const found = text[language] === null && source !== null ? given.get(source) : undefined
    const answer = found === undefined ? '' : clean(found).replaceAll(/\s+/gu, ' ').trim().slice(0, 2_000)
    if (answer === '') return text
    made.add(answer)
    return { ...text, [language]: answer }
  }
  const filled: Notes = {
    ...notes,
    changes: notes.changes.map((change) => ({ ...change, text: fill(change.text) })),
    attention: notes.attention.map((one) => (isSaid(one) ? { ...one, text: fill(one.text) } : one)),
    takenBack: notes.takenBack.map((one) => ({ ...one, text: fill(one.text) })),
    unbroken: notes.unbroken.map(fill),
  }
  return {
    ...filled,
    machine: { en: machineMade(notes, 'en'), fr: machineMade(notes, 'fr'), [language]: [...made] },
    missing: { ...notes.missing, [language]: missingIn(filled, language) },
  }
}

/** A person read what a machine made and signed it off: it is the team's own from now on. */
export const signedOff = (notes: Notes, language: Language): Notes => ({
  ...notes,
  machine: { en: machineMade(notes, 'en'), fr: machineMade(notes, 'fr'), [language]: [] },
})
