import type { Plan, State } from '../types.ts'
import { commandsIn } from './moves.fixture.ts'
import { own } from './readers.fixture.ts'
import { twoWorkersRun } from './rules-workers.fixture.ts'
import type { Core, Message, Node, Scenario, World } from './scenario.fixture.ts'
import { deliver, jobOf, runOf } from './world.fixture.ts'

/** The name of the rule that a state itself breaks, or null. */
export const violationIn = (core: Core, scenario: Scenario, node: Node): string | null => {
  const { rollout, world } = node
  const { plan } = scenario
  if (served(world) !== null) return 'weights sum to 100'
  if (twoWorkersRun(scenario, node)) return 'two exclusive workers never run at once'
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
