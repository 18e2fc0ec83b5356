import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Ms } from '../kernel/time.ts'
import { problems } from './messages.ts'
import { chain, sorted } from './order.ts'
import type { Component, GateName, Plan, ReleaseId, State, Step, TailPlan, Times } from './types.ts'

/** `weights` before the watch, with their policies; blue-green has none. */
export type Strategy =
  | { readonly kind: 'blue-green' }
  | { readonly kind: 'canary'; readonly steps: readonly Step[] }

export type PlanRequest = {
  readonly rollout: string
  readonly kind: Plan['kind']
  readonly release: ReleaseId
  readonly previous: ReleaseId | null
  readonly stable: Plan['stable']
  /** In any order. */
  readonly components: readonly Component[]
  readonly strategy: Strategy
  /** `holdback` in percent of people, who stay on the previous release until the watch is over. */
  readonly watch: { readonly for: Ms; readonly holdback: number; readonly keepPrevious: Ms }
  readonly gates?: readonly GateName[]
  readonly whenClosed?: Plan['whenClosed']
  readonly whenSuperseded?: Plan['whenSuperseded']
  readonly wayBack?: Plan['wayBack']
  readonly times?: Partial<Omit<Times, 'keep'>>
  /** How long the rehearsal of the way back stays there. Absent: none. */
  readonly rehearse?: Ms
}

export const defaultTimes = { drain: 30_000, poll: 1_000, retry: 1_000, clamp: 5_000, alarm: 60_000 } as const

const step = (weight: number, length: Ms): Step => ({
  weight,
  atLeast: length,
  atMost: length,
  whenUnsure: 'hold',
  whenBlind: 'hold',
})

/**
 * A plan that can work. A first release, a broken previous and a rollback have one step whatever the strategy
 * says; a first release and a rollback hold nobody back; a rollback passes no gates, runs no migration, and its
 * watch stands outside it.
 * @throws ProblemError with all that makes it impossible, as `refusePlan` finds it
 */
export const planOf = (request: PlanRequest): Plan => {
  const { kind, previous, strategy, watch } = request
  const rollback = kind === 'rollback'
  const single = rollback || previous === null || request.stable === 'broken'
  const canary = single || strategy.kind === 'blue-green' ? [] : strategy.steps
  const holdback = rollback || previous === null ? 0 : watch.holdback
  const components = request.components.map((component) =>
    rollback ? { ...component, jobs: component.jobs.filter((job) => job === 'smoke') } : component,
  )
  const needed = chain(components)
  const plan: Plan = {
    rollout: request.rollout,
    kind,
    release: request.release,
    previous,
    stable: request.stable,
    components: sorted(components),
    steps: [...canary, step(100 - holdback, rollback ? 0 : watch.for)],
    gates: rollback ? [] : (request.gates ?? []),
    whenClosed: request.whenClosed ?? 'roll-back',
    whenSuperseded: rollback ? 'finish' : (request.whenSuperseded ?? 'finish'),
    ...(request.wayBack === 'person' && !rollback && previous !== null ? { wayBack: 'person' } : {}),
    times: {
      ...defaultTimes,
      start: Number.isFinite(needed) ? needed + defaultTimes.poll * 2 : 0,
      ...request.times,
      keep: rollback ? 0 : watch.keepPrevious,
    },
    salt: request.rollout,
    ...(request.rehearse === undefined || rollback || !returnsTo(request)
      ? {}
      : { rehearse: request.rehearse }),
  }
  const refused = refusePlan(plan)
  if (refused.length > 0) throw new ProblemError(refused)
  return plan
}

/** Only a previous release that people can be taken back to is worth a rehearsal. */
const returnsTo = ({ previous, stable, wayBack }: PlanRequest): boolean =>
  previous !== null && stable === 'trusted' && wayBack !== 'person'

