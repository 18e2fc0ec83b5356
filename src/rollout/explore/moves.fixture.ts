import type { Command, CommandName, Plan, State } from '../types.ts'
import { type Round, round, type Transition } from './round.fixture.ts'
import type { Core, Message, Node, Scenario, World } from './scenario.fixture.ts'
import { deliver, jobOf, restartRouter, runOf, withJob, withRun, wording } from './world.fixture.ts'

/** `fault`: counts against the budget. What is not a fault may happen as often as it likes. */
export type Move = { readonly label: string; readonly fault: boolean; readonly go: () => Transition }

type Change = { readonly label: string; readonly world: World }

const changed = (node: Node, changes: readonly Change[], fault: boolean): Move[] =>
  changes.map(({ label, world }) => ({ label, fault, go: () => ({ node: { ...node, world }, wakes: [] }) }))

/** All that may happen in a node, with faults or without. */
export const moves = (core: Core, scenario: Scenario, node: Node, faults: boolean): Move[] => {
  if (over(node)) return []
  const free = changed(node, mended(scenario, node), false)
  if (!faults) return [...rounds(core, scenario, node).filter((move) => !move.fault), ...free]
  return [
    ...rounds(core, scenario, node),
    ...free,
    ...changed(node, messageFaults(node.world), true),
    ...changed(node, processFaults(scenario, node), true),
    ...changed(node, inputs(scenario, node), true),
  ]
}

const ended = (state: { readonly phase: string } | null): boolean => state === null || state.phase === 'ended'
export const over = (node: Node): boolean => ended(node.rollout) && ended(node.tail)

const rounds = (core: Core, scenario: Scenario, node: Node): Move[] => {
  const move = (label: string, fault: boolean, options: Round): Move => ({
    label,
    fault,
    go: () => round(core, scenario, node, options),
  })
  const both = !ended(node.rollout) && !ended(node.tail)
  return [
    move('wake', false, {}),
    move('wake, killed before acting', true, { killed: true }),
    move('wake, no time later', true, { atOnce: true }),
    ...(both ? [move('wake, the tail first', false, { tailFirst: true })] : []),
    ...commandsIn(core, scenario.plan, node.rollout).map(({ free, label, command }) =>
      move(`wake, ${label}`, !free, { command }),
    ),
    ...tailCommandsIn(node).map((command) =>
      move(`wake, ${command} the tail`, true, { tailCommand: command }),
    ),
  ]
}

const tailCommandsIn = ({ tail }: Node): ('promote' | 'skip')[] =>
  tail?.phase === 'keeping' ? ['promote'] : tail?.phase === 'contracting' ? ['skip'] : []

type Given = {
  readonly label: string
  readonly free: boolean
  readonly command: NonNullable<Round['command']>
}

const names: readonly CommandName[] = ['pause', 'resume', 'promote', 'rollback', 'hand-over', 'take-back']

/** Every command that a person may give here, and a promote that was given for the step before. */
export const commandsIn = (core: Core, plan: Plan | null, state: State | null): Given[] => {
  if (plan === null || state === null || state.phase === 'ended') return []
  const here = { at: state.phase, step: state.step }
  const all: Given[] = names.flatMap((command): Given[] => {
    if (command !== 'take-back') {
      return [{ label: command, free: command === 'resume', command: { command, ...here } }]
    }
    return (['returning', 'moving'] as const).map((to) => {
      return { label: `take-back to ${to}`, free: true, command: { command, ...here, to } }
    })
  })
  const taken = all.filter(({ command }) => {
    const given: Command = { ...command, seq: state.seq + 1, by: 'ada' }
    return core.refusalOf(plan, state, given) === null
  })
  const doubled: Given = {
    label: 'promote of the step before',
    free: false,
    command: { command: 'promote', at: 'observing', step: state.step - 1 },
  }
  return state.phase === 'observing' && state.step > 0 ? [...taken, doubled] : taken
}

/** What belongs to neither side is somebody else's to start again. */
const sharedOf = ({ plan }: Scenario): string[] =>
  (plan?.components ?? []).flatMap(({ old, new: fresh }) => (old !== null && old === fresh ? [old] : []))

