import type { Instant } from '../kernel/time.ts'
import { pausable } from './advance.ts'
import { forwardPhases } from './cause.ts'
import { enter, returnable, turnBack } from './move.ts'
import type { Command, Phase, Plan, State } from './types.ts'
import { type Facts, readiness, splitOf } from './view.ts'

/** Why a command does nothing; each has its sentence in `messages.ts`. */
export type CommandRefusal =
  | 'ended'
  | 'moved-on'
  | 'not-in-this-phase'
  | 'already-so'
  | 'on-its-way-back'
  | 'nothing-earlier'
  | 'handed-over'

/**
 * Whether a command can be taken in this state, without readings: the API's answer to whoever gives it, and the
 * rule of `decide` itself. Only `promote` and `take-back` are bound to their phase and step; a protection given
 * a moment too early or too late still protects.
 */
export const refusalOf = (plan: Plan, state: State, command: Command): CommandRefusal | null => {
  const { phase } = state
  if (phase === 'ended') return 'ended'
  switch (command.command) {
    case 'pause':
      if (!pausable.includes(phase)) return 'not-in-this-phase'
      return state.paused ? 'already-so' : null
    case 'resume':
      return state.paused ? null : 'already-so'
    case 'promote':
      if (command.at !== phase || command.step !== state.step) return 'moved-on'
      if (state.awaits !== undefined) return null
      if (state.promoted) return 'already-so'
      if (phase === 'returning') return state.weight > 0 ? null : 'not-in-this-phase'
      return phase === 'waiting' || phase === 'observing' ? null : 'not-in-this-phase'
    case 'rollback':
      return rollbackRefusal(plan, state)
    case 'hand-over':
      if (phase === 'handed-over') return 'already-so'
      return handable.includes(phase) ? null : 'not-in-this-phase'
    case 'take-back':
      if (phase !== 'handed-over') return 'not-in-this-phase'
      return command.to === 'returning' && !returnable(plan, state) ? 'nothing-earlier' : null
  }
}

const handable: readonly Phase[] = [...forwardPhases, 'returning', 'clearing']

const rollbackRefusal = (plan: Plan, state: State): CommandRefusal | null => {
  if (state.phase === 'handed-over') return 'handed-over'
  if (state.phase === 'returning' || state.phase === 'clearing') return 'on-its-way-back'
  return returnable(plan, state) && !state.staying ? null : 'nothing-earlier'
}

/** `later`: it waits for a reading and stays for the next decision. */
export type Taken = { readonly to: State } | 'ignored' | 'later'

export const take = (plan: Plan, state: State, facts: Facts, command: Command, now: Instant): Taken => {
  if (refusalOf(plan, state, command) !== null) return 'ignored'
  const taken = { ...state, seq: command.seq }
  switch (command.command) {
    case 'pause':
      return { to: { ...taken, paused: true } }
    case 'resume':
      return { to: { ...taken, paused: false } }
    case 'promote':
      return takePromote(plan, taken, facts)
    case 'rollback':
      return { to: turnBack(plan, taken, { code: 'person', by: command.by, command: 'rollback' }, now) }
    case 'hand-over': {
      const from = { phase: state.phase, step: state.step }
      return { to: enter(taken, 'handed-over', now, { from, paused: false }) }
    }
    case 'take-back':
      return takeBack(plan, taken, facts, command, now)
  }
}

/** Rolling forward out of a return is for when only the new release is left to carry people. */
const takePromote = (plan: Plan, state: State, facts: Facts): Taken => {
  if (state.awaits !== undefined) {
    const { awaits: _, ...rest } = state
    return { to: { ...rest, promoted: true, insisted: true } }
  }
  if (state.phase !== 'returning') return { to: { ...state, promoted: true } }
  if (readiness(plan, state, facts, 'old').all !== 'unready') return 'ignored'
  return readiness(plan, state, facts, 'new').all === 'ready'
    ? { to: { ...state, promoted: true } }
    : 'ignored'
}

/** Goes on from the world as it is read, not as it was left: a person may have moved people meanwhile. */
const takeBack = (plan: Plan, state: State, facts: Facts, command: Command, now: Instant): Taken => {
  const read = splitOf(plan, facts)?.weight
  if (read === undefined) return 'later'
  const weight = Math.max(state.weight, read)
  const cause = { code: 'person', by: command.by, command: 'take-back' } as const
  if (command.to !== 'moving') {
    if (weight > 0 && plan.previous === null) return 'ignored'
    return { to: enter(state, 'returning', now, { weight, from: null, cause: state.cause ?? cause }) }
  }
  const last = plan.steps.length - 1
  const reached = plan.steps.filter((step) => step.weight <= read).length
  const step = Math.min(last, Math.max(0, reached - 1))
  const target = read > 0 ? read : (plan.steps[0]?.weight ?? 100)
  const cleared = state.staying || state.forward ? {} : { cause: null }
  return { to: enter(state, resumed(state, read), now, { weight, step, target, from: null, ...cleared }) }
}

/** What was not verified before the hand-over is verified after it. */
const resumed = (state: State, read: number): Phase => {
  const from = state.from?.phase ?? 'starting'
  if (from === 'gating') return read > 0 ? 'expanding' : 'gating'
  if (from === 'expanding') return 'expanding'
  if (state.staying || state.forward) return 'settling'
  return read > 0 ? 'moving' : 'starting'
}
