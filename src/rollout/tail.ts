import type { Instant } from '../kernel/time.ts'
import { tell } from './issue.ts'
import { actTail } from './tail-act.ts'
import { advanceTail, enterTail } from './tail-advance.ts'
import type {
  Decision,
  Generation,
  News,
  Reading,
  TailCommand,
  TailObservation,
  TailPhase,
  TailPlan,
  TailState,
} from './types.ts'
import { type Facts, view } from './view.ts'

/** A tail at its beginning: its release is kept, ready to take over. `fence` as in `start`. */
export const startTail = (fence: Generation, now: Instant): TailState => ({
  phase: 'keeping',
  tick: 0,
  generation: fence,
  wants: {},
  elapsed: 0,
  clock: 0,
  at: now,
  entered: now,
  hurried: null,
  skipped: false,
  outcome: null,
  seq: 0,
  alarmed: false,
  waits: [],
})

/** As `decide`, for a tail: same rules, same effects, no way back. */
export const decideTail = (
  plan: TailPlan,
  state: TailState,
  observations: readonly TailObservation[],
  now: Instant,
): Decision<TailState> => {
  if (state.phase === 'ended') return { state, effects: [], wakeIn: null }
  const facts = view(state.tick, observations.filter(isReading))
  const told: News[] = []
  let next = awake(plan, state, facts, now)
  next = commands(next, observations, told)
  next = hurry(next, state.tick, facts, observations, now)
  next = proceed(plan, next, facts, told, now)
  const acted = actTail(plan, next, facts)
  next = alarm(plan, acted.state, told)
  const effects = [...acted.effects, ...told.map((news) => tell(next.generation, news))]
  const wakeIn = next.phase === 'ended' ? null : plan.times.poll
  return { state: { ...next, tick: state.tick + 1 }, effects, wakeIn }
}

const isReading = (one: TailObservation): one is Reading & { readonly asOf: number } =>
  one.kind !== 'command' && one.kind !== 'crowded' && one.kind !== 'taken-over'

const awake = (plan: TailPlan, state: TailState, facts: Facts, now: Instant): TailState => {
  const passed = Math.min(Math.max(now - state.at, 0), plan.times.clamp)
  return {
    ...state,
    at: now,
    clock: state.clock + passed,
    elapsed: state.elapsed + passed,
    generation: Math.max(state.generation, facts.fence),
  }
}

/** Whether a person's command does something in this state. */
export const takesTailCommand = (state: TailState, command: TailCommand): boolean =>
  command.at === state.phase &&
  (command.command === 'promote'
    ? state.phase === 'keeping' && state.hurried === null
    : state.phase === 'contracting' && !state.skipped)

const commands = (state: TailState, observations: readonly TailObservation[], told: News[]): TailState => {
  const fresh = observations
    .filter((one): one is TailCommand & { readonly kind: 'command' } => one.kind === 'command')
    .filter((one) => one.seq > state.seq)
    .sort((a, b) => a.seq - b.seq)
  let next = state
  for (const one of fresh) {
    if (one.seq <= next.seq) continue
    const taken = takesTailCommand(next, one)
    next = { ...next, seq: one.seq }
    if (taken)
      next = one.command === 'promote' ? { ...next, hurried: 'promoted' } : { ...next, skipped: true }
    else if (one.command === 'promote') {
      told.push({ code: 'command-ignored', command: one.command, seq: one.seq, by: one.by })
    }
  }
  return next
}

/** Levels that cut keeping short are kept: a lost reading must not bring the time back. */
const hurry = (
  state: TailState,
  tick: number,
  facts: Facts,
  observations: readonly TailObservation[],
  now: Instant,
): TailState => {
  const over = observations.some((one) => one.kind === 'taken-over' && one.asOf === tick)
  if (over) return enterTail(state, 'ended', now, { outcome: 'taken-over' })
  if (state.hurried !== null) return state
  if (facts.superseded !== undefined) return { ...state, hurried: 'superseded' }
  const crowded = observations.some((one) => one.kind === 'crowded' && one.asOf === tick)
  return crowded ? { ...state, hurried: 'crowded' } : state
}

const proceed = (plan: TailPlan, state: TailState, facts: Facts, told: News[], now: Instant): TailState => {
  let next = state
  while (next.phase !== 'ended') {
    const step = advanceTail(plan, next, facts, now)
    if ('waits' in step) return { ...next, waits: step.waits }
    next = step.to
    if (next.phase !== 'ended') told.push({ code: 'phase', phase: next.phase, step: 0 })
  }
  if (next.outcome !== null) told.push({ code: 'ended', outcome: next.outcome, cause: null })
  return next
}

const urgent: readonly TailPhase[] = ['retiring', 'contracting']

const alarm = (plan: TailPlan, state: TailState, told: News[]): TailState => {
  const failed = state.waits.some((wait) => wait.code === 'job' && wait.failed)
  const slow = urgent.includes(state.phase) && state.elapsed >= plan.times.alarm
  if (state.alarmed || !(failed || slow)) return state
  told.push({ code: 'stuck', phase: state.phase, waits: state.waits })
  return { ...state, alarmed: true }
}
