import type { Commit, Message } from './types.ts'

/** A commit of the range with its message read. */
export type Entry = { readonly commit: Commit; readonly message: Message }

/** By id; in the order of history, oldest first, parents before children. */
export type Graph = {
  readonly entries: readonly Entry[]
  readonly byId: ReadonlyMap<string, Entry>
  readonly place: ReadonlyMap<string, number>
  /** Sorted, so that a short id is found among its neighbours. */
  readonly ids: readonly string[]
  /** For a merge, the commits that it brought to its first parent's line. */
  readonly brought: ReadonlyMap<string, readonly string[]>
}

const isMerge = ({ commit }: Entry): boolean => commit.parents.length > 1

/** From a commit along first parents, oldest first, as far as the range goes and nobody has claimed it. */
const line = (
  tip: string,
  byId: ReadonlyMap<string, Entry>,
  taken: ReadonlySet<string>,
): readonly Entry[] => {
  const found: Entry[] = []
  for (let at = byId.get(tip); at !== undefined && !taken.has(at.commit.id); ) {
    found.push(at)
    at = byId.get(at.commit.parents[0] ?? '')
  }
  return found.reverse()
}

/**
 * Which commits each merge brought. Lines are walked from the oldest commit on, so that a commit belongs to the merge
 * that brought it first; lines that a merge brought are walked in the same way.
 */
const broughtBy = (tip: string, byId: ReadonlyMap<string, Entry>): ReadonlyMap<string, readonly string[]> => {
  const brought = new Map<string, readonly string[]>()
  const taken = new Set<string>()
  const walk = (from: string): readonly string[] => {
    const own = line(from, byId, taken)
    for (const { commit } of own) taken.add(commit.id)
    const all = own.map(({ commit }) => commit.id)
    for (const entry of own.filter(isMerge)) {
      const inside = entry.commit.parents.slice(1).flatMap(pending)
      brought.set(entry.commit.id, inside)
      all.push(...inside)
    }
    return all
  }
  const pending = (parent: string): readonly string[] => (taken.has(parent) ? [] : walk(parent))
  walk(tip)
  return brought
}

export const graphOf = (entries: readonly Entry[], tip: string): Graph => {
  const byId = new Map(entries.map((entry) => [entry.commit.id, entry]))
  return {
    entries,
    byId,
    ids: [...byId.keys()].sort(),
    place: new Map(entries.map(({ commit }, at) => [commit.id, at])),
    brought: broughtBy(tip, byId),
  }
}

/** The one id that begins so; null where none does, or several. */
export const findId = (ids: readonly string[], prefix: string): string | null => {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? '') < prefix) low = middle + 1
    else high = middle
  }
  const found = ids[low]
  return found?.startsWith(prefix) === true && ids[low + 1]?.startsWith(prefix) !== true ? found : null
}

/** Whether the one commit is in the other's past, as far as the range goes. */
export const isBefore = (graph: Graph, older: string, newer: string): boolean => {
  const seen = new Set<string>()
  const left = [newer]
  const floor = graph.place.get(older) ?? 0
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (id === older) return true
    if (seen.has(id) || (graph.place.get(id) ?? -1) < floor) continue
    seen.add(id)
    left.push(...(graph.byId.get(id)?.commit.parents ?? []))
  }
  return false
}
