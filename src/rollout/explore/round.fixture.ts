import type { Command, Decision, Observation, Reading, State, TailCommand, TailState } from '../types.ts'
import { readRollout, readTail } from './readings.fixture.ts'
import type { Core, Message, Node, Scenario } from './scenario.fixture.ts'
import { arrive, progress, send } from './world.fixture.ts'

/** One decision, with what it was decided on: what the invariants look at. */
export type Wake =
  | {
      readonly of: 'rollout'
      readonly before: Node
      readonly state: State
      readonly readings: readonly Reading[]
      readonly command: Command | null
      readonly decision: Decision<State>
    }
  | {
      readonly of: 'tail'
      readonly before: Node
      readonly state: TailState
      readonly readings: readonly Reading[]
      readonly decision: Decision<TailState>
    }
type Waking<K extends Wake['of']> = Extract<Wake, { of: K }>
export type Transition = { readonly node: Node; readonly wakes: readonly Wake[] }

export type Round = {
  readonly command?: Omit<Command, 'seq' | 'by'>
  readonly tailCommand?: TailCommand['command']
  /** The control plane is killed between recording and acting. */
  readonly killed?: boolean
  readonly tailFirst?: boolean
  /** As after a clock set back: no time is counted. */
  readonly atOnce?: boolean
}

const messages = (decision: Decision<unknown>): Message[] =>
  decision.effects.filter((effect): effect is Message => effect.kind !== 'tell')

/** What is on its way arrives, each machine reads and decides, its effects are sent, and the world goes on. */
export const round = (core: Core, scenario: Scenario, node: Node, options: Round = {}): Transition => {
  const wakes: Wake[] = []
  let next: Node = { ...node, world: arrive(node.world), now: node.now + (options.atOnce ? 0 : 1) }
  const rollout = () => {
    const wake = wakeRollout(core, scenario, next, options)
    if (wake === null) return
    wakes.push(wake)
    next = recorded({ ...next, rollout: wake.decision.state }, wake, options)
  }
  const tail = () => {
    const wake = wakeTail(core, scenario, next, options)
    if (wake === null) return
    wakes.push(wake)
    next = recorded({ ...next, tail: wake.decision.state }, wake, options)
  }
  for (const decide of options.tailFirst ? [tail, rollout] : [rollout, tail]) decide()
  return { node: { ...next, world: progress(next.world, node.world) }, wakes }
}

const recorded = (node: Node, { decision }: Wake, options: Round): Node => ({
  ...node,
  store: Math.max(node.store, decision.state.generation),
  world: options.killed ? node.world : send(node.world, messages(decision)),
})

const wakeRollout = (
  core: Core,
  scenario: Scenario,
  node: Node,
  options: Round,
): Waking<'rollout'> | null => {
  const { plan } = scenario
  const state = node.rollout
  if (plan === null || state === null || state.phase === 'ended') return null
  const command: Command | null =
    options.command === undefined ? null : { ...options.command, seq: state.seq + 1, by: 'ada' }
  const readings = readRollout(core, scenario, plan, node)
  const observations: Observation[] = readings.map((reading) => ({ ...reading, asOf: state.tick }))
  if (command !== null) observations.push({ ...command, kind: 'command' })
  const decision = core.decide(plan, state, observations, node.now)
  return { of: 'rollout', before: node, state, readings, command, decision }
}

const wakeTail = (core: Core, scenario: Scenario, node: Node, options: Round): Waking<'tail'> | null => {
  const { tail: plan } = scenario
  const state = node.tail
  if (plan === null || state === null || state.phase === 'ended') return null
  const readings = readTail(scenario, node)
  const stamped = readings.map((reading) => ({ ...reading, asOf: state.tick }))
  const begun = node.rollout !== null && node.rollout.phase !== 'waiting' && node.rollout.phase !== 'gating'
  const touched = begun && Object.keys(node.rollout?.wants ?? {}).length > 0
  const decision = core.decideTail(
    plan,
    state,
    [
      ...stamped,
      ...(node.world.crowded ? [{ kind: 'crowded', asOf: state.tick } as const] : []),
      ...(scenario.takesOver && touched
        ? [{ kind: 'taken-over', by: 'rollback', asOf: state.tick } as const]
        : []),
      ...(options.tailCommand === undefined
        ? []
        : [
            {
              kind: 'command',
              seq: state.seq + 1,
              command: options.tailCommand,
              at: state.phase,
              by: 'ada',
            } as const,
          ]),
    ],
    node.now,
  )
  return { of: 'tail', before: node, state, readings, decision }
}
