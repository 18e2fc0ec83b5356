import { evidenceOf } from './evidence.ts'
import { gatesOf, raising } from './gating.ts'
import { reached } from './issue.ts'
import { jobKey, runKey } from './keys.ts'
import type { Cause, JobKind, Phase, Plan, State } from './types.ts'
import { type Facts, readiness } from './view.ts'

/** Phases on the way to everybody. */
export const forwardPhases: readonly Phase[] = [
  'gating',
  'expanding',
  'starting',
  'proving',
  'moving',
  'observing',
  'rehearsing',
  'settling',
]

export const isWatch = (plan: Plan, state: Pick<State, 'step'>): boolean =>
  state.step >= plan.steps.length - 1

/** Moving to or observing a step before the watch. */
export const midCanary = (plan: Plan, state: State): boolean =>
  (state.phase === 'moving' || state.phase === 'observing') && !isWatch(plan, state)

/** What turns a rollout back in this wake, the gravest first; null: nothing. */
export const causeOf = (plan: Plan, state: State, facts: Facts): Cause | null => {
  if (!forwardPhases.includes(state.phase) || state.staying) return null
  if (state.awaits !== undefined || state.insisted === true) return null
  return (
    runFailed(plan, state, facts) ??
    regressed(plan, state, facts) ??
    jobFailed(plan, state, facts) ??
    overdue(plan, state, facts) ??
    refused(plan, state, facts) ??
    superseded(plan, state, facts) ??
    undecided(plan, state, facts)
  )
}

/** By rule, at any weight. A failure read from before this rollout's own start is somebody else's. */
const runFailed = (plan: Plan, state: State, facts: Facts): Cause | null => {
  const failed = plan.components.filter(({ old, new: revision }) => {
    if (revision === null || revision === old) return false
    const reading = facts.run(revision)
    return reading?.value === 'failed' && reached(state.wants[runKey(revision)], 'run', reading) === true
  })
  if (failed.length === 0) return null
  return { code: 'run-failed', components: failed.map((component) => component.name), weight: state.weight }
}

/** Always counts, whatever weight it was found at. A rollback is not judged: its watch stands outside. */
const regressed = (plan: Plan, state: State, facts: Facts): Cause | null =>
  plan.kind === 'release' && facts.verdict?.judgement === 'regressed'
    ? { code: 'regressed', weight: state.weight, reasons: facts.verdict.reasons }
    : null

const jobFailed = (plan: Plan, state: State, facts: Facts): Cause | null => {
  const job: JobKind | null =
    state.phase === 'expanding' ? 'expand' : state.phase === 'proving' ? 'smoke' : null
  if (job === null) return null
  const failed = plan.components.find(({ new: revision }) => {
    const reading = revision === null ? undefined : facts.job(job, revision)
    if (revision === null || reading?.value !== 'failed') return false
    return reached(state.wants[jobKey(job, revision)], 'start', reading) === true
  })
  return failed === undefined ? null : { code: 'job-failed', component: failed.name, job }
}

const overdue = (plan: Plan, state: State, facts: Facts): Cause | null => {
  if (state.phase !== 'starting' && state.phase !== 'proving' && state.phase !== 'moving') return null
  if (state.elapsed < plan.times.start) return null
  const who = state.phase === 'moving' ? 'serving' : 'crew'
  const { all, missing } = readiness(plan, state, facts, 'new', who)
  return all === 'unready' ? { code: 'not-ready', components: missing, after: state.elapsed } : null
}

/** Gates are read before people move and before each raise, never in the watch: the previous may share the flaw. */
const refused = (plan: Plan, state: State, facts: Facts): Cause | null => {
  const mid = midCanary(plan, state)
  if (!mid && state.phase !== 'gating' && state.phase !== 'proving') return null
  const gates = gatesOf(raising(plan, mid), facts)
  if (gates.outcome === 'refuse') {
    return { code: 'gate-refused', gate: gates.gate, reasons: gates.verdict.reasons }
  }
  if (gates.outcome === 'closed' && mid && plan.whenClosed === 'roll-back') {
    return { code: 'window-closed', gate: gates.gate }
  }
  return null
}

const superseded = (plan: Plan, state: State, facts: Facts): Cause | null => {
  if (facts.superseded === undefined || plan.whenSuperseded !== 'withdraw') return null
  const late = state.phase === 'settling' || (isWatch(plan, state) && state.weight > 0)
  return late ? null : { code: 'superseded', by: facts.superseded }
}

/** Policies of a step whose time is over. Not of the watch, which ends by its time; not while paused. */
const undecided = (plan: Plan, state: State, facts: Facts): Cause | null => {
  const step = plan.steps[state.step]
  if (state.phase !== 'observing' || isWatch(plan, state) || step === undefined) return null
  if (state.paused || state.elapsed < step.atMost || facts.verdict === undefined) return null
  const { judgement } = facts.verdict
  const seen = { weight: state.target, after: state.elapsed }
  if (judgement === 'no-telemetry') return step.whenBlind === 'roll-back' ? { code: 'blind', ...seen } : null
  if (isSafe(state, facts)) return null
  return step.whenUnsure === 'roll-back' ? { code: 'unsure', ...seen } : null
}

/** `safe` is a proof about one weight, and counts for no other. */
export const isSafe = (state: State, facts: Facts): boolean =>
  facts.verdict?.judgement === 'safe' && facts.verdict.of === evidenceOf(state)
