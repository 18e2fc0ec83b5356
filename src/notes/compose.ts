import type { Language } from '../kernel/text.ts'
import { attentionOf } from './attention.ts'
import { duplicates } from './duplicates.ts'
import { attach, type Fragment } from './fragments.ts'
import { type Entry, type Graph, graphOf } from './graph.ts'
import { dependencyOf, groupOf, isSecurity, mendsDependency } from './kinds.ts'
import { readMessage } from './message.ts'
import { type Naming, peopleOf } from './people.ts'
import { type Undone, undo } from './reverts.ts'
import { inItsLanguage, withNotes, wordsOf } from './sentence.ts'
import { earlier, strangers } from './taken-back.ts'
import { type Telling, type Told, tell } from './told.ts'
import type {
  About,
  Attention,
  Change,
  Commit,
  Dependency,
  Direction,
  FileChange,
  LeftOut,
  Message,
  Notes,
  Part,
  Range,
  Sentence,
  TakenBack,
} from './types.ts'
import { unwrapped } from './unwrapped.ts'

export type Asked = {
  readonly range: Range
  readonly from: string | null
  readonly to: string
  readonly parts: readonly Part[]
  readonly fragments: readonly Fragment[]
  /** Absent: everything. */
  readonly about?: About
  /** Left out: by name. */
  readonly people?: Naming
}

const read = (commits: readonly Commit[], { mailmap }: Range): readonly Entry[] =>
  commits
    .map((commit) => {
      const message = readMessage(commit.message)
      const coauthors = message.coauthors.map((one) => mailmap?.get(`${one.name} <${one.email}>`) ?? one)
      return { commit, message: { ...message, coauthors } }
    })
    .reverse()

const directionOf = ({ from, ahead, behind, related }: Range): Direction => {
  if (from === null) return 'forward'
  if (!related) return 'unrelated'
  if (ahead.length === 0 && behind.length === 0) return 'same'
  if (ahead.length === 0) return 'back'
  return behind.length === 0 ? 'forward' : 'across'
}

const inside = (path: string, folder: string): boolean =>
  folder === '.' || folder === '' || path === folder || path.startsWith(`${folder}/`)

const componentsOf = (paths: readonly string[], parts: readonly Part[]): readonly string[] =>
  parts
    .filter(({ folders }) => folders.some((folder) => paths.some((path) => inside(path, folder))))
    .map(({ name }) => name)

const changeOf = (
  telling: Telling,
  parts: readonly Part[],
  fragments: Readonly<Record<Language, string | null>> | undefined,
  partly: ReadonlySet<string>,
  naming: Naming,
): Change => {
  const { entry } = telling
  const all = [entry, ...telling.parts.filter((one) => one !== entry)]
  const paths = pathsOf(telling.files)
  const { message } = entry
  const noted = wordsOf(message)
  return {
    commit: entry.commit.id,
    commits: all.map(({ commit }) => commit.id),
    ...(fragments === undefined ? noted : withNotes(noted, fragments, 'fragment')),
    group: groupOf(entry, paths),
    components: componentsOf(paths, parts),
    scope: message.conventional?.scope ?? null,
    pull: telling.pull,
    issues: message.issues,
    people: peopleOf(telling, naming),
    breaking: all.map((one) => one.message.breaking).find((words) => words !== null) ?? null,
    security: all.some((one) => isSecurity(one.message)),
    partly: all.some(({ commit }) => partly.has(commit.id)),
  }
}

const kinds: readonly Notes['attention'][number]['kind'][] = [
  'breaking',
  'security',
  'migrations',
  'configuration',
]

/** Dependencies that were updated because of a hole in them. */
const mended = (
  updates: readonly { readonly telling: Telling; readonly dependency: Dependency | null }[],
): Notes['attention'] =>
  updates.flatMap(({ telling: { entry }, dependency }) => {
    if (dependency === null || !mendsDependency(entry.message)) return []
    const words = [dependency.name, ...(dependency.to === null ? [] : ['→', dependency.to])].join(' ')
    const text = { en: words, fr: words }
    return [{ kind: 'security' as const, text, commit: entry.commit.id, components: [] }]
  })

/** Updates of one dependency in a row are one update. */
const joined = (updates: readonly Dependency[]): readonly Dependency[] => {
  const byName = new Map<string, Dependency>()
  for (const update of updates) {
    const before = byName.get(update.name)
    byName.set(update.name, before === undefined ? update : { ...update, from: before.from ?? update.from })
  }
  return [...byName.values()].filter(({ from, to }) => from === null || from !== to)
}

const pathsOf = (files: readonly FileChange[]): readonly string[] => [
  ...new Set(files.map(({ path }) => path)),
]

