import type { Plan, Reading, Revision, State, TailPlan } from '../types.ts'
import { commandsIn } from './moves.fixture.ts'
import type { Wake } from './round.fixture.ts'
import type { Core, Message, Node, Scenario, World } from './scenario.fixture.ts'
import { deliver, jobOf, runOf } from './world.fixture.ts'

type Ruled = Extract<Wake, { of: 'rollout' }>
type TailWake = Extract<Wake, { of: 'tail' }>
type Rule<W> = readonly [name: string, broken: (scenario: Scenario, wake: W) => boolean]

/** The name of the rule that a decision breaks, or null. Rules know the fakes and the readings, never the core. */
export const violationOf = (scenario: Scenario, wake: Wake): string | null => {
  if (wake.of === 'rollout') return firstOf(rolloutRules, scenario, wake)
  return firstOf(tailRules, scenario, wake)
}

const firstOf = <W>(rules: readonly Rule<W>[], scenario: Scenario, wake: W): string | null =>
  rules.find(([, broken]) => broken(scenario, wake))?.[0] ?? null

const own = (plan: Plan, side: 'old' | 'new'): Revision[] =>
  plan.components.flatMap((one) => (one.old === one.new ? [] : (one[side] ?? [])))
const all = (plan: Plan, side: 'old' | 'new'): Revision[] => plan.components.flatMap((one) => one[side] ?? [])

const read = <K extends Reading['kind']>(
  readings: readonly Reading[],
  kind: K,
): Extract<Reading, { kind: K }>[] =>
  readings.filter((one): one is Extract<Reading, { kind: K }> => one.kind === kind)
const readValue = (wake: Wake, revision: Revision): string | undefined =>
  read(wake.readings, 'run').find((one) => one.revision === revision)?.value
const ready = (wake: Wake, revisions: readonly Revision[]): boolean =>
  revisions.every((revision) => readValue(wake, revision) === 'ready')
const splitRead = (wake: Wake) => read(wake.readings, 'split')[0]

const sent = (wake: Wake): Message[] =>
  wake.decision.effects.filter((effect): effect is Message => effect.kind !== 'tell')
type Sent<K extends Message['kind'], M extends Message = Message> = M extends Message
  ? K extends M['kind']
    ? M
    : never
  : never
const of = <K extends Message['kind']>(wake: Wake, kind: K): Sent<K>[] =>
  wake.decision.effects.filter((one): one is Sent<K> => one.kind === kind)

const planIn = (scenario: Scenario): Plan => {
  if (scenario.plan === null) throw new Error(`${scenario.name} has no rollout`)
  return scenario.plan
}
const tailIn = (scenario: Scenario): TailPlan => {
  if (scenario.tail === null) throw new Error(`${scenario.name} has no tail`)
  return scenario.tail
}

const ordinary = <W extends Wake>(): Rule<W>[] => [
  [
    'no sleep without a wake',
    (_, { decision }) =>
      decision.state.phase === 'ended'
        ? decision.wakeIn !== null
        : !(decision.wakeIn !== null && decision.wakeIn > 0),
  ],
  ['one tick per decision', (_, { state, decision }) => decision.state.tick !== state.tick + 1],
  [
    'generations rise above all that was known',
    (_, wake) => {
      let highest = wake.state.generation
      for (const one of wake.readings) if ('generation' in one) highest = Math.max(highest, one.generation)
      for (const effect of sent(wake)) {
        if (effect.generation <= highest) return true
        highest = effect.generation
      }
      return wake.decision.state.generation < highest
    },
  ],
  [
    'nothing is started or stopped that both releases share',
    (scenario, wake) =>
      wake.of === 'rollout' &&
      [...of(wake, 'run'), ...of(wake, 'stop')].some((one) =>
        planIn(scenario).components.some(({ old, new: fresh }) => old === fresh && old === one.revision),
      ),
  ],
  [
    'nothing is stopped that others name, or that was not asked about',
    (_, wake) => {
      const named = read(wake.readings, 'neighbours')[0]?.named
      return of(wake, 'stop').some((one) => named === undefined || named.includes(one.revision))
    },
  ],
]

