import type { Instant, Ms } from '../kernel/time.ts'
import {
  waitClaimed,
  waitCleared,
  waitEvidence,
  waitFenced,
  waitGates,
  waitJobs,
  waitReady,
  waitReturned,
  waitRoute,
} from './bars.ts'
import { causeOf, isSafe, isWatch } from './cause.ts'
import { gatesOf } from './gating.ts'
import { holdValue } from './keys.ts'
import { awaitPerson, end, enter, onlyByPerson, personWaits, type Step, turnBack } from './move.ts'
import { holdInPlace } from './place.ts'
import type { Judgement, Phase, Plan, State, Wait } from './types.ts'
import { type Facts, readiness } from './view.ts'
import { waitOldGone, waitWorkers } from './workers.ts'

type Barrier = (plan: Plan, state: State, facts: Facts, now: Instant) => Step

/** One move at most: a cause turns back; otherwise the phase's barrier opens, or says what it waits for. */
export const advance: Barrier = (plan, state, facts, now) => {
  const cause = causeOf(plan, state, facts)
  if (cause !== null) {
    return { to: onlyByPerson(plan, state) ? awaitPerson(state, cause) : turnBack(plan, state, cause, now) }
  }
  if (state.awaits !== undefined) return { waits: personWaits }
  const step = barriers[state.phase](plan, state, facts, now)
  const stopped = state.paused && 'to' in step && pausable.includes(state.phase)
  return stopped ? { waits: [{ code: 'person', command: 'resume' }] } : step
}

/** Pausing stops progress; from `settling` on there is none left to stop, and a way back is protection. */
export const pausable: readonly Phase[] = [
  'waiting',
  'gating',
  'expanding',
  'starting',
  'proving',
  'moving',
  'observing',
]

const open = (waits: readonly Wait[], to: () => State): Step =>
  waits.length === 0 ? { to: to() } : { waits }

const waiting: Barrier = (plan, state, facts, now) => {
  if (facts.superseded !== undefined && plan.kind === 'release') {
    const cause = { code: 'superseded', by: facts.superseded } as const
    return { to: turnBack(plan, state, cause, now) }
  }
  const gates = gatesOf(plan.gates, facts)
  const held = gates.outcome === 'hold' || gates.outcome === 'closed' ? waitGates(plan, false, facts) : []
  const turn: Wait[] = facts.turn === true ? [] : [{ code: 'turn' }]
  // A promote given while waiting lifts a hold of the queue; the gate reads it from the state.
  return open([...held, ...turn], () => enter(state, 'gating', now, { promoted: state.promoted }))
}

/** A hold frees the turn: whoever is next may go, and this one keeps its place. */
const gating: Barrier = (plan, state, facts, now) => {
  const gates = gatesOf(plan.gates, facts)
  if (gates.outcome === 'hold' || gates.outcome === 'closed' || facts.turn === false) {
    return { to: enter(state, 'waiting', now, { promoted: state.promoted }) }
  }
  return open(waitGates(plan, false, facts), () => enter(state, 'expanding', now))
}

const expanding: Barrier = (plan, state, facts, now) =>
  open([...waitJobs(plan, state, facts, 'expand'), ...waitClaimed(plan, state, facts)], () =>
    enter(state, 'starting', now),
  )

const starting: Barrier = (plan, state, facts, now) =>
  open(waitReady(plan, state, facts, 'new', Math.max(0, plan.times.start - state.elapsed), 'crew'), () =>
    enter(state, 'proving', now),
  )

const proving: Barrier = (plan, state, facts, now) =>
  open(
    [
      ...waitReady(plan, state, facts, 'new', null, 'crew'),
      ...waitJobs(plan, state, facts, 'smoke'),
      ...waitGates(plan, false, facts),
    ],
    () => enter(state, 'moving', now),
  )

/** After a rehearsal the second way forth ends it: what it leads to was watched before. */
const moving: Barrier = (plan, state, facts, now) =>
  open([...waitReady(plan, state, facts, 'new'), ...waitRoute(plan, state, facts, state.target, 'old')], () =>
    enter(state, isRehearsed(plan, state) ? 'settling' : 'observing', now),
  )