/** The change that a commit brings again, in its first words. */
const retold = (graph: Graph, by: string, title: string): readonly Telling[] => {
  const entry = graph.byId.get(by)
  if (entry === undefined) return []
  const { pull, note } = entry.message
  const message: Message = { ...readMessage(title), issues: [], note }
  return [{ entry: { ...entry, message }, parts: [], files: entry.commit.files, pull }]
}

const missingIn = (texts: readonly Sentence[], language: Language): number =>
  texts.filter((text) => text[language] === null).length

/** Commits of one side that do nothing in the end: taken back there, or by what they took back there. */
const spentOf = ({ cancelled, consumed, telling }: Undone): ReadonlySet<string> =>
  new Set([...cancelled, ...[...consumed].filter((id) => !telling.has(id))])

type Left = Readonly<Record<keyof LeftOut, readonly Entry[]>>

/** What of one side is not told, by why. */
const leftOf = (
  { merges, releases, unwanted }: Told,
  entries: readonly Entry[],
  undone: Undone,
  copies: ReadonlySet<string>,
): Left => {
  const spent = spentOf(undone)
  return {
    merges,
    releases,
    unwanted,
    reverted: entries.filter(({ commit }) => spent.has(commit.id)),
    picked: entries.filter(({ commit }) => copies.has(commit.id) && !spent.has(commit.id)),
  }
}

/** Commits that run today and will not: each whole change once, and what they had taken back comes again. */
const lost = (
  behind: readonly Entry[],
  kept: ReadonlySet<string>,
  parts: readonly Part[],
  graph: Graph,
  undone: Undone,
): {
  readonly takenBack: readonly TakenBack[]
  readonly again: readonly Telling[]
  readonly left: Left
} => {
  const isOut = ({ commit }: Entry) =>
    kept.has(commit.id) || undone.cancelled.has(commit.id) || undone.consumed.has(commit.id)
  const told = tell(graph, isOut)
  const takenBack = told.tellings.map(
    ({ entry, files }): TakenBack => ({
      text: wordsOf(entry.message).text,
      commit: entry.commit.id,
      by: null,
      why: 'not-contained',
      partly: false,
      components: componentsOf(pathsOf(files), parts),
    }),
  )
  const undoing = undone.ofEarlier
    .filter(({ by }) => !kept.has(by))
    .map(({ by, named }) => ({ by, named, ...unwrapped(named.subject) }))
  return {
    left: leftOf(told, behind, undone, kept),
    takenBack: [
      ...takenBack,
      // It had been brought again by what is lost now.
      ...undoing
        .filter(({ times }) => times % 2 === 1)
        .map(
          ({ by, title }): TakenBack => ({
            text: inItsLanguage(readMessage(title).title).text,
            commit: by,
            by: null,
            why: 'not-contained',
            partly: false,
            components: componentsOf(pathsOf(graph.byId.get(by)?.commit.files ?? []), parts),
          }),
        ),
    ],
    again: undoing
      .filter(({ times }) => times % 2 === 0)
      .flatMap(({ by, title }) => retold(graph, by, title)),
  }
}

/** Whether something with these paths is told. */
const concerns =
  (about: About | undefined, parts: readonly Part[]) =>
  (paths: readonly string[]): boolean => {
    if (about === undefined) return true
    const touched = componentsOf(paths, parts)
    return touched.length === 0 ? about.others : touched.some((name) => about.components.includes(name))
  }

/** Of what was taken back, what concerns these components, and nothing of the others. */
const narrowed = (about: About | undefined, all: readonly TakenBack[]): readonly TakenBack[] =>
  about === undefined
    ? all
    : all.flatMap((one) => {
        const components = one.components.filter((name) => about.components.includes(name))
        const told = one.components.length === 0 ? about.others : components.length > 0
        return told ? [{ ...one, components }] : []
      })

const ids = (entries: readonly Entry[]): readonly string[] => entries.map(({ commit }) => commit.id)

/** Notes of one range, with the commits that its numbers count. */
export type Piece = Omit<Notes, 'leftOut' | 'commits' | 'missing'> & {
  readonly outside: readonly string[]
  readonly left: Readonly<Record<keyof LeftOut, readonly string[]>>
  readonly read: readonly string[]
}

