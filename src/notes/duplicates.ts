import { type Entry, findId, type Graph, isBefore } from './graph.ts'
import type { Range } from './types.ts'
import { deployed } from './wordless.ts'

/** A picked commit keeps its author, the moment of writing and, mostly, its words. */
const likeness = ({ commit, message }: Entry): string =>
  `${commit.author.email}\0${commit.authoredAt}\0${message.subject}`

export type Duplicates = {
  /** Commits of the range that are another's copy, or whose copy runs already. */
  readonly copies: ReadonlySet<string>
  /** Commits of `behind` that the range contains under another id. */
  readonly kept: ReadonlySet<string>
}

const single = ({ commit }: Entry): boolean => commit.parents.length < 2

/** By what a copy is known: whose words at which moment, else what it does to the byte. */
const marksOf = (entry: Entry, { patches }: Range): readonly string[] => {
  const patch = patches.get(entry.commit.id)?.forth
  return [...(entry.message.subject === '' ? [] : [likeness(entry)]), ...(patch === undefined ? [] : [patch])]
}

/** Pairs of the two sides of a range that were forked: what each has under an id of its own. */
const across = (
  ahead: readonly Entry[],
  behind: readonly Entry[],
  range: Range,
): readonly (readonly [string, string])[] => {
  const ours = new Map(
    ahead
      .filter(single)
      .flatMap((entry) => marksOf(entry, range).map((mark) => [mark, entry.commit.id] as const)),
  )
  const theirs = behind.map(({ commit }) => commit.id).sort()
  const standing = ahead.map(({ commit }) => commit.id).sort()
  const alike = behind.filter(single).flatMap((entry): [string, string][] => {
    const found = marksOf(entry, range).flatMap((mark) => ours.get(mark) ?? [])
    return found[0] === undefined ? [] : [[found[0], entry.commit.id]]
  })
  const named = (entry: Entry, ids: readonly string[]): readonly string[] =>
    entry.message.picked.flatMap((original) => findId(ids, original) ?? [])
  return [
    ...alike,
    ...behind.flatMap((entry) => named(entry, standing).map((id): [string, string] => [id, entry.commit.id])),
    ...ahead.flatMap((entry) => named(entry, theirs).map((id): [string, string] => [entry.commit.id, id])),
  ]
}

/**
 * Cherry-picks once: of a commit and its copies one is told; one whose original, or whose copy, runs already is told
 * by nobody. A commit that stands on its twin is no copy: it does again what was undone in between. Nor is the copy of
 * what was taken back, which lives on in it.
 */
export const duplicates = (
  graph: Graph,
  behind: readonly Entry[],
  range: Range,
  /** Commits of either side that do nothing in the end. */
  spent: ReadonlySet<string>,
): Duplicates => {
  // What one side took back since stands on the other alone.
  const stands = ({ commit }: Entry) => !spent.has(commit.id)
  const pairs = across(graph.entries.filter(stands), behind.filter(stands), range)
  const copies = new Set(pairs.map(([ours]) => ours))
  const { isUndone } = deployed(range)
  const first = new Map<string, string>()
  const isTwin = (twin: string | null | undefined, id: string): boolean =>
    typeof twin === 'string' &&
    twin !== id &&
    !spent.has(twin) &&
    !copies.has(twin) &&
    !isBefore(graph, twin, id)
  for (const entry of graph.entries.filter(single)) {
    const { id } = entry.commit
    const live = entry.message.picked.some((original) => {
      const known = range.named.get(original)
      return known !== undefined && !spent.has(known.id) && !isUndone(known)
    })
    const originals = entry.message.picked.map((original) => findId(graph.ids, original))
    const marks = marksOf(entry, range)
    const twins = [...originals, ...marks.map((mark) => first.get(mark))]
    if (live || twins.some((twin) => isTwin(twin, id))) copies.add(id)
    else for (const mark of marks) first.set(mark, id)
  }
  return { copies, kept: new Set(pairs.map(([, theirs]) => theirs)) }
}
