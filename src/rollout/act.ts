import { type Desk, deskOf, due, issue } from './issue.ts'
import { holdValue, jobKey, routeValue, runKey, splitKey } from './keys.ts'
import { holdInPlace, jobInPlace, routeInPlace, runInPlace } from './place.ts'
import type { Effect, Plan, Side, State, Weight } from './types.ts'
import { type Facts, readiness, splitOf } from './view.ts'
import { type JobWanted, type RunWanted, type SplitWanted, wanted } from './want.ts'
import { actWorkerStop, exclusive, otherGone } from './workers.ts'

/** Wants against readings. Every guard is checked here again, in the wake that issues: the world has moved on. */
export const act = (plan: Plan, state: State, facts: Facts): { state: State; effects: Effect[] } => {
  const desk = deskOf(state, plan.times.retry)
  const want = wanted(plan, state)
  for (const job of want.jobs) actJob(desk, plan, state, facts, job)
  for (const run of want.runs) if (run.value === 'run') actRun(desk, plan, facts, run)
  const weight = actSplit(desk, plan, state, facts, want.split)
  for (const run of want.runs) {
    if (run.value === 'run') continue
    if (isExclusive(plan, run.component))
      actWorkerStop(desk, plan, state, facts, run, returned(plan, state, facts))
    else actStop(desk, plan, state, facts, run)
  }
  const { generation, wants, effects } = desk
  return { state: { ...state, generation, wants, weight }, effects }
}

const actJob = (desk: Desk, plan: Plan, state: State, facts: Facts, wanted: JobWanted): void => {
  const { job, revision, component, action } = wanted
  const key = jobKey(job, revision)
  if (!due(desk, key, action, jobInPlace(desk.wants, facts, job, revision, action))) return
  if (action === 'start' && job === 'expand' && facts.neighbours?.contracting !== false) return
  if (action === 'start' && job === 'smoke' && readiness(plan, state, facts, 'new', 'crew').all !== 'ready')
    return
  issue(desk, key, action, (generation) => ({
    kind: 'job',
    key,
    component,
    revision,
    job,
    action,
    generation,
  }))
}

const isExclusive = (plan: Plan, name: string): boolean => exclusive(plan).some((one) => one.name === name)

/** A new revision starts once all that it needs is ready; an old one is claimed at once, whatever it needs. */
const actRun = (desk: Desk, plan: Plan, facts: Facts, run: RunWanted): void => {
  const { component, revision, side } = run
  const key = runKey(revision)
  if (!due(desk, key, 'run', runInPlace(desk.wants, facts, revision, 'run'))) return
  if (side === 'new' && !needsReady(desk, plan, facts, component)) return
  if (isExclusive(plan, component) && !otherGone(plan, desk.wants, facts, run)) return
  issue(desk, key, 'run', (generation) => ({ kind: 'run', key, component, revision, side, generation }))
}

const needsReady = (desk: Desk, plan: Plan, facts: Facts, name: string): boolean => {
  const needs = plan.components.find((component) => component.name === name)?.needs ?? []
  const missing = readiness(plan, desk, facts, 'new').missing
  return needs.every((need) => !missing.includes(need))
}

const actSplit = (desk: Desk, plan: Plan, state: State, facts: Facts, want: SplitWanted | null): Weight => {
  if (want === null) return state.weight
  const route = want !== 'hold' && mayRoute(plan, state, facts, want) ? want : 'hold'
  if (route === 'hold') {
    if (want === 'hold' || mustHold(plan, state, facts, want)) actHold(desk, facts)
    return state.weight
  }
  const { weight, boot } = route
  const value = routeValue(weight, boot)
  const side = { new: plan.release, old: plan.previous, boot: boot === 'new' ? plan.release : plan.previous }
  if (due(desk, splitKey, value, routeInPlace(plan, state, facts, weight, boot))) {
    issue(desk, splitKey, value, (generation) => {
      return { kind: 'route', key: splitKey, weight, ...side, salt: plan.salt, generation }
    })
  }
  return Math.max(state.weight, weight)
}

const actHold = (desk: Desk, facts: Facts): void => {
  if (!due(desk, splitKey, holdValue, holdInPlace(desk.wants, facts, holdValue))) return
  issue(desk, splitKey, holdValue, (generation) => ({ kind: 'hold', key: splitKey, generation }))
}

const mayRoute = (plan: Plan, state: State, facts: Facts, want: { weight: Weight; boot: Side }): boolean => {
  if (want.boot === 'old' && want.weight === 0) return mayReturn(plan, state, facts)
  if (readiness(plan, state, facts, 'new').all === 'ready') return true
  return state.staying && (splitOf(plan, facts)?.weight ?? -1) >= want.weight
}

/**
 * People go back onto what was read as ready, whole. Where it was not read at all, they go only if they never all
 * were away from it: then it was serving all along. Where nobody was moved, nobody goes anywhere.
 */
export const mayReturn = (plan: Plan, state: State, facts: Facts): boolean => {
  if (state.weight === 0) return true
  const old = readiness(plan, state, facts, 'old').all
  return old === 'ready' || (old === 'unknown' && state.weight < 100 && plan.stable === 'trusted')
}

/**
 * A way that may not be taken yet holds: a half-made raise must not arrive now. Not where 0 % is in place already,
 * and not forward, where the last raise issued is still right.
 */
const mustHold = (plan: Plan, state: State, facts: Facts, want: { weight: Weight; boot: Side }): boolean =>
  state.staying || (want.weight === 0 && routeInPlace(plan, state, facts, want.weight, want.boot) !== true)

/** Dependants go first; open requests end or their time is over; people are back on what is read as ready. */
const actStop = (desk: Desk, plan: Plan, state: State, facts: Facts, run: RunWanted): void => {
  const { component, revision, side } = run
  const key = runKey(revision)
  if (!due(desk, key, 'stop', runInPlace(desk.wants, facts, revision, 'stop'))) return
  if (facts.neighbours === undefined || facts.neighbours.named.includes(revision)) return
  if (!returned(plan, state, facts) || !dependantsAbsent(plan, facts, component)) return
  const open = facts.split === undefined ? undefined : (facts.split.open[revision] ?? 0)
  if (open !== 0 && state.elapsed < plan.times.drain) return
  issue(desk, key, 'stop', (generation) => ({ kind: 'stop', key, component, revision, side, generation }))
}

/** People are back: 0 % is read, booting on the old release, which is ready, whole. Vacuous for a first release. */
export const returned = (plan: Plan, state: State, facts: Facts): boolean => {
  if (plan.previous === null) return state.weight === 0
  if (routeInPlace(plan, state, facts, 0, 'old') !== true) return false
  return state.weight === 0 || readiness(plan, state, facts, 'old').all === 'ready'
}

const dependantsAbsent = (plan: Plan, facts: Facts, name: string): boolean =>
  plan.components
    .filter((component) => component.needs.includes(name) && component.old !== component.new)
    .every((component) => component.new === null || facts.run(component.new)?.value === 'absent')