/** What mends by itself, at any time. */
const mended = (scenario: Scenario, node: Node): Change[] => {
  const { world } = node
  return [
    ...sharedOf(scenario)
      .filter((revision) => runOf(world, revision).value === 'failed' && !runOf(world, revision).doomed)
      .map((revision) => ({
        label: `${revision} is started again`,
        world: withRun(world, revision, { value: 'starting' }),
      })),
    ...(world.stalled === null
      ? []
      : [{ label: `${world.stalled} goes on`, world: { ...world, stalled: null } }]),
    ...(world.dark === null
      ? []
      : [{ label: `${world.dark} is read again`, world: { ...world, dark: null } }]),
    ...(world.late === null
      ? []
      : [
          {
            label: `late: ${world.late.key} ${wording(world.late)}`,
            world: { ...deliver(world, world.late), late: null },
          },
        ]),
    ...(world.turn ? [] : [{ label: 'the turn is free', world: { ...world, turn: true } }]),
    ...(world.gate === 'pass'
      ? []
      : [{ label: 'the gate passes', world: { ...world, gate: 'pass' as const } }]),
    ...(world.window === 'open'
      ? []
      : [{ label: 'the window opens', world: { ...world, window: 'open' as const } }]),
    ...(world.judge === 'safe' || world.judge === 'regressed'
      ? []
      : [{ label: 'the judge: safe', world: { ...world, judge: 'safe' as const } }]),
    ...othersGone(scenario, node),
  ]
}

/** Whoever goes stops what was theirs, unless the rollout or the tail names it too. */
const othersGone = (scenario: Scenario, { world, rollout, tail, store }: Node): Change[] => {
  const { names: named, contracting, older } = world.others
  if (named === null && !contracting && !older) return []
  const gone = { ...world, others: { names: null, contracting: false, older: false } }
  const ours = !ended(rollout) && scenario.plan?.components.some((one) => one.new === named)
  const tails = !ended(tail) && scenario.tail?.components.some((one) => one.revision === named)
  const after =
    named === null || ours || tails ? gone : withRun(gone, named, { value: 'absent', fence: store + 1 })
  return [{ label: 'the neighbours are gone', world: after }]
}

/** All that stands still or in the way, and would mend, has mended. */
export const allMended = (scenario: Scenario, node: Node): World => {
  let next = node.world
  for (;;) {
    const change = mended(scenario, { ...node, world: next }).find(({ label }) => !label.startsWith('late'))
    if (change === undefined) return next
    next = change.world
  }
}

const messageFaults = (world: World): Change[] => [
  ...world.net.map((message) => ({
    label: `lost: ${message.key} ${wording(message)}`,
    world: { ...world, net: world.net.filter((one) => one !== message) },
  })),
  ...world.net.flatMap((message) =>
    message.kind === 'job' && message.action === 'start' ? failing(world, message) : [],
  ),
  ...(world.late === null
    ? world.net.flatMap((message) => [
        {
          label: `delayed: ${message.key} ${wording(message)}`,
          world: { ...world, net: world.net.filter((one) => one !== message), late: message },
        },
        { label: `doubled: ${message.key} ${wording(message)}`, world: { ...world, late: message } },
      ])
    : []),
]

/** A job that fails this time, or whenever it runs. */
const failing = (world: World, message: Message): Change[] => {
  const begun = deliver({ ...world, net: world.net.filter((one) => one !== message) }, message)
  return [false, true].map((doomed) => ({
    label: `${message.key} fails${doomed ? ' for good' : ''}`,
    world: withJob(begun, message.key, { value: 'failed', doomed }),
  }))
}

const processFaults = (scenario: Scenario, node: Node): Change[] => {
  const { world } = node
  const living = Object.keys(world.runs).filter((revision) => runOf(world, revision).value !== 'absent')
  const jobs = Object.keys(world.jobs).filter((key) => jobOf(world, key).value === 'running')
  const stalls = [...new Set([...living.map((one) => `run/${one}`), ...jobs, 'split', 'open'])]
  const darks = ['target', 'router', 'judge', 'gates', 'store', ...living.map((one) => `run/${one}`), ...jobs]
  return [
    ...living.flatMap((revision) => crashes(world, revision)),
    ...(scenario.serving === null && world.split.boot === null
      ? []
      : [{ label: 'the router restarts', world: restartRouter(world) }]),
    ...(world.stalled === null
      ? stalls.map((stalled) => ({ label: `${stalled} stands still`, world: { ...world, stalled } }))
      : []),
    ...(world.dark === null
      ? darks.map((dark) => ({ label: `${dark} is not read`, world: { ...world, dark } }))
      : []),
    ...jobs
      .filter((key) => !jobOf(world, key).doomed)
      .map((key) => ({ label: `${key} fails`, world: withJob(world, key, { value: 'failed' }) })),
  ]
}

