import { ProblemError } from '../kernel/problem.ts'
import type { RunKey } from '../ports/supervision.ts'
import { staleGeneration } from './messages.ts'
import type { State } from './state.ts'

/** Fences of gone runs beyond this many are folded into one floor per environment. */
const mostTombstones = 1_000

/** Refuses a generation lower than the highest seen for a key (`stale-generation`, naming the higher). */
export const checkFence = (state: State, key: RunKey, generation: number): void => {
  const highest = Math.max(state.fences[key] ?? 0, state.fences[key] === undefined ? floorOf(state, key) : 0)
  if (generation < highest) throw new ProblemError(staleGeneration(key, generation, highest))
}

/** Raises a key's fence; the answer takes that back. */
export const raiseFence = (state: State, key: RunKey, generation: number): (() => void) => {
  checkFence(state, key, generation)
  const before = state.fences[key]
  state.fences[key] = generation
  foldTombstones(state)
  return () => {
    if (before === undefined) delete state.fences[key]
    else state.fences[key] = before
  }
}

const environmentOf = (key: RunKey): string => key.split('/').slice(0, 2).join('/')
const floorOf = (state: State, key: RunKey): number => state.floors[environmentOf(key)] ?? 0

/** A floor refuses nothing that a tombstone would accept later: generations of one environment only rise. */
const foldTombstones = (state: State): void => {
  const gone = Object.keys(state.fences).filter((key) => state.runs[key] === undefined)
  if (gone.length <= mostTombstones) return
  const oldest = gone
    .sort((a, b) => (state.fences[a] ?? 0) - (state.fences[b] ?? 0))
    .slice(0, gone.length / 2)
  for (const key of oldest) {
    state.floors[environmentOf(key)] = Math.max(floorOf(state, key), state.fences[key] ?? 0)
    delete state.fences[key]
  }
}
