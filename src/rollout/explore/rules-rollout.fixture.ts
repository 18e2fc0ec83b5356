import type { Plan, State } from '../types.ts'
import {
  allServing,
  of,
  own,
  ownServing,
  planIn,
  type Rule,
  type Ruled,
  read,
  readValue,
  ready,
  sent,
  splitRead,
} from './readers.fixture.ts'
import type { Wake } from './round.fixture.ts'
import { ordinary } from './rules-both.fixture.ts'
import { personRules } from './rules-person.fixture.ts'
import { exclusivePairs, workerRules } from './rules-workers.fixture.ts'
import { runOf } from './world.fixture.ts'

const shareOfNew = (plan: Plan, wake: Ruled): number | undefined =>
  splitRead(wake)?.shares[plan.release] ?? (splitRead(wake) === undefined ? undefined : 0)

const entered = (wake: Ruled, phase: State['phase']): boolean =>
  wake.state.phase !== phase && wake.decision.state.phase === phase
/** A rehearsal that failed at once lies between the watch and the second way forth: no step, as `settling` is none. */
const raised = (wake: Ruled): boolean =>
  wake.state.phase === 'observing' &&
  wake.decision.state.phase === 'moving' &&
  wake.decision.state.rehearsed === wake.state.rehearsed &&
  wake.command?.command !== 'take-back'
const passing = (plan: Plan, wake: Ruled): boolean =>
  plan.gates
    .filter((gate) => !(gate.window && plan.whenClosed === 'finish' && wake.state.weight > 0))
    .every(
      (gate) => read(wake.readings, 'gate').find((one) => one.gate === gate.name)?.verdict.outcome === 'pass',
    )
const judged = (wake: Wake) => read(wake.readings, 'verdict')[0]

const elapsedIn = (plan: Plan, { state, before }: Ruled): number =>
  state.elapsed + Math.min(before.now - state.at, plan.times.clamp)

/** What may raise: a proof of just this weight that had its time, the plan's policy, or a person. */
const mayRaise = (plan: Plan, wake: Ruled): boolean => {
  const { state, command } = wake
  const step = plan.steps[state.step]
  const verdict = judged(wake)
  if (step === undefined) return false
  const person =
    state.promoted ||
    (command?.command === 'promote' && command.at === state.phase && command.step === state.step)
  if (person) return true
  const elapsed = elapsedIn(plan, wake)
  if (verdict === undefined) return false
  if (verdict.judgement === 'safe' && verdict.of === state.wants['split']?.since)
    return elapsed >= step.atLeast
  const unsure = verdict.judgement === 'not-enough-evidence' || verdict.judgement === 'safe'
  return unsure && step.whenUnsure === 'promote' && elapsed >= step.atMost
}

