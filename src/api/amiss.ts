import type { z } from 'zod'
import { join, same, say, type Text } from '../kernel/text.ts'

type Issue = z.core.$ZodIssue

const text = (en: string, fr: string): Text => ({ en, fr })

/** What a check of ours says, by the name that stands in its schema as its message. */
const ours: Readonly<Record<string, Text>> = {
  commitId: text(
    'a full commit id is expected: 40 lower-case hexadecimal digits',
    'un identifiant complet de commit est attendu : 40 chiffres hexadécimaux minuscules',
  ),
  exactlyOne: text('exactly one of them is expected', 'exactement un seul est attendu'),
  mostComponents: text('at most 1,000 components are expected', 'au plus 1 000 composants sont attendus'),
}

const kinds: Readonly<Record<string, Text>> = {
  string: text('text', 'un texte'),
  number: text('a number', 'un nombre'),
  int: text('a whole number', 'un nombre entier'),
  boolean: text('true or false', 'true ou false'),
  array: text('a list', 'une liste'),
  object: text('an object', 'un objet'),
  record: text('an object', 'un objet'),
  null: text('null', 'null'),
}

const expected = ({ en, fr }: Text): Text => text(`${en} is expected`, `${fr} est attendu`)

const list = (values: readonly unknown[]): Text => {
  const words = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
  return say(
    (f) => f.list(words),
    (f) => f.list(words),
  )
}

const units: Readonly<Record<string, readonly [one: Text, many: Text]>> = {
  string: [text('character', 'caractère'), text('characters', 'caractères')],
  array: [text('entry', 'élément'), text('entries', 'éléments')],
  record: [text('entry', 'élément'), text('entries', 'éléments')],
}

const bound = (side: 'least' | 'most', origin: string, value: number, inclusive: boolean): Text => {
  const unit = units[origin]
  const of = (language: 'en' | 'fr', count: string): string =>
    unit === undefined ? count : `${count} ${unit[value === 1 ? 0 : 1][language]}`
  const words = {
    least: inclusive ? text('at least', 'au moins') : text('more than', 'plus de'),
    most: inclusive ? text('at most', 'au plus') : text('less than', 'moins de'),
  }[side]
  return say(
    (f) => `${words.en} ${of('en', f.count(value))} expected`,
    (f) => `il faut ${words.fr} ${of('fr', f.count(value))}`,
  )
}

/** What a request says wrong, in both languages: never the words of the library that found it. */
export const amissIn = (issue: Issue): Text => {
  const own = Object.hasOwn(ours, issue.message) ? ours[issue.message] : undefined
  if (own !== undefined) return own
  if (issue.code === 'invalid_type') return expected(kinds[issue.expected] ?? same(issue.expected))
  if (issue.code === 'invalid_value') {
    const { en, fr } = list(issue.values)
    return issue.values.length === 1
      ? expected(text(en, fr))
      : text(`one of these is expected: ${en}`, `une de ces valeurs est attendue : ${fr}`)
  }
  if (issue.code === 'too_small')
    return bound('least', issue.origin, Number(issue.minimum), issue.inclusive !== false)
  if (issue.code === 'too_big')
    return bound('most', issue.origin, Number(issue.maximum), issue.inclusive !== false)
  if (issue.code === 'invalid_format') {
    const form = issue.pattern ?? issue.format
    return text(`what matches ${form} is expected`, `ce qui répond à ${form} est attendu`)
  }
  if (issue.code === 'unrecognized_keys')
    return text(`unknown: ${list(issue.keys).en}`, `inconnu : ${list(issue.keys).fr}`)
  if (issue.code === 'invalid_union') {
    const each = issue.errors.flatMap(([first]) => (first === undefined ? [] : [amissIn(first)]))
    const once = each.filter((one, index) => each.findIndex(({ en }) => en === one.en) === index)
    if (once.length > 0) return join(once, '; ')
  }
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    const [first] = issue.issues
    if (first !== undefined) return amissIn(first)
  }
  return text('something else is expected', 'autre chose est attendu')
}
