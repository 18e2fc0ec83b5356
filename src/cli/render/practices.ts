import type { PracticesView } from '../../engine/facade-practices.ts'
import type { Language, Text } from '../../kernel/text.ts'
import type { Practice } from '../../practices/types.ts'
import * as words from '../messages-practices.ts'
import { printable } from '../printable.ts'
import { both } from './both.ts'

const practiceLines = (
  { number, name, state, shows, missing, config }: Practice,
  language: Language,
): string[] => [
  `${String(number).padStart(2)} ${words.marks[state]} ${name[language]}`,
  ...shows.map((text) => `     ${printable(text[language])}`),
  ...missing.map((text) => `     ${words.missing[language]} ${printable(text[language])}`),
  ...config.map((line) => `     ${words.closes(line)[language]}`),
]

/** The thirteen practices for a person, each with what shows it and what is missing. */
export const practicesLines = ({ application, environment, practices }: PracticesView): readonly Text[] => [
  words.heading(application, environment, practices),
  ...both((language) => practices.flatMap((one) => practiceLines(one, language))),
]