export const rolloutRules: readonly Rule<Ruled>[] = [
  ...ordinary<Ruled>(),
  ...workerRules,
  ...personRules,
  [
    'nobody is moved onto a new release that this wake has not read as ready',
    (scenario, wake) => {
      const plan = planIn(scenario)
      const before = shareOfNew(plan, wake) ?? 0
      return of(wake, 'route').some((one) => one.weight > before && !ready(wake, allServing(plan, 'new')))
    },
  ],
  [
    'nobody is moved onto an old release that this wake has not read as ready',
    (scenario, wake) => {
      const plan = planIn(scenario)
      if (plan.previous === null || wake.decision.state.weight === 0) return false
      const before = shareOfNew(plan, wake)
      const values = ownServing(plan, 'old').map((revision) => readValue(wake, revision))
      const never = wake.decision.state.weight < 100 && plan.stable === 'trusted'
      const carries = values.every((value) => value === 'ready' || (value === undefined && never))
      return of(wake, 'route').some((one) => one.weight < (before ?? wake.state.weight) && !carries)
    },
  ],
  [
    'the router never boots on what is being left',
    (scenario, wake) =>
      of(wake, 'route').some(
        ({ boot, weight }) =>
          boot !==
            (wake.decision.state.phase === 'settling'
              ? planIn(scenario).release
              : planIn(scenario).previous) ||
          (boot === planIn(scenario).release && weight !== 100),
      ),
  ],
  [
    'weights never fall, save back to 0 %',
    (scenario, wake) => {
      const before = Number.parseFloat(wake.state.wants['split']?.value ?? '0') || 0
      const back = wake.command?.command === 'take-back' || wake.state.phase === 'handed-over'
      return (
        of(wake, 'route').some((one) => one.weight !== 0 && one.weight < before && !back) ||
        beyond(planIn(scenario), wake)
      )
    },
  ],
  [
    'a raise needs gates, readiness, the weight read back, and evidence, policy or a person',
    (scenario, wake) => {
      const plan = planIn(scenario)
      if (!raised(wake)) return false
      if (shareOfNew(plan, wake) !== wake.state.target || !ready(wake, allServing(plan, 'new'))) return true
      return !passing(plan, wake) || !mayRaise(plan, wake)
    },
  ],
  [
    'people move for the first time only onto what is proven, with every gate passing',
    (scenario, wake) =>
      wake.state.phase === 'proving' &&
      wake.decision.state.phase === 'moving' &&
      !(passing(planIn(scenario), wake) && ready(wake, allServing(planIn(scenario), 'new'))),
  ],
  [
    'the watch ends by its time or by a person, never regressed',
    (scenario, wake) => watchCutShort(planIn(scenario), wake),
  ],
  [
    'a regression always turns back, or stays where nothing is better',
    (scenario, wake) => {
      const plan = planIn(scenario)
      const forward = ['expanding', 'starting', 'proving', 'moving', 'observing', 'rehearsing'].includes(
        wake.state.phase,
      )
      if (!forward || judged(wake)?.judgement !== 'regressed' || plan.kind === 'rollback') return false
      const { phase, staying, awaits, insisted } = wake.decision.state
      return !(
        awaits !== undefined ||
        insisted ||
        (plan.wayBack === 'person' && (wake.state.insisted || wake.command?.command === 'promote')) ||
        staying ||
        phase === 'returning' ||
        phase === 'clearing' ||
        phase === 'handed-over' ||
        phase === 'ended'
      )
    },
  ],
  [
    'what is paused does not go forward',
    (_, wake) => {
      const { state, decision, command } = wake
      if (!state.paused || command !== null || !decision.state.paused) return false
      return decision.state.phase !== state.phase && decision.state.phase !== 'waiting'
    },
  ],
  [
    'in a person’s hands nothing is issued but restarts and a hold',
    (_, wake) =>
      wake.decision.state.phase === 'handed-over' &&
      sent(wake).some((one) => one.kind === 'route' || one.kind === 'stop' || one.kind === 'job'),
  ],
  [
    'new revisions are stopped only when people are back, whole',
    (scenario, wake) => stopsTooEarly(planIn(scenario), wake),
  ],
  [
    'a new revision starts after all that it needs',
    (scenario, wake) =>
      of(wake, 'run').some((one) => {
        const component = planIn(scenario).components.find(({ name }) => name === one.component)
        if (one.side === 'old' || component === undefined) return false
        const needs = planIn(scenario).components.filter(({ name }) => component.needs.includes(name))
        return !ready(
          wake,
          needs.flatMap((need) => need.new ?? []),
        )
      }),
  ],
  [
    'no expand starts while a contract runs, none after its phase',
    (_, wake) =>
      of(wake, 'job').some(
        (one) =>
          one.action === 'start' &&
          one.job === 'expand' &&
          (read(wake.readings, 'neighbours')[0]?.contracting !== false ||
            wake.decision.state.phase !== 'expanding'),
      ),
  ],
  [
    'a rehearsal passes only once everybody was back on what is read as ready, for its time',
    (scenario, wake) => {
      const plan = planIn(scenario)
      const { state, decision } = wake
      if (state.phase !== 'rehearsing' || decision.state.rehearsed !== 'passed') return false
      const served = splitRead(wake)
      const back = served !== undefined && shareOfNew(plan, wake) === 0 && served.boot === plan.previous
      return !back || !ready(wake, own(plan, 'old')) || elapsedIn(plan, wake) < (plan.rehearse ?? 0)
    },
  ],
  [
    'no rollout that rehearses is done without its rehearsal, save by a person’s hand',
    (scenario, wake) => {
      const plan = planIn(scenario)
      if (plan.rehearse === undefined || !entered(wake, 'settling')) return false
      const { staying, forward, rehearsed } = wake.decision.state
      const byHand = wake.state.phase === 'handed-over' || wake.command !== null
      return !staying && !forward && !byHand && rehearsed === undefined
    },
  ],
  [
    'first release: everybody in one step',
    (scenario, wake) =>
      planIn(scenario).previous === null && of(wake, 'route').some((one) => one.weight !== 100),
  ],
  ['an end is what it says', (scenario, wake) => entered(wake, 'ended') && !truthful(planIn(scenario), wake)],
]

