import { type Entry, graphOf } from './graph.ts'
import { isPlumbing, isRelease, isUnfinished } from './kinds.ts'
import { readMessage } from './message.ts'
import type { Commit } from './types.ts'

/** What a merge brought that runs already, where the merge itself says nothing; none where it is not known. */
export const broughtBy = (merge: Commit, known: readonly Commit[]): readonly Entry[] => {
  if (merge.parents.length < 2 || !isPlumbing(readMessage(merge.message))) return []
  const entries = known.map((commit) => ({ commit, message: readMessage(commit.message) })).reverse()
  const graph = graphOf(entries, known[0]?.id ?? '')
  return (graph.brought.get(merge.id) ?? [])
    .flatMap((id) => graph.byId.get(id) ?? [])
    .filter(
      ({ commit, message }) => commit.parents.length < 2 && !isRelease(message) && !isUnfinished(message),
    )
}
