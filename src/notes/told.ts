import { bringsOnlyFragments } from './fragments.ts'
import type { Entry, Graph } from './graph.ts'
import { isPlumbing, isRelease, isUnfinished } from './kinds.ts'
import type { FileChange } from './types.ts'

/** One thing to tell: the commit whose words are used, and all that it is made of. */
export type Telling = {
  readonly entry: Entry
  readonly parts: readonly Entry[]
  readonly files: readonly FileChange[]
  readonly pull: number | null
}

export type Told = {
  readonly tellings: readonly Telling[]
  readonly merges: readonly Entry[]
  readonly releases: readonly Entry[]
  readonly unwanted: readonly Entry[]
}

const isMerge = ({ commit }: Entry): boolean => commit.parents.length > 1

/** A merge that tells what it merges: a pull request's, or one that somebody wrote a message for. */
const speaks = (entry: Entry): boolean =>
  isMerge(entry) && !isRelease(entry.message) && (entry.message.merges || !isPlumbing(entry.message))

const hasNote = ({ message }: Entry): boolean =>
  message.note !== 'none' && (message.note.en !== null || message.note.fr !== null)

type Folded = { readonly tellings: readonly Telling[]; readonly wanted: boolean } | null

const one = (entry: Entry, pull: number | null = entry.message.pull): Telling => ({
  entry,
  parts: [entry],
  files: entry.commit.files,
  pull,
})

/**
 * A merged branch is one change in the words of its merge, unless its commits were written to be read: with notes of
 * their own or, where the merge's title has no type, with conventional ones. Null: a branch of branches, whose parts
 * speak for themselves.
 */
const fold = (merge: Entry, brought: readonly Entry[], isOut: (entry: Entry) => boolean): Folded => {
  if (brought.some((entry) => entry.message.pull !== null || (isMerge(entry) && speaks(entry)))) return null
  const parts = brought.filter((entry) => !isMerge(entry) && !isOut(entry))
  if (brought.some((entry) => !isMerge(entry)) && parts.length === 0) return { tellings: [], wanted: true }
  const { note, conventional, pull } = merge.message
  if (note === 'none') return { tellings: [], wanted: false }
  const noted = parts.filter(hasNote)
  const typed = parts.filter(({ message }) => message.conventional !== null)
  const own = hasNote(merge) ? [] : noted.length > 0 ? noted : conventional === null ? typed : []
  if (own.length > 0)
    return {
      tellings: own.filter(({ message }) => message.note !== 'none').map((entry) => one(entry, pull)),
      wanted: true,
    }
  const files = parts.flatMap(({ commit }) => commit.files)
  return { tellings: [{ entry: merge, parts: [merge, ...parts], files, pull }], wanted: true }
}

/** What is told of a history, oldest first. `isOut`: cancelled, consumed or a copy. */
export const tell = (graph: Graph, isOut: (entry: Entry) => boolean): Told => {
  const covered = new Set<string>()
  const tellings: Telling[] = []
  const merges: Entry[] = []
  const releases: Entry[] = []
  const unwanted: Entry[] = []
  // A merge comes after what it brought: it is asked first.
  for (const entry of graph.entries.toReversed()) {
    const { id } = entry.commit
    if (covered.has(id) || isOut(entry)) continue
    const ids = graph.brought.get(id) ?? []
    const brought = ids.flatMap((one) => graph.byId.get(one) ?? [])
    const folded = speaks(entry) ? fold(entry, brought, isOut) : null
    if (folded !== null) {
      for (const one of ids) covered.add(one)
      tellings.push(...folded.tellings.toReversed())
      if (!folded.wanted) unwanted.push(entry)
      continue
    }
    if (isMerge(entry) || (entry.message.title !== '' && isPlumbing(entry.message))) merges.push(entry)
    else if (isRelease(entry.message)) releases.push(entry)
    else if (
      entry.message.note === 'none' ||
      isUnfinished(entry.message) ||
      bringsOnlyFragments(entry.commit.files)
    )
      unwanted.push(entry)
    else tellings.push(one(entry))
  }
  return { tellings: tellings.reverse(), merges, releases, unwanted }
}
