import type { Instant } from '../kernel/time.ts'
import { absorb } from './absorb.ts'
import { sensible } from './totals.ts'
import type { Crash, JudgeState, Sample } from './types.ts'

/** A source that goes on more than this many seconds earlier had its clock set back; it is followed. */
const clockJump = 60
/** An incomplete second counts as it stands when the source is this many seconds past its end. */
const lateness = 2
/** So many crashes of new within a step, and none of old, are a regression by rule. */
const crashLimit = 2

type Key = { readonly second: number; readonly generation: number }

const order = (a: Key, b: Key): number => a.second - b.second || a.generation - b.generation

const queue = (state: JudgeState, given: Sample): JudgeState => {
  if (!sensible(given)) return { ...state, ignored: state.ignored + 1 }
  const newest = state.pending.at(-1) ?? state.closed
  const second = given.second + state.shift
  const back = newest !== null && second < newest.second - clockJump ? newest.second + 1 - second : 0
  const sample = { ...given, second: second + back }
  if (state.closed !== null && order(sample, state.closed) <= 0)
    return { ...state, ignored: state.ignored + 1 }
  const others = state.pending.filter((other) => order(other, sample) !== 0)
  return { ...state, shift: state.shift + back, pending: [...others, sample].sort(order) }
}

const release = (state: JudgeState): JudgeState => {
  let next = state
  for (;;) {
    const [first, ...rest] = next.pending
    const newest = next.pending.at(-1)
    if (first === undefined || newest === undefined) return next
    if (!first.complete && newest.second < first.second + lateness) return next
    next = absorb({ ...next, pending: rest }, first)
  }
}

const crashed = (state: JudgeState, crash: Crash): JudgeState => {
  const components =
    crash.side === 'new' && !state.crashes.components.includes(crash.component)
      ? [...state.crashes.components, crash.component]
      : state.crashes.components
  const crashes = { ...state.crashes, [crash.side]: state.crashes[crash.side] + 1, components }
  const bad = state.level !== null && crashes.old === 0 && crashes.new >= crashLimit
  if (!bad || state.regressed.crashes !== null) return { ...state, crashes }
  const regression = { at: crash.at, crashes: crashes.new, components }
  return { ...state, crashes, regressed: { ...state.regressed, crashes: regression } }
}

/**
 * Takes in what came since the last call: samples in the source's order, crashes in order of time, each once. How
 * they are cut into calls changes nothing. `now`: the caller's clock, only to notice silence.
 */
export const observe = (
  state: JudgeState,
  samples: readonly Sample[],
  crashes: readonly Crash[],
  now: Instant,
): JudgeState => {
  let next = state
  for (const sample of samples) {
    const queued = queue(next, sample)
    if (queued.pending !== next.pending) next = release({ ...queued, heardAt: now })
    else next = queued
  }
  for (const crash of crashes) next = crashed(next, crash)
  return next
}
