import type { Side, Split } from '../../ports/router.ts'
import type { SupervisorList } from '../../ports/supervision.ts'
import type { ProxyState } from './state.ts'

const lives = (side: Side | null, list: SupervisorList): boolean =>
  side === null ||
  side.runs.every((key) => {
    const run = list.runs.find((one) => one.key === key)
    if (run?.spec.labels.files !== undefined) return run.value === 'ready'
    return run?.instances.some((one) => one.state === 'ready' || one.state === 'unready') === true
  })

/** Whether every side that people are on has an instance of each run that was ready before we came. */
export const mayServe = (split: Split, list: SupervisorList): boolean =>
  (split.weight === 100 || lives(split.old, list)) && (split.weight === 0 || lives(split.new, list))

/** What is served when the stored split may not be: the boot side alone, at a new generation. */
export const bootSplit = (split: Split, fence: number): Split => {
  const side = split.boot === 'new' ? split.new : split.old
  const weight = side === null ? split.weight : split.boot === 'new' ? 100 : 0
  return { ...split, weight, generation: fence + 1 }
}

/**
 * The state that a proxy begins with (BEHAVIOUR, "Processes"): each stored split as it was, where this is still the
 * same boot of the machine and both sides live; otherwise its boot side. `list` is undefined while the supervisor has
 * not said anything: then nothing lives. The given state itself where nothing of it changes.
 */
export const restarted = (
  state: ProxyState,
  bootId: string,
  list: SupervisorList | undefined,
): ProxyState => {
  const entries = Object.entries(state.splits)
  const unchanged = (split: Split): boolean =>
    state.bootId === bootId && list !== undefined && mayServe(split, list)
  if (state.bootId === bootId && entries.every(([, split]) => unchanged(split))) return state
  const splits: Record<string, Split> = {}
  const fences: Record<string, number> = { ...state.fences }
  for (const [environment, split] of entries) {
    const next = unchanged(split)
      ? split
      : bootSplit(split, Math.max(split.generation, fences[environment] ?? 0))
    splits[environment] = next
    fences[environment] = Math.max(fences[environment] ?? 0, next.generation)
  }
  return { ...state, bootId, splits, fences }
}