/** Nobody beyond the declared cohort, save by a person's hand. */
const beyond = (plan: Plan, wake: Ruled): boolean => {
  const { state } = wake.decision
  const declared = plan.steps[state.step]?.weight ?? 100
  const byHand = state.target > declared
  return of(wake, 'route').some((one) => !byHand && state.phase !== 'settling' && one.weight > declared)
}

const watchCutShort = (plan: Plan, wake: Ruled): boolean => {
  const { state, decision, command } = wake
  if (state.phase !== 'observing' || !['rehearsing', 'settling', 'ended'].includes(decision.state.phase))
    return false
  if (decision.state.staying) return false
  const over =
    elapsedIn(plan, wake) >= (plan.steps.at(-1)?.atMost ?? 0) ||
    state.promoted ||
    command?.command === 'promote'
  const verdict = judged(wake)?.judgement
  const seen =
    plan.kind === 'rollback' || state.promoted || command?.command === 'promote' || verdict !== undefined
  return !over || !seen || (verdict === 'regressed' && plan.kind === 'release')
}

const stopsTooEarly = (plan: Plan, wake: Ruled): boolean => {
  const workers = exclusivePairs(plan).flatMap(({ name }) => name)
  const stops = of(wake, 'stop').filter(({ component }) => !workers.includes(component))
  if (stops.length === 0) return false
  const fresh = own(plan, 'new')
  if (stops.some((one) => !fresh.includes(one.revision))) return true
  const dependants = (name: string) =>
    plan.components.filter((one) => one.needs.includes(name) && one.old !== one.new)
  const inOrder = stops.every((one) =>
    dependants(one.component).every(
      ({ new: other }) => other === null || readValue(wake, other) === 'absent',
    ),
  )
  if (!inOrder) return true
  if (plan.previous === null) return wake.state.weight > 0
  const split = splitRead(wake)
  const away = split === undefined || (split.shares[plan.release] ?? 0) > 0 || split.boot !== plan.previous
  return away || (wake.decision.state.weight > 0 && !ready(wake, ownServing(plan, 'old')))
}

const truthful = (plan: Plan, wake: Ruled): boolean => {
  const { world } = wake.before
  const { outcome, weight } = wake.decision.state
  const served = world.split.shares[plan.release] ?? 0
  const touched = Object.keys(wake.decision.state.wants).length > 0
  const named = read(wake.readings, 'neighbours')[0]?.named ?? []
  const cleared = own(plan, 'new').every((one) => runOf(world, one).value === 'absent' || named.includes(one))
  const quiet = Object.entries(world.jobs).every(
    ([key, job]) => key.startsWith('job/contract/') || job.value !== 'running',
  )
  const back = served === 0 && world.split.boot === plan.previous
  switch (outcome) {
    case 'done':
      return served === 100 && world.split.boot === plan.release
    case 'withdrawn':
      return weight === 0 && (!touched || (cleared && quiet && back))
    case 'rolled-back':
      return (
        weight > 0 &&
        cleared &&
        quiet &&
        back &&
        own(plan, 'old').every((one) => runOf(world, one).value === 'ready')
      )
    case 'failed':
      return weight > 0
    case null:
      return false
  }
}
