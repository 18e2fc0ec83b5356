import type { Language, Text } from '../src/kernel/text.ts'
import { isLanguage, words } from './messages.ts'

export type Options = {
  readonly exit: boolean
  readonly language: Language
  readonly people: number
  /** Requests a second, all people together. */
  readonly rate: number
  readonly seed: number
}

const localeOf = (environment: Readonly<Record<string, string | undefined>>): Language => {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return /^fr/i.test(locale) ? 'fr' : 'en'
}

const numeric = (word: string | undefined): number | undefined =>
  word !== undefined && /^[1-9]\d{0,5}$/.test(word) ? Number(word) : undefined

/** Reads what stands behind `npm run demo --`; the text says what is not an option. */
export const readOptions = (
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Options | Text => {
  let options: Options = { exit: false, language: localeOf(environment), people: 1_000, rate: 600, seed: 1 }
  const list = argv.flatMap((word) => {
    const [name = '', ...value] = word.split('=')
    return value.length > 0 && name.startsWith('--') ? [name, value.join('=')] : [word]
  })
  while (list.length > 0) {
    const word = list.shift() ?? ''
    if (word === '--exit') {
      options = { ...options, exit: true }
      continue
    }
    const value = list.shift()
    const n = numeric(value)
    if (word === '--language' && value !== undefined && isLanguage(value))
      options = { ...options, language: value }
    else if (word === '--people' && n !== undefined) options = { ...options, people: n }
    else if (word === '--rate' && n !== undefined) options = { ...options, rate: n }
    else if (word === '--seed' && n !== undefined) options = { ...options, seed: n }
    else return words.usage([word, ...(value === undefined ? [] : [value])].join(' '))
  }
  return options
}
