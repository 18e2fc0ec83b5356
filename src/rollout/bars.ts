import { returned } from './act.ts'
import { isSafe, isWatch } from './cause.ts'
import { type Gates, gatesOf, raising } from './gating.ts'
import { reached } from './issue.ts'
import { holdValue, jobKey, runKey } from './keys.ts'
import { holdInPlace, jobInPlace, routeInPlace, runInPlace } from './place.ts'
import type { JobKind, Plan, Side, State, Wait } from './types.ts'
import { type Facts, readiness, splitOf } from './view.ts'

/** Bars: each says what it waits for, in this wake; a barrier with none opens. */

export const waitGates = (plan: Plan, moved: boolean, facts: Facts): Wait[] =>
  gateWait(gatesOf(raising(plan, moved), facts))

export const gateWait = (gates: Gates): Wait[] => {
  if (gates.outcome === 'pass') return []
  if (gates.outcome === 'unread') return [{ code: 'reading', of: `gate/${gates.gate}` }]
  const { reasons, until } = gates.verdict
  return [{ code: 'gate', gate: gates.gate, reasons, until: until ?? null }]
}

export const waitReady = (
  plan: Plan,
  state: State,
  facts: Facts,
  side: Side,
  left: number | null = null,
  who: 'serving' | 'crew' = 'serving',
): Wait[] => {
  const { all, missing } = readiness(plan, state, facts, side, who)
  return all === 'ready' ? [] : [{ code: 'ready', side, components: missing, left }]
}

/** Old revisions answer at our generation: nothing issued earlier can stop them any more. */
export const waitClaimed = (plan: Plan, state: State, facts: Facts): Wait[] => {
  const open = plan.components.flatMap((component) => {
    if (component.old === null || component.old === component.new) return []
    const claimed = reached(state.wants[runKey(component.old)], 'run', facts.run(component.old))
    return claimed === true ? [] : [component.name]
  })
  const split = holdInPlace(state.wants, facts, holdValue) === true
  return [
    ...(open.length === 0 ? [] : [{ code: 'reading', of: `run/${open.join(', ')}` } as const]),
    ...(split ? [] : [{ code: 'reading', of: 'split' } as const]),
  ]
}

export const waitJobs = (plan: Plan, state: State, facts: Facts, job: JobKind): Wait[] =>
  plan.components.flatMap((component): Wait[] => {
    const { name, new: revision } = component
    if (revision === null || !component.jobs.includes(job)) return []
    const placed = jobInPlace(state.wants, facts, job, revision, 'start') === true
    const value = placed ? facts.job(job, revision)?.value : undefined
    return value === 'passed' ? [] : [{ code: 'job', component: name, job, failed: value === 'failed' }]
  })

export const waitRoute = (plan: Plan, state: State, facts: Facts, weight: number, boot: Side): Wait[] =>
  routeInPlace(plan, state, facts, weight, boot) === true
    ? []
    : [{ code: 'route', weight, read: splitOf(plan, facts)?.weight ?? null }]

/** What the step under observation still needs of evidence, time or a person. */
export const waitEvidence = (plan: Plan, state: State, facts: Facts): Wait[] => {
  const step = plan.steps[state.step]
  if (step === undefined || state.promoted) return []
  if (isWatch(plan, state)) return waitWatch(plan, state, facts, step.atMost)
  const verdict = facts.verdict
  const judgement = verdict?.judgement ?? null
  const left = Math.max(0, step.atMost - state.elapsed)
  const evidence: Wait = { code: 'evidence', judgement, reasons: verdict?.reasons ?? [], left }
  if (isSafe(state, facts)) {
    return state.elapsed >= step.atLeast ? [] : [{ code: 'time', left: step.atLeast - state.elapsed }]
  }
  if (left > 0 || verdict === undefined) return [evidence]
  // A proof about another weight proves nothing here, but it is no absence of telemetry either.
  const unsure = judgement === 'not-enough-evidence' || judgement === 'safe'
  return unsure && step.whenUnsure === 'promote' ? [] : [evidence, { code: 'person', command: 'promote' }]
}

/** The watch ends by its time, once a reading of the judge says that nothing is regressed. */
const waitWatch = (plan: Plan, state: State, facts: Facts, length: number): Wait[] => {
  if (state.elapsed < length) return [{ code: 'time', left: length - state.elapsed }]
  return plan.kind === 'release' && facts.verdict === undefined ? [{ code: 'reading', of: 'verdict' }] : []
}

/** New revisions are gone; those that others name are theirs. */
export const waitCleared = (plan: Plan, state: State, facts: Facts): Wait[] => {
  const left = plan.components.flatMap(({ name, old, new: revision, worker }) => {
    if (revision === null || revision === old) return []
    if (worker !== 'exclusive' && facts.neighbours?.named.includes(revision)) return []
    return runInPlace(state.wants, facts, revision, 'stop') === true ? [] : [name]
  })
  return left.length === 0 ? [] : [{ code: 'absent', side: 'new', components: left }]
}

/** No migration runs, and none that was started can begin any more. */
export const waitFenced = (plan: Plan, state: State, facts: Facts): Wait[] =>
  (['expand', 'smoke'] as const).flatMap((job) =>
    plan.components.flatMap(({ name, new: revision }): Wait[] => {
      if (revision === null || state.wants[jobKey(job, revision)] === undefined) return []
      const fenced = jobInPlace(state.wants, facts, job, revision, 'skip') === true
      const still = facts.job(job, revision)?.value === 'running'
      return fenced && !still ? [] : [{ code: 'job', component: name, job, failed: false }]
    }),
  )

/** People are back, as `returned` has it. */
export const waitReturned = (plan: Plan, state: State, facts: Facts): Wait[] => {
  if (returned(plan, state, facts)) return []
  const old = state.weight > 0 ? waitReady(plan, state, facts, 'old') : []
  const route = plan.previous === null ? [] : waitRoute(plan, state, facts, 0, 'old')
  return [...old, ...route]
}
