import type { Language } from '../kernel/text.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The language of the locale, as POSIX orders its variables: French where it is French, else English. */
export const languageOfLocale = (environment: Environment): Language => {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return /^fr/i.test(locale) ? 'fr' : 'en'
}
