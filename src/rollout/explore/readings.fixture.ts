import type { Verdict } from '../../kernel/verdict.ts'
import { jobKey } from '../keys.ts'
import type { JobKind, Neighbours, Plan, Reading, Revision, RunValue } from '../types.ts'
import type { Core, Node, Scenario, World } from './scenario.fixture.ts'
import { jobOf, openOf, runOf } from './world.fixture.ts'

const runReading = (world: World, revision: Revision): Reading => {
  const { value, fence } = runOf(world, revision)
  const read: RunValue = value === 'stopping' ? 'starting' : value
  return { kind: 'run', revision, value: read, generation: fence }
}

const runs = (world: World, revisions: readonly Revision[]): Reading[] =>
  world.dark === 'target'
    ? []
    : revisions
        .filter((revision) => world.dark !== `run/${revision}`)
        .map((revision) => runReading(world, revision))

const split = (scenario: Scenario, world: World): Reading[] => {
  if (world.dark === 'router') return []
  const { shares, boot, fence } = world.split
  return [{ kind: 'split', shares, boot, open: openOf(scenario, world), generation: fence }]
}

const job = (world: World, kind: JobKind, revision: Revision): Reading[] => {
  const key = jobKey(kind, revision)
  if (world.dark === 'target' || world.dark === key) return []
  const { value, fence } = jobOf(world, key)
  return [{ kind: 'job', job: kind, revision, value, generation: fence }]
}

const verdicts: Readonly<Record<'pass' | 'hold' | 'refuse', Verdict>> = {
  pass: { outcome: 'pass', reasons: [] },
  hold: { outcome: 'hold', reasons: [] },
  refuse: { outcome: 'refuse', reasons: [] },
}

const gates = (world: World, names: Plan['gates']): Reading[] =>
  world.dark === 'gates'
    ? []
    : names.map(({ name, window }) => ({
        kind: 'gate',
        gate: name,
        verdict: window ? verdicts[world.window === 'open' ? 'pass' : 'hold'] : verdicts[world.gate],
      }))

const judged = (core: Core, node: Node): Reading[] => {
  const { world, rollout } = node
  if (rollout === null || rollout.weight === 0 || world.dark === 'judge') return []
  const of = core.evidenceOf(rollout) ?? 0
  return world.judge === 'safe-before'
    ? [{ kind: 'verdict', of: of - 1, judgement: 'safe', reasons: [] }]
    : [{ kind: 'verdict', of, judgement: world.judge, reasons: [] }]
}

/** What the store says of the rest of the environment, from what is decided there and not from what runs. */
const neighbours = (scenario: Scenario, node: Node, reader: 'rollout' | 'tail'): Neighbours => {
  const { world, rollout, tail } = node
  const { plan, tail: left } = scenario
  // A rollout names its revisions from its first want on: one that waits has nothing to lose and nothing to clear.
  const begun = rollout !== null && Object.keys(rollout.wants).length > 0
  const live = begun && rollout.phase !== 'ended' && plan !== null
  const tailing = tail !== null && tail.phase !== 'ended' && left !== null
  const ofRollout = live ? plan.components.flatMap((one) => [one.old ?? [], one.new ?? []].flat()) : []
  const served = desired(scenario, node)
  const ofTail = tailing ? left.components.map((one) => one.revision) : []
  const named = [
    ...(reader === 'tail' ? [...ofRollout, ...served] : ofTail),
    ...(world.others.names === null ? [] : [world.others.names]),
  ]
  const migrating = (kind: JobKind, wants: object) =>
    Object.keys(wants).some((key) => key.startsWith(`job/${kind}/`))
  const contracting = reader === 'rollout' && tailing && migrating('contract', tail.wants)
  const expanding = reader === 'tail' && live && migrating('expand', rollout.wants)
  const present = tailing && left.components.some((one) => runOf(world, one.revision).value !== 'absent')
  const older =
    reader === 'tail' &&
    (expanding || present || (live && (plan.previous === left?.release || plan.release === left?.release)))
  return {
    kind: 'neighbours',
    named: [...new Set(named)],
    contracting: contracting || world.others.contracting,
    older: older || world.others.older,
  }
}

/** Revisions of the release that should run: the new one once the rollout has settled on it. */
const desired = (scenario: Scenario, { rollout }: Node): readonly Revision[] => {
  const { plan, serving, releases } = scenario
  const settled = rollout?.phase === 'ended' && (rollout.outcome === 'done' || rollout.outcome === 'failed')
  const release = settled && plan !== null ? plan.release : serving
  return release === null ? [] : (releases[release] ?? [])
}

export const readRollout = (core: Core, scenario: Scenario, plan: Plan, node: Node): Reading[] => {
  const { world } = node
  const revisions = [...new Set(plan.components.flatMap((one) => [one.old ?? [], one.new ?? []].flat()))]
  const jobs = plan.components.flatMap(({ new: on, jobs: kinds }) =>
    on === null ? [] : kinds.filter((kind) => kind !== 'contract').map((kind) => ({ kind, on })),
  )
  const store: Reading[] =
    world.dark === 'store'
      ? []
      : [{ kind: 'turn', granted: world.turn }, neighbours(scenario, node, 'rollout')]
  return [
    { kind: 'fence', generation: node.store },
    ...store,
    ...gates(world, plan.gates),
    ...runs(world, revisions),
    ...split(scenario, world),
    ...jobs.flatMap(({ kind, on }) => job(world, kind, on)),
    ...judged(core, node),
    ...(world.superseded ? [{ kind: 'superseded', by: 'k9' } as const] : []),
  ]
}

export const readTail = (scenario: Scenario, node: Node): Reading[] => {
  const { world } = node
  const plan = scenario.tail
  if (plan === null) return []
  return [
    { kind: 'fence', generation: node.store },
    ...(world.dark === 'store' ? [] : [neighbours(scenario, node, 'tail')]),
    ...gates(world, plan.gates),
    ...runs(
      world,
      plan.components.map((one) => one.revision),
    ),
    ...split(scenario, world),
    ...plan.contracts.flatMap((one) => job(world, 'contract', one.revision)),
    ...(world.superseded ? [{ kind: 'superseded', by: 'r9' } as const] : []),
  ]
}