const crashes = (world: World, revision: string): Change[] => {
  const { value, doomed } = runOf(world, revision)
  return [
    ...(value === 'ready'
      ? [{ label: `${revision} crashes`, world: withRun(world, revision, { value: 'starting' }) }]
      : []),
    ...(value === 'ready' || value === 'starting'
      ? [{ label: `${revision} fails`, world: withRun(world, revision, { value: 'failed' }) }]
      : []),
    ...(doomed || value === 'stopping'
      ? []
      : [
          {
            label: `${revision} fails for good`,
            world: withRun(world, revision, { value: 'failed', doomed: true }),
          },
        ]),
  ]
}

/** What judge, gates, queue, neighbours and people bring. */
const inputs = (scenario: Scenario, node: Node): Change[] => {
  const { world, rollout, tail } = node
  const gated = (scenario.plan?.gates.length ?? 0) + (scenario.tail?.gates.length ?? 0) > 0
  const judged = rollout !== null && rollout.weight > 0 && scenario.plan?.kind === 'release'
  const judgements = ['regressed', 'not-enough-evidence', 'no-telemetry', 'safe-before'] as const
  return [
    ...(gated && world.gate === 'pass'
      ? (['hold', 'refuse'] as const).map((gate) => ({
          label: `the gate: ${gate}`,
          world: { ...world, gate },
        }))
      : []),
    ...(gated && world.window === 'open'
      ? [{ label: 'the window closes', world: { ...world, window: 'closed' as const } }]
      : []),
    ...(judged && world.judge === 'safe'
      ? judgements.map((judge) => ({ label: `the judge: ${judge}`, world: { ...world, judge } }))
      : []),
    ...(world.superseded ? [] : [{ label: 'superseded', world: { ...world, superseded: true } }]),
    ...(tail === null || world.crowded ? [] : [{ label: 'crowded', world: { ...world, crowded: true } }]),
    ...(world.turn && rollout !== null && ['waiting', 'gating'].includes(rollout.phase)
      ? [{ label: 'the turn is another’s', world: { ...world, turn: false } }]
      : []),
    ...neighbourInputs(scenario, node),
    ...byHand(scenario, node),
  ]
}

const neighbourInputs = (scenario: Scenario, { world, tail }: Node): Change[] => {
  const { names: named, contracting, older } = world.others
  if (named !== null || contracting || older) return []
  const revisions = [
    ...(scenario.plan?.components ?? []).flatMap((one) =>
      one.new === one.old || one.new === null ? [] : [one.new],
    ),
    ...(scenario.tail?.components ?? []).map((one) => one.revision),
  ]
  const none = { names: null, contracting: false, older: false }
  return [
    ...revisions.slice(0, 1).map((revision) => ({
      label: `another names ${revision}`,
      world: { ...world, others: { ...none, names: revision } },
    })),
    ...(scenario.plan?.components.some((one) => one.jobs.includes('expand'))
      ? [{ label: 'another contracts', world: { ...world, others: { ...none, contracting: true } } }]
      : []),
    ...(tail !== null && (scenario.tail?.contracts.length ?? 0) > 0
      ? [{ label: 'another is older', world: { ...world, others: { ...none, older: true } } }]
      : []),
  ]
}

/** What a person does with the router while the rollout is in their hands. */
const byHand = ({ plan }: Scenario, { world, rollout }: Node): Change[] => {
  if (plan === null || rollout?.phase !== 'handed-over') return []
  return [0, 50, 100]
    .filter((weight) => plan.previous !== null || weight === 100)
    .filter((weight) => (world.split.shares[plan.release] ?? 0) !== weight)
    .map((weight) => {
      const message = {
        kind: 'route',
        key: 'split',
        weight,
        new: plan.release,
        old: plan.previous,
        boot: plan.previous ?? plan.release,
        salt: plan.salt,
        generation: world.split.fence + 1,
      } as const
      return { label: `by hand: ${weight} %`, world: deliver(world, message) }
    })
}