export const composePiece = ({ range, from, to, parts, fragments, people = 'name', about }: Asked): Piece => {
  const isTold = concerns(about, parts)
  const mine = about === undefined ? parts : parts.filter(({ name }) => about.components.includes(name))
  const touches = ({ commit }: Entry) => isTold(pathsOf(commit.files))
  const graph = graphOf(read(range.ahead, range), range.to)
  // Behind the boundary of a shallow clone they may well meet: then nobody knows what is lost.
  const behind = range.shallow && !range.related ? [] : read(range.behind, range)
  const undone = undo(graph, range)
  const theirs = graphOf(behind, range.from ?? '')
  const undoneThere = undo(theirs, range)
  const gone = new Set([...spentOf(undone), ...spentOf(undoneThere)])
  const { copies, kept } = duplicates(graph, behind, range, gone)
  const isUndone = (id: string) => undone.cancelled.has(id) || undone.consumed.has(id)
  const told = tell(graph, ({ commit }) => isUndone(commit.id) || copies.has(commit.id))
  // Whose copy runs already has taken back before what it takes back.
  const fresh: Undone = {
    ...undone,
    ofEarlier: undone.ofEarlier.filter(({ by }) => !copies.has(by)),
    unseen: undone.unseen.filter(({ by }) => !copies.has(by)),
  }
  const back = earlier(fresh, graph, range.earlier ?? [], (id) =>
    componentsOf(pathsOf(graph.byId.get(id)?.commit.files ?? []), parts),
  )
  const away = lost(behind, kept, parts, theirs, undoneThere)
  const strange = strangers(fresh, (id) =>
    componentsOf(pathsOf(graph.byId.get(id)?.commit.files ?? []), parts),
  )
  const again = [...back.again, ...strange.again].flatMap(([id, title]) => retold(graph, id, title))
  const all = [...told.tellings, ...again, ...away.again]
  const updates = all.map((telling) => ({ telling, dependency: dependencyOf(telling.entry.message) }))
  const changed = updates.filter(({ dependency }) => dependency === null).map(({ telling }) => telling)
  const attached = attach(changed, graph.entries, fragments)
  const plain = changed
    .filter(({ files }) => isTold(pathsOf(files)))
    .map((telling) => ({ ...telling, files: telling.files.filter(({ path }) => isTold([path])) }))
  const changes = plain.map((telling) =>
    changeOf(telling, mine, attached.of.get(telling.entry.commit.id), undone.partly, people),
  )
  const mendings = updates.filter(({ telling }) => isTold(pathsOf(telling.files)))
  const broken = [...back.takenBack, ...strange.takenBack].flatMap(({ by, components }): Attention[] => {
    const words = graph.byId.get(by ?? '')?.message.breaking ?? null
    const said = words === null || words === '' ? null : inItsLanguage(words, 600).text
    return said === null ? [] : [{ kind: 'breaking', text: said, commit: by, components }]
  })
  const takenBack = narrowed(about, [...back.takenBack, ...strange.takenBack, ...away.takenBack])
  const left = leftOf(told, graph.entries, undone, copies)
  const counted = (why: keyof LeftOut) => ids([...left[why], ...away.left[why]].filter(touches))
  const unbroken = graph.entries
    .filter((entry) => undone.cancelled.has(entry.commit.id) && touches(entry))
    .filter(({ message }) => message.breaking !== null)
    .map(({ message }) => inItsLanguage(message.title).text)
  return {
    from: range.from === null ? null : { name: from ?? range.from.slice(0, 7), commit: range.from },
    to: { name: to, commit: range.to },
    direction: directionOf(range),
    shallow: range.shallow,
    ...(range.cut === undefined ? {} : { cut: range.cut }),
    ...(graph.entries.some(({ message }) => message.mark === '!') ? { mark: '!' as const } : {}),
    parts,
    changes,
    attention: [...broken, ...attentionOf(changes, plain), ...mended(mendings)].toSorted(
      (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind),
    ),
    takenBack,
    dependencies: joined(mendings.flatMap(({ dependency }) => dependency ?? [])),
    unbroken,
    left: {
      merges: counted('merges'),
      releases: counted('releases'),
      reverted: counted('reverted'),
      picked: counted('picked'),
      unwanted: counted('unwanted'),
    },
    read: ids([...graph.entries, ...behind].filter(touches)),
    outside: attached.outside,
  }
}

export type Composed = Notes & { readonly outside: readonly string[] }

/** With its numbers. */
export const finished = ({ left, read: counted, ...piece }: Piece): Composed => {
  const texts = [...piece.changes, ...piece.takenBack].map(({ text }) => text)
  const { merges, releases, reverted, picked, unwanted } = left
  return {
    ...piece,
    leftOut: {
      merges: merges.length,
      releases: releases.length,
      reverted: reverted.length,
      picked: picked.length,
      unwanted: unwanted.length,
    },
    commits: counted.length,
    missing: { en: missingIn(texts, 'en'), fr: missingIn(texts, 'fr') },
  }
}

/** Release notes between what runs and what will: a pure function of the commits that git has. */
export const compose = (asked: Asked): Composed => finished(composePiece(asked))
