import type { Difference, Setting } from '../../config/explain.ts'
import { formatPlace } from '../../kernel/problem.ts'
import type { Language, Text } from '../../kernel/text.ts'
import { absent, byDefault, sources } from '../messages-secrets.ts'
import { printable } from '../printable.ts'
import { cut, pad } from '../wrap.ts'
import { both } from './both.ts'

const longestPath = 44

const shownValue = ({ value, secret }: Setting, language: Language): string =>
  secret === undefined ? value : `${value}  ${secret.digest} (${sources[secret.source][language]})`

const fromOf = ({ from }: Setting, language: Language): string =>
  from === 'default' ? byDefault[language] : formatPlace(from)

const namesOf = (paths: readonly (readonly string[])[]): number =>
  Math.min(longestPath, Math.max(0, ...paths.map((path) => path.join('.').length)))

/** `config show` for a person: key, value, and where it comes from. */
export const settingLines = (settings: readonly Setting[], columns: number): readonly Text[] =>
  both((language) => {
    const width = namesOf(settings.map(({ path }) => path))
    return settings.map((setting) => {
      const from = fromOf(setting, language)
      const room = Math.max(10, columns - width - from.length - 4)
      const value = cut(printable(shownValue(setting, language)), room)
      return `${pad(setting.path.join('.'), width)}  ${pad(value, Math.min(room, 24))}  ${from}`
    })
  })

/** `config diff` for a person: a key, then its two values. */
export const differenceLines = (all: readonly Difference[], names: readonly [Text, Text]): readonly Text[] =>
  both((language) => {
    const width = Math.max(...names.map((name) => name[language].length))
    const side = (name: Text, setting: Setting | null): string =>
      setting === null
        ? `  ${pad(name[language], width)}  ${absent[language]}`
        : `  ${pad(name[language], width)}  ${printable(shownValue(setting, language))}  ${fromOf(setting, language)}`
    return all.flatMap(({ path, left, right }) => [
      path.join('.'),
      side(names[0], left),
      side(names[1], right),
    ])
  })