const observing: Barrier = (plan, state, facts, now) => {
  const watch = isWatch(plan, state)
  const waits = [
    ...waitEvidence(plan, state, facts),
    ...(watch ? [] : waitGates(plan, true, facts)),
    ...waitReady(plan, state, facts, 'new'),
    ...waitRoute(plan, state, facts, state.target, 'old'),
  ]
  if (!watch) return open(waits, () => raise(plan, state, now))
  const next = plan.rehearse === undefined || state.rehearsed !== undefined ? 'settling' : 'rehearsing'
  return open(waits, () => enter(state, next, now, { evidence: seen(state, facts) }))
}

/**
 * Back on the previous release, whole, for its time, and forth again. A previous release that is not ready, or not
 * within the start deadline, fails the rehearsal and not the rollout: people go forth at once.
 */
const rehearsing: Barrier = (plan, state, facts, now) => {
  // A person may have led people further than the watch: nobody goes back of whom nobody said so.
  const forth = (rehearsed: 'passed' | 'failed'): State =>
    enter(state, 'moving', now, {
      rehearsed,
      target: Math.max(state.target, plan.steps.at(-1)?.weight ?? 100),
    })
  const back = [...waitReturned(plan, state, facts), ...waitWorkers(plan, state, facts, 'old')]
  const length = plan.rehearse ?? 0
  const over = state.elapsed >= plan.times.start + length
  if (over || readiness(plan, state, facts, 'old').all === 'unready') return { to: forth('failed') }
  const waits = back.length > 0 ? back : timeLeft(length - state.elapsed)
  return open(waits, () => forth('passed'))
}

const timeLeft = (left: Ms): Wait[] => (left > 0 ? [{ code: 'time', left }] : [])

const isRehearsed = (plan: Plan, state: State): boolean =>
  isWatch(plan, state) && state.rehearsed !== undefined

/** Never lowers: after a take-back people may be further than the step says. */
const raise = (plan: Plan, state: State, now: Instant): State => {
  const step = state.step + 1
  return enter(state, 'moving', now, {
    step,
    target: Math.max(state.target, plan.steps[step]?.weight ?? 100),
  })
}

const seen = (state: State, facts: Facts): Judgement | null => {
  const judgement = facts.verdict?.judgement ?? null
  return judgement === 'safe' && !isSafe(state, facts) ? 'not-enough-evidence' : judgement
}

const settling: Barrier = (plan, state, facts, now) => {
  const route = waitRoute(plan, state, facts, 100, 'new')
  const workers = state.staying
    ? []
    : [...waitWorkers(plan, state, facts, 'new'), ...waitOldGone(plan, state, facts)]
  const waits = [...route, ...workers]
  if (!state.staying) return open(waits, () => end(state, 'done', now))
  const givenUp = state.elapsed >= plan.times.start && holdInPlace(state.wants, facts, holdValue) === true
  return open(givenUp ? [] : waits, () => end(state, 'failed', now))
}

const returning: Barrier = (plan, state, facts, now) => {
  const waits = waitReturned(plan, state, facts)
  if (waits.length === 0) return { to: enter(state, 'clearing', now) }
  if (state.weight === 0) return { waits }
  if (state.promoted && readiness(plan, state, facts, 'new').all === 'ready') {
    return { to: enter(state, 'settling', now, { forward: true }) }
  }
  if (lost(plan, state, facts)) return { to: enter(state, 'settling', now, { staying: true }) }
  return { waits }
}

/** A release known to be broken does not come back by waiting. */
const lost = (plan: Plan, state: State, facts: Facts): boolean =>
  plan.stable === 'broken' &&
  state.elapsed >= plan.times.start &&
  (readiness(plan, state, facts, 'old').all !== 'ready' || waitWorkers(plan, state, facts, 'old').length > 0)

const clearing: Barrier = (plan, state, facts, now) => {
  const moved = state.weight > 0
  const back = [...waitReturned(plan, state, facts), ...(moved ? waitWorkers(plan, state, facts, 'old') : [])]
  if (moved && back.length > 0 && lost(plan, state, facts)) return { to: end(state, 'failed', now) }
  const waits = [...waitCleared(plan, state, facts), ...waitFenced(plan, state, facts), ...back]
  return open(waits, () => end(state, moved ? 'rolled-back' : 'withdrawn', now))
}

const barriers: Readonly<Record<Phase, Barrier>> = {
  waiting,
  gating,
  expanding,
  starting,
  proving,
  moving,
  observing,
  rehearsing,
  settling,
  returning,
  clearing,
  'handed-over': () => ({ waits: [{ code: 'person', command: 'take-back' }] }),
  ended: () => ({ waits: [] }),
}
