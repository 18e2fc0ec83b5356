import { type Entry, graphOf } from './graph.ts'
import { isPlumbing, isRelease, isUnfinished } from './kinds.ts'
import { readMessage } from './message.ts'
import type { Commit } from './types.ts'

const historyOf = (known: readonly Commit[]) =>
  graphOf(
    known.map((commit) => ({ commit, message: readMessage(commit.message) })).reverse(),
    known[0]?.id ?? '',
  )

/** What pull requests of a single commit that run already are called, by that commit. */
export const titlesIn = (known: readonly Commit[]): ReadonlyMap<string, string> => {
  const { byId, brought } = historyOf(known)
  return new Map(
    [...brought].flatMap(([id, commits]): [string, string][] => {
      const message = byId.get(id)?.message
      const [only, ...others] = commits
      return message?.merges !== true || only === undefined || others.length > 0
        ? []
        : [[only, message.title]]
    }),
  )
}

/** What a merge brought that runs already, where the merge itself says nothing; none where it is not known. */
export const broughtBy = (merge: Commit, known: readonly Commit[]): readonly Entry[] => {
  if (merge.parents.length < 2 || !isPlumbing(readMessage(merge.message))) return []
  const graph = historyOf(known)
  return (graph.brought.get(merge.id) ?? [])
    .flatMap((id) => graph.byId.get(id) ?? [])
    .filter(
      ({ commit, message }) => commit.parents.length < 2 && !isRelease(message) && !isUnfinished(message),
    )
}
