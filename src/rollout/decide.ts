import type { Instant, Ms } from '../kernel/time.ts'
import { act } from './act.ts'
import { advance } from './advance.ts'
import { take } from './commands.ts'
import { tell } from './issue.ts'
import type { Decision, Effect, News, Observation, Phase, Plan, State, Wait } from './types.ts'
import { commandsOf, type Facts, readingsOf, splitOf, view } from './view.ts'

/**
 * The decision core: from what was decided and what is read now, what is decided next, what to do, and within
 * what time to decide again. Pure: the same arguments give the same answer. The caller stores the state (compare
 * and swap on `tick`), the effects and the ledger entry in one transaction, and then performs the effects.
 */
export const decide = (
  plan: Plan,
  state: State,
  observations: readonly Observation[],
  now: Instant,
): Decision<State> => {
  if (state.phase === 'ended') return { state, effects: [], wakeIn: null }
  const facts = view(state.tick, readingsOf(observations))
  const told: News[] = []
  let next = awake(plan, state, facts, now)
  next = command(plan, next, facts, observations, told, now)
  next = proceed(plan, next, facts, told, now)
  const acted = act(plan, next, facts)
  next = alarm(plan, acted.state, told)
  const effects: Effect[] = [...acted.effects, ...told.map((news) => tell(next.generation, news))]
  return { state: { ...next, tick: state.tick + 1 }, effects, wakeIn: wake(plan, next) }
}

/** Counted time: awake, clamped; under observation not while paused. A clock set back counts nothing. */
const awake = (plan: Plan, state: State, facts: Facts, now: Instant): State => {
  const passed = Math.min(Math.max(now - state.at, 0), plan.times.clamp)
  const still = state.paused && state.phase === 'observing'
  const read = state.phase === 'handed-over' ? (splitOf(plan, facts)?.weight ?? 0) : 0
  return {
    ...state,
    at: now,
    clock: state.clock + passed,
    elapsed: still ? state.elapsed : state.elapsed + passed,
    generation: Math.max(state.generation, facts.fence),
    weight: Math.max(state.weight, read),
  }
}

const command = (
  plan: Plan,
  state: State,
  facts: Facts,
  observations: readonly Observation[],
  told: News[],
  now: Instant,
): State => {
  let next = state
  for (const one of commandsOf(observations, state.seq)) {
    const taken = take(plan, next, facts, one, now)
    if (taken === 'later') return next
    if (taken === 'ignored') {
      told.push({ code: 'command-ignored', command: one.command, seq: one.seq, by: one.by })
      next = { ...next, seq: one.seq }
    } else {
      announce(next, taken.to, told)
      next = taken.to
    }
  }
  return next
}

/** Moves until a barrier is closed: each opens on this wake's readings alone, so several may open in one wake. */
const proceed = (plan: Plan, state: State, facts: Facts, told: News[], now: Instant): State => {
  let next = state
  const entered = new Set<Phase>([state.phase])
  for (;;) {
    const step = advance(plan, next, facts, now)
    if ('waits' in step) return { ...next, waits: step.waits }
    announce(next, step.to, told)
    next = step.to
    // Nothing is entered twice in one wake: gates that hold and a turn that is granted would go round.
    if (next.phase === 'ended' || entered.has(next.phase)) return next
    entered.add(next.phase)
  }
}

const announce = (before: State, after: State, told: News[]): void => {
  if (after.awaits !== undefined && before.awaits === undefined) {
    told.push({ code: 'awaiting', cause: after.awaits })
  }
  if (after.phase === before.phase && after.step === before.step) return
  if (after.phase === 'ended' && after.outcome !== null) {
    told.push({ code: 'ended', outcome: after.outcome, cause: after.cause })
  } else if (after.phase === 'returning' && after.cause !== null) {
    told.push({ code: 'returning', cause: after.cause })
  } else if (after.staying && !before.staying && after.cause !== null) {
    told.push({ code: 'staying', cause: after.cause })
  } else told.push({ code: 'phase', phase: after.phase, step: after.step })
}

const urgent: readonly Phase[] = ['moving', 'rehearsing', 'settling', 'returning', 'clearing']

/** Once per phase: it waits longer than the world should need, or for a person. */
const alarm = (plan: Plan, state: State, told: News[]): State => {
  if (state.alarmed || state.paused) return state
  const slow = urgent.includes(state.phase) && state.elapsed >= plan.times.alarm
  const observing = state.phase === 'observing'
  const person = observing && state.waits.some((wait) => wait.code === 'person')
  const over = (plan.steps[state.step]?.atMost ?? 0) + plan.times.alarm
  const unready = observing && state.elapsed >= over && state.waits.some((wait) => wait.code === 'ready')
  if (!slow && !person && !unready) return state
  told.push({ code: 'stuck', phase: state.phase, waits: state.waits })
  return { ...state, alarmed: true }
}

/** A duration, never an instant: a clock set back would oversleep it. */
const wake = (plan: Plan, state: State): Ms | null => {
  if (state.phase === 'ended') return null
  const lefts = state.waits.flatMap((wait: Wait) => ('left' in wait && wait.left !== null ? [wait.left] : []))
  return Math.max(1, Math.min(plan.times.poll, ...lefts.filter((left) => left > 0)))
}