const shareOfNew = (plan: Plan, wake: Ruled): number | undefined =>
  splitRead(wake)?.shares[plan.release] ?? (splitRead(wake) === undefined ? undefined : 0)

const entered = (wake: Ruled, phase: State['phase']): boolean =>
  wake.state.phase !== phase && wake.decision.state.phase === phase
const raised = (wake: Ruled): boolean =>
  wake.state.phase === 'observing' &&
  wake.decision.state.phase === 'moving' &&
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

const rolloutRules: readonly Rule<Ruled>[] = [
  ...ordinary<Ruled>(),
  [
    'nobody is moved onto a new release that this wake has not read as ready',
    (scenario, wake) => {
      const plan = planIn(scenario)
      const before = shareOfNew(plan, wake) ?? 0
      return of(wake, 'route').some((one) => one.weight > before && !ready(wake, all(plan, 'new')))
    },
  ],
  [
    'nobody is moved onto an old release that this wake has not read as ready',
    (scenario, wake) => {
      const plan = planIn(scenario)
      if (plan.previous === null || wake.decision.state.weight === 0) return false
      const before = shareOfNew(plan, wake)
      const values = own(plan, 'old').map((revision) => readValue(wake, revision))
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
      if (shareOfNew(plan, wake) !== wake.state.target || !ready(wake, all(plan, 'new'))) return true
      return !passing(plan, wake) || !mayRaise(plan, wake)
    },
  ],
  [
    'people move for the first time only onto what is proven, with every gate passing',
    (scenario, wake) =>
      wake.state.phase === 'proving' &&
      wake.decision.state.phase === 'moving' &&
      !(passing(planIn(scenario), wake) && ready(wake, all(planIn(scenario), 'new'))),
  ],
  [
    'the watch ends by its time or by a person, never regressed',
    (scenario, wake) => watchCutShort(planIn(scenario), wake),
  ],
  [
    'a regression always turns back, or stays where nothing is better',
    (scenario, wake) => {
      const plan = planIn(scenario)
      const forward = ['expanding', 'starting', 'proving', 'moving', 'observing'].includes(wake.state.phase)
      if (!forward || judged(wake)?.judgement !== 'regressed' || plan.kind === 'rollback') return false
      const { phase, staying } = wake.decision.state
      return !(
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
  if (state.phase !== 'observing' || !['settling', 'ended'].includes(decision.state.phase)) return false
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
  const stops = of(wake, 'stop')
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
  return away || (wake.decision.state.weight > 0 && !ready(wake, own(plan, 'old')))
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

const left = (plan: TailPlan, wake: Wake): boolean => {
  const split = splitRead(wake)
  return split !== undefined && (split.shares[plan.release] ?? 0) === 0 && split.boot !== plan.release
}

const tailRules: readonly Rule<TailWake>[] = [
  ...ordinary<TailWake>(),
  ['a tail never routes', (_, wake) => sent(wake).some((one) => one.kind === 'route' || one.kind === 'hold')],
  [
    'a tail stops only its own, once the router has left it',
    (scenario, wake) => {
      const plan = tailIn(scenario)
      return of(wake, 'stop').some(
        (one) => !plan.components.some(({ revision }) => revision === one.revision) || !left(plan, wake),
      )
    },
  ],
  [
    'nothing irreversible begins outside the window',
    (_, wake) =>
      wake.state.phase === 'draining' &&
      ['retiring', 'contracting'].includes(wake.decision.state.phase) &&
      read(wake.readings, 'gate').some((one) => one.verdict.outcome !== 'pass'),
  ],
  [
    'no contract starts before the old release is gone',
    (scenario, wake) =>
      of(wake, 'job').some(
        (one) =>
          one.action === 'start' &&
          (read(wake.readings, 'neighbours')[0]?.older !== false ||
            tailIn(scenario).components.some(({ revision }) => {
              const named = read(wake.readings, 'neighbours')[0]?.named.includes(revision)
              return !named && runOf(wake.before.world, revision).value !== 'absent'
            })),
      ),
  ],
  [
    'retired is what it says',
    (scenario, wake) => {
      const { outcome, skipped } = wake.decision.state
      if (wake.decision.state.phase !== 'ended' || outcome !== 'retired') return false
      const named = read(wake.readings, 'neighbours')[0]?.named ?? []
      const { components, contracts } = tailIn(scenario)
      const { world } = wake.before
      const gone = components.every(
        ({ revision }) => runOf(world, revision).value === 'absent' || named.includes(revision),
      )
      const contracted = contracts.every(({ revision }) => {
        const { value } = jobOf(world, `job/contract/${revision}`)
        return value === 'passed' || (skipped && (value === 'skipped' || value === 'failed'))
      })
      return !(gone || wake.state.phase === 'contracting') || !contracted
    },
  ],
]

/** The name of the rule that a state itself breaks, or null. */
export const violationIn = (core: Core, scenario: Scenario, node: Node): string | null => {
  const { rollout, world } = node
  const { plan } = scenario
  if (served(world) !== null) return 'weights sum to 100'
  if (leftBehind(scenario, node)) return 'nothing is left behind'
  if (plan !== null && rollout !== null && rollout.phase === 'ended') {
    if (core.decide(plan, rollout, [], node.now + 1).effects.length > 0) return 'ended is quiet'
    if (disturbed(plan, rollout, world, node)) return 'nothing comes late after the end'
  }
  if (plan !== null && rollout !== null && rollout.phase !== 'ended') {
    const exits = commandsIn(core, plan, rollout).filter(({ label }) => !['pause', 'resume'].includes(label))
    if (exits.length === 0) return 'a person always has an exit'
  }
  return lateContract(scenario, node) ? 'nothing comes late after the end' : null
}

const served = (world: World): number | null => {
  const shares = Object.values(world.split.shares)
  const sum = shares.reduce((total, share) => total + share, 0)
  return shares.length === 0 || sum === 100 ? null : sum
}

/** Once both have ended, what runs is of the release that is served, or of the one that it left for its own tail. */
const leftBehind = (scenario: Scenario, { rollout, tail, world }: Node): boolean => {
  const { plan, releases, serving } = scenario
  if (plan === null || rollout?.phase !== 'ended' || tail?.phase !== 'ended') return false
  const settled = rollout.outcome === 'done' || rollout.outcome === 'failed'
  const kept = [settled ? plan.release : null, serving].flatMap((one) =>
    one === null ? [] : (releases[one] ?? []),
  )
  return Object.entries(world.runs).some(([revision, { value }]) => {
    const going = value === 'absent' || value === 'stopping'
    return !going && !kept.includes(revision) && world.others.names !== revision
  })
}

const pending = (world: World): Message[] => [...world.net, ...(world.late === null ? [] : [world.late])]

/** What is still on its way after the end moves nobody, starts no job, and brings nothing back. */
const disturbed = (plan: Plan, rollout: State, world: World, { tail }: Node): boolean => {
  const gone = rollout.outcome === 'withdrawn' || rollout.outcome === 'rolled-back'
  return pending(world).some((message) => {
    const after = deliver(world, message)
    if (message.kind === 'route') {
      return (
        JSON.stringify(after.split.shares) !== JSON.stringify(world.split.shares) ||
        after.split.boot !== world.split.boot
      )
    }
    if (message.kind === 'job') {
      return (
        message.job !== 'contract' &&
        jobOf(after, message.key).value !== jobOf(world, message.key).value &&
        message.action === 'start'
      )
    }
    if (message.kind === 'run') {
      const back =
        gone && world.others.names !== message.revision && own(plan, 'new').includes(message.revision)
      return (
        back &&
        tail === null &&
        runOf(world, message.revision).value === 'absent' &&
        runOf(after, message.revision).value !== 'absent'
      )
    }
    return false
  })
}

const lateContract = (scenario: Scenario, { tail, world }: Node): boolean => {
  if (scenario.tail === null || tail?.phase !== 'ended') return false
  return pending(world).some(
    (message) =>
      message.kind === 'job' &&
      message.action === 'start' &&
      message.job === 'contract' &&
      jobOf(world, message.key).value !== jobOf(deliver(world, message), message.key).value,
  )
}