/** Why a plan cannot work; empty: it can. */
export const refusePlan = (plan: Plan): Problem[] => [
  ...refuseComponents(plan.components),
  ...refuseSteps(plan),
  ...refuseTimes(plan),
]

const refuseComponents = (components: readonly Component[]): Problem[] => {
  const names = components.map((component) => component.name)
  const twice = names.filter((name, index) => names.indexOf(name) !== index)
  const unknown = components.flatMap((component) =>
    component.needs.filter((need) => components.every((one) => one.name !== need || one.new === null)),
  )
  const empty = components.filter((component) => component.old === null && component.new === null)
  return [
    ...twice.map((name) => problems.componentTwice(name)),
    ...unknown.map((name) => problems.needUnknown(name)),
    ...empty.map((component) => problems.componentEmpty(component.name)),
    ...(components.some((component) => component.new !== null) ? [] : [problems.nothingToRun()]),
    ...(Number.isFinite(chain(components)) ? [] : [problems.needsCycle(names)]),
  ]
}

const refuseSteps = (plan: Plan): Problem[] => {
  const { steps } = plan
  const outside = steps.filter(({ weight }) => !(weight > 0 && weight <= 100))
  const falls = steps.findIndex(({ weight }, index) => weight < (steps[index - 1]?.weight ?? 0))
  const times = steps.filter(
    ({ atLeast, atMost }) => !(atLeast >= 0 && atLeast <= atMost && Number.isFinite(atMost)),
  )
  const first = plan.previous === null && (steps.length !== 1 || steps[0]?.weight !== 100)
  return [
    ...(steps.length === 0 ? [problems.noSteps()] : []),
    ...outside.map(({ weight }) => problems.weightOutside(weight)),
    ...(falls > 0 ? [problems.weightFalls(steps[falls - 1]?.weight ?? 0, steps[falls]?.weight ?? 0)] : []),
    ...times.map(({ weight }) => problems.stepTimes(weight)),
    ...(plan.stable === 'broken' && steps.length > 1 ? [problems.brokenCanary()] : []),
    ...(first ? [problems.firstInOne()] : []),
    ...(plan.release === plan.previous ? [problems.sameRelease(plan.release)] : []),
  ]
}

const refuseTimes = (plan: Plan): Problem[] => {
  const { start, drain, keep, poll, retry, clamp, alarm } = plan.times
  const wrong = [start, drain, keep, poll, retry, clamp, alarm].some(
    (time) => !(time >= 0 && Number.isFinite(time)),
  )
  const needed = chain(plan.components)
  return [
    ...(wrong || poll === 0 || clamp < poll ? [problems.times()] : []),
    ...(Number.isFinite(needed) && start < needed ? [problems.startTooShort(start, needed)] : []),
  ]
}

/**
 * The tail of the release that a rollout left, null where none is left: a first release, one that did not settle,
 * or nothing to stop and nothing to contract.
 */
export const tailOf = (plan: Plan, state: State): TailPlan | null => {
  const settled = state.phase === 'ended' && (state.outcome === 'done' || state.outcome === 'failed')
  if (!settled || plan.previous === null) return null
  const components = plan.components.flatMap(({ name, oldNeeds, old, new: revision, worker }) =>
    old === null || old === revision
      ? []
      : [{ name, needs: oldNeeds, revision: old, ...(worker === undefined ? {} : { worker }) }],
  )
  const contracts = plan.components.flatMap(({ name, jobs, new: revision }) =>
    revision !== null && jobs.includes('contract') ? [{ component: name, revision }] : [],
  )
  if (components.length === 0 && contracts.length === 0) return null
  // What was written off, or known to be broken, is not worth keeping.
  const keep = state.forward || plan.stable === 'broken' ? 0 : plan.times.keep
  return {
    tail: plan.rollout,
    release: plan.previous,
    components,
    contracts,
    gates: plan.gates.filter((gate) => gate.window),
    times: { ...plan.times, keep },
  }
}
