import { formats, type Language, type Text } from '../kernel/text.ts'
import { type Hosting, linkOf } from './hosting.ts'
import * as words from './messages.ts'
import { inItsLanguage } from './sentence.ts'
import { machineMade } from './translate.ts'
import type { Attention, Change, Group, Notes, Sentence, TakenBack } from './types.ts'

/** A run of text: as it is, as code, or with an address. `strong` and `faint` are for what is ours, not a commit's. */
export type Span = {
  readonly text: string
  readonly as: 'plain' | 'code' | 'strong' | 'faint'
  readonly href?: string
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3 | 4 | 5 | 6; readonly text: string }
  | { readonly kind: 'paragraph'; readonly spans: readonly Span[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Span[])[] }

const plain = (text: string): Span => ({ text, as: 'plain' })
const faint = (text: string): Span => ({ text, as: 'faint' })

/** A commit's words: code between backticks as many as opened it, numbers of issues with their address. */
export const spansOf = (text: string, hosting: Hosting | null): readonly Span[] => {
  const marks =
    /(?<!`)(?<ticks>`+)(?!`)(?<code>.+?)(?<!`)\k<ticks>(?!`)|(?<address>https?:\/\/[^\s<>]+)|(?<!\w)(?<issue>#|!|GH-)(?<number>\d{1,9})\b/gu
  const spans: Span[] = []
  let at = 0
  for (const found of text.matchAll(marks)) {
    if (found.index > at) spans.push(plain(text.slice(at, found.index)))
    const { code, address, issue, number } = found.groups ?? {}
    if (code !== undefined) spans.push({ text: code.replace(/^ (.*\S.*) $/u, '$1'), as: 'code' })
    else if (address !== undefined) spans.push(plain(address))
    else {
      const href = linkOf(hosting, issue === '!' ? 'pull' : 'issue', number ?? '')
      spans.push({ text: found[0], as: 'plain', ...(href === null ? {} : { href }) })
    }
    at = found.index + found[0].length
  }
  if (at < text.length) spans.push(plain(text.slice(at)))
  return spans
}

/** For whom a document is written, and what is known of the texts in that language. */
type View = {
  readonly language: Language
  readonly mark: '#' | '!'
  readonly hosting: Hosting | null
  readonly machine: ReadonlySet<string>
}

const sentence = (text: Sentence, { language, hosting, machine }: View): readonly Span[] => {
  const own = text[language]
  const mark = own === null ? words.inOther[language] : machine.has(own) ? words.byMachine : null
  const marks = mark === null ? [] : [faint(` (${mark[language]})`)]
  return [...spansOf(own ?? text.en ?? text.fr ?? '', hosting), ...marks]
}

const reference = (pull: number | null, commit: string | null, { hosting, mark }: View): readonly Span[] => {
  const of = (kind: 'pull' | 'commit', what: string, text: string): readonly Span[] => {
    const href = linkOf(hosting, kind, what)
    return [faint(' ('), { text, as: 'faint', ...(href === null ? {} : { href }) }, faint(')')]
  }
  if (pull !== null) return of('pull', String(pull), `${mark}${pull}`)
  return commit === null ? [] : of('commit', commit, commit.slice(0, 7))
}

const changeLine = (change: Change, view: View): readonly Span[] => {
  const { language } = view
  const names = change.people.map(({ name }) => name)
  const scope = change.scope === null || change.components.includes(change.scope) ? [] : [change.scope]
  return [
    ...scope.map((one): Span => ({ text: words.labelled({ en: one, fr: one })[language], as: 'strong' })),
    ...(scope.length === 0 ? [] : [plain(' ')]),
    ...sentence(change.text, view),
    ...reference(change.pull, change.commit, view),
    ...(names.length === 0 ? [] : [faint(`, ${formats[language].list(names)}`)]),
    ...(change.partly ? [faint(`, ${words.partly[language]}`)] : []),
  ]
}

const attentionLine = (one: Attention, view: View): readonly Span[] => [
  { text: words.labelled(words.kinds[one.kind])[view.language], as: 'strong' },
  plain(' '),
  ...(one.kind === 'migrations' || one.kind === 'configuration'
    ? [{ text: one.text.en ?? '', as: 'code' as const }]
    : sentence(one.text, view)),
  ...(one.components.length === 0 ? [] : [faint(`, ${formats[view.language].list(one.components)}`)]),
]

const backLine = (one: TakenBack, view: View): readonly Span[] => [
  ...sentence(one.text, view),
  ...reference(null, one.commit, view),
  faint(
    `, ${words.reasons[one.why][view.language]}${one.partly ? ` (${words.partlyBack[view.language]})` : ''}`,
  ),
]

const list = (items: readonly (readonly Span[])[]): readonly Block[] =>
  items.length === 0 ? [] : [{ kind: 'list', items }]

const order: readonly Group[] = ['users', 'fixes', 'behind']

/** One section a component where several have changes; what touches several or none of them has its own. */
const sections = (notes: Notes): readonly (readonly [Text | null, readonly Change[]])[] => {
  const named = notes.parts.map(({ name }) => name)
  if (named.length < 2) return [[null, notes.changes]]
  const only = (name: string) =>
    notes.changes.filter(({ components }) => components.length === 1 && components[0] === name)
  const all: readonly (readonly [Text | null, readonly Change[]])[] = [
    ...named.map((name) => [{ en: name, fr: name }, only(name)] as const),
    [words.several, notes.changes.filter(({ components }) => components.length > 1)],
    [words.elsewhere, notes.changes.filter(({ components }) => components.length === 0)],
  ]
  return all.filter(([, changes]) => changes.length > 0)
}

const changes = (notes: Notes, view: View): readonly Block[] =>
  sections(notes).flatMap(([name, some]): readonly Block[] => [
    ...(name === null ? [] : [{ kind: 'heading', level: 2, text: name[view.language] } as const]),
    ...order.flatMap((group): readonly Block[] => {
      const of = some.filter((change) => change.group === group)
      if (of.length === 0) return []
      return [
        { kind: 'heading', level: name === null ? 2 : 3, text: words.groups[group][view.language] },
        ...list(of.map((change) => changeLine(change, view))),
      ]
    }),
  ])

const section = (heading: Text, language: Language, items: readonly (readonly Span[])[]): readonly Block[] =>
  items.length === 0 ? [] : [{ kind: 'heading', level: 2, text: heading[language] }, ...list(items)]

const paragraph = (text: string | null): readonly Block[] =>
  text === null ? [] : [{ kind: 'paragraph', spans: [plain(text)] }]

const viewOf = (notes: Notes, language: Language, hosting: Hosting | null): View => ({
  language,
  mark: hosting?.kind === 'gitlab' || (hosting === null && notes.mark === '!') ? '!' : '#',
  hosting,
  machine: new Set(machineMade(notes, language)),
})

/** One change as a line of its own, with what it breaks said first. */
export const changeSpans = (
  notes: Notes,
  change: Change,
  language: Language,
  hosting: Hosting | null,
): readonly Span[] => [
  ...(change.breaking === null
    ? []
    : [{ text: words.labelled(words.kinds.breaking)[language], as: 'strong' } as const, plain(' ')]),
  ...changeLine(change, viewOf(notes, language, hosting)),
]

export const backSpans = (
  notes: Notes,
  one: TakenBack,
  language: Language,
  hosting: Hosting | null,
): readonly Span[] => backLine(one, viewOf(notes, language, hosting))

/** The notes as a person reads them, before any format. */
export const documentOf = (notes: Notes, language: Language, hosting: Hosting | null): readonly Block[] => {
  const view = viewOf(notes, language, hosting)
  const quiet = notes.changes.length + notes.takenBack.length + notes.dependencies.length === 0
  const calm = notes.unbroken.map((text) => text[language] ?? text.en ?? text.fr ?? '')
  return [
    { kind: 'heading', level: 1, text: words.title(notes.from?.name ?? null, notes.to.name)[language] },
    ...paragraph(words.direction(notes)?.[language] ?? null),
    ...paragraph(notes.shallow ? words.shallow[language] : null),
    ...paragraph(notes.cut === true ? words.cut(notes.commits)[language] : null),
    ...section(
      words.attentionHeading,
      language,
      notes.attention.map((one) => attentionLine(one, view)),
    ),
    ...section(
      words.policyHeading,
      language,
      (notes.policy ?? []).map(({ environment, text }) => [
        { text: words.labelled({ en: environment, fr: environment })[language], as: 'strong' },
        plain(` ${text[language]}`),
      ]),
    ),
    ...paragraph(calm.length === 0 ? null : words.unbroken(calm)[language]),
    ...changes(notes, view),
    ...section(
      words.takenBackHeading,
      language,
      notes.takenBack.map((one) => backLine(one, view)),
    ),
    ...section(
      words.dependenciesHeading,
      language,
      notes.dependencies.map(({ name, from, to }) =>
        to === null
          ? sentence(inItsLanguage(name).text, view)
          : [plain(words.updated(name, from, to)[language])],
      ),
    ),
    ...paragraph(quiet && notes.direction !== 'same' ? words.nothing[language] : null),
    { kind: 'paragraph', spans: [faint(words.leftOut(notes.commits, notes.leftOut)[language])] },
  ]
}
