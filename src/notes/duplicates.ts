import { type Entry, findId, type Graph, isBefore } from './graph.ts'
import type { Range } from './types.ts'

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

/** Pairs of the two sides of a range that were forked: what each has under an id of its own. */
const across = (graph: Graph, behind: readonly Entry[]): readonly (readonly [string, string])[] => {
  const ours = new Map(graph.entries.filter(single).map((entry) => [likeness(entry), entry.commit.id]))
  const theirs = behind.map(({ commit }) => commit.id).sort()
  const alike = behind.filter(single).flatMap((entry): [string, string][] => {
    const found = ours.get(likeness(entry))
    return found === undefined ? [] : [[found, entry.commit.id]]
  })
  const named = (entry: Entry, ids: readonly string[]): readonly string[] =>
    entry.message.picked.flatMap((original) => findId(ids, original) ?? [])
  return [
    ...alike,
    ...behind.flatMap((entry) =>
      named(entry, graph.ids).map((id): [string, string] => [id, entry.commit.id]),
    ),
    ...graph.entries.flatMap((entry) =>
      named(entry, theirs).map((id): [string, string] => [entry.commit.id, id]),
    ),
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
  cancelled: ReadonlySet<string>,
): Duplicates => {
  const pairs = across(graph, behind)
  const copies = new Set(pairs.map(([ours]) => ours))
  const first = new Map<string, string>()
  const isTwin = (twin: string | null | undefined, id: string): boolean =>
    typeof twin === 'string' &&
    twin !== id &&
    !cancelled.has(twin) &&
    !copies.has(twin) &&
    !isBefore(graph, twin, id)
  for (const entry of graph.entries.filter(single)) {
    const { id } = entry.commit
    const live = entry.message.picked.some((original) => range.named.has(original))
    const originals = entry.message.picked.map((original) => findId(graph.ids, original))
    const like = likeness(entry)
    if (live || [...originals, first.get(like)].some((twin) => isTwin(twin, id))) copies.add(id)
    else if (entry.message.subject !== '') first.set(like, id)
  }
  return { copies, kept: new Set(pairs.map(([, theirs]) => theirs)) }
}
