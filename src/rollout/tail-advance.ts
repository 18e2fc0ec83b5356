import type { Instant } from '../kernel/time.ts'
import { gateWait } from './bars.ts'
import { gatesOf } from './gating.ts'
import { reached } from './issue.ts'
import { runKey } from './keys.ts'
import { jobInPlace, runInPlace } from './place.ts'
import type { TailPhase, TailPlan, TailState, Wait } from './types.ts'
import type { Facts } from './view.ts'

export type TailStep = { readonly to: TailState } | { readonly waits: readonly Wait[] }
type Barrier = (plan: TailPlan, state: TailState, facts: Facts, now: Instant) => TailStep

export const enterTail = (
  state: TailState,
  phase: TailPhase,
  now: Instant,
  change: Partial<TailState> = {},
): TailState => ({ ...state, phase, elapsed: 0, entered: now, alarmed: false, waits: [], ...change })

export const advanceTail: Barrier = (plan, state, facts, now) =>
  barriers[state.phase](plan, state, facts, now)

const open = (waits: readonly Wait[], to: () => TailState): TailStep =>
  waits.length === 0 ? { to: to() } : { waits }

const keeping: Barrier = (plan, state, _facts, now) => {
  const left = state.hurried === null ? plan.times.keep - state.elapsed : 0
  return open(left > 0 ? [{ code: 'time', left }] : [], () => enterTail(state, 'draining', now))
}

/** What follows cannot be taken back, so it waits for the window, for its fences and for the router to have left. */
const draining: Barrier = (plan, state, facts, now) => {
  const waits = [...drained(plan, state, facts), ...left(plan, facts), ...claimed(plan, state, facts)]
  return open([...waits, ...gateWait(gatesOf(plan.gates, facts))], () => enterTail(state, 'retiring', now))
}

const drained = (plan: TailPlan, state: TailState, facts: Facts): Wait[] => {
  const remaining = plan.times.drain - state.elapsed
  if (remaining <= 0) return []
  const counts = plan.components.map(({ revision }) => facts.split?.open[revision] ?? 0)
  const open = facts.split === undefined ? null : counts.reduce((sum, count) => sum + count, 0)
  return open === 0 ? [] : [{ code: 'drain', open, left: remaining }]
}

/** The router neither serves the release nor would boot on it. */
export const leftByRouter = (plan: TailPlan, facts: Facts): boolean =>
  facts.split !== undefined &&
  (facts.split.shares[plan.release] ?? 0) === 0 &&
  facts.split.boot !== plan.release &&
  facts.split.boot !== null

const left = (plan: TailPlan, facts: Facts): Wait[] =>
  leftByRouter(plan, facts) ? [] : [{ code: 'reading', of: 'split' }]

/** A revision that another names is that one's; the tail's fence need not reach it. */
const claimed = (plan: TailPlan, state: TailState, facts: Facts): Wait[] => {
  const open = plan.components.filter(({ revision, worker }) => {
    if (worker === 'exclusive' || facts.neighbours?.named.includes(revision)) return false
    return reached(state.wants[runKey(revision)], 'run', facts.run(revision)) !== true
  })
  return open.map(({ name }) => ({ code: 'reading', of: `run/${name}` }))
}

const retiring: Barrier = (plan, state, facts, now) => {
  const still = plan.components.filter(({ revision }) => {
    if (facts.neighbours?.named.includes(revision)) return false
    return runInPlace(state.wants, facts, revision, 'stop') !== true
  })
  const waits: Wait[] =
    still.length === 0 ? [] : [{ code: 'absent', side: 'old', components: still.map(({ name }) => name) }]
  return open(waits, () =>
    plan.contracts.length === 0
      ? enterTail(state, 'ended', now, { outcome: 'retired' })
      : enterTail(state, 'contracting', now),
  )
}

const contracting: Barrier = (plan, state, facts, now) => {
  const waits = plan.contracts.flatMap(({ component, revision }): Wait[] => {
    const action = state.skipped ? 'skip' : 'start'
    const placed = jobInPlace(state.wants, facts, 'contract', revision, action) === true
    const value = placed ? facts.job('contract', revision)?.value : undefined
    const done = value === 'passed' || (state.skipped && (value === 'skipped' || value === 'failed'))
    return done ? [] : [{ code: 'job', component, job: 'contract', failed: value === 'failed' }]
  })
  return open(waits, () => enterTail(state, 'ended', now, { outcome: 'retired' }))
}

const barriers: Readonly<Record<TailPhase, Barrier>> = {
  keeping,
  draining,
  retiring,
  contracting,
  ended: () => ({ waits: [] }),
}
