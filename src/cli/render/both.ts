import { type Format, formats, type Language, type Text } from '../../kernel/text.ts'

/** The same lines made in each language. */
export const both = (make: (language: Language, format: Format) => readonly string[]): readonly Text[] => {
  const en = make('en', formats.en)
  const fr = make('fr', formats.fr)
  return en.map((line, index) => ({ en: line, fr: fr[index] ?? line }))
}
