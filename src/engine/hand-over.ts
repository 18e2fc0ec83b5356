import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import type { RevisionSpec } from '../ports/target.ts'
import { changeEnvironment, environment as environmentOf, raiseGeneration } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { liveRollout, liveTails, putCommand } from '../records/rollouts.ts'
import type { Environment, Rollout } from '../records/types.ts'
import { refusalOf } from '../rollout/commands.ts'
import { refusalText } from '../rollout/messages.ts'
import type { Command } from '../rollout/types.ts'
import { knownOf } from './actual.ts'
import type { DoneView, HandedView, Standing } from './facade.ts'
import { journal } from './journal.ts'
import * as words from './messages-hands.ts'
import { beingRemoved } from './messages-remove.ts'
import { commandRefused, rolloutLive } from './problems.ts'
import type { Works } from './works.ts'
import { highestFence, type World } from './world.ts'

/** A world that was read whole, now. */
type Known = World & {
  readonly target: NonNullable<World['target']>
  readonly router: NonNullable<World['router']>
}

const read = async (works: Works): Promise<Known> => {
  const world = await works.eyes.read()
  const { target, router } = world
  if (target === null || router === null) throw new ProblemError(words.worldUnread(works.eyes.last().unknown))
  return { ...world, target, router }
}

/** What stands where in an environment, as it is read: every release's share, every instance. */
const standing = async (works: Works, row: Environment, world: Known): Promise<readonly Standing[]> => {
  const split = world.router.splits.find((one) => one.environment === row.key)
  const shareOf = (release: number): number =>
    (split?.new === release ? split.weight : 0) + (split?.old === release ? 100 - split.weight : 0)
  const known = new Map((await knownOf(works, row)).map((one) => [one.release, one]))
  const named = [...known.values()].toSorted((a, b) => a.release - b.release)
  const seen = new Set<string>()
  const standings = named.map((deployed): Standing => {
    const runs = deployed.revisions.flatMap(({ key }) => world.target.runs.filter((run) => run.key === key))
    for (const { key } of runs) seen.add(key)
    return { release: deployed.release, weight: shareOf(deployed.release), runs: runs.map(runView) }
  })
  const others = world.target.runs.filter(({ key }) => key.startsWith(`${row.key}/`) && !seen.has(key))
  const all =
    others.length === 0 ? standings : [...standings, { release: null, weight: 0, runs: others.map(runView) }]
  return all.filter((one) => one.weight > 0 || one.runs.length > 0)
}

const runView = (run: Known['target']['runs'][number]): Standing['runs'][number] => ({
  component: run.spec.labels.component,
  revision: run.spec.labels.revision,
  value: run.value,
  instances: run.instances.map(({ id, pid, port, state }) => ({ id, pid, port, state })),
})

/**
 * Instances that a person stops stay so while it is handed over, and are started again by the supervisor's own rule
 * afterwards. Above everything issued before, so that nothing late undoes it.
 */
const leaveInstances = async (
  works: Works,
  row: Environment,
  world: Known,
  isLeft: boolean,
): Promise<void> => {
  const { parts } = works
  const revisions = new Map<string, RevisionSpec>()
  for (const { revisions: all } of await knownOf(works, row))
    for (const one of all) revisions.set(one.key, one)
  for (const tail of await liveTails(parts.records, row.key))
    for (const one of tail.revisions) revisions.set(one.key, one)
  const changed = [...revisions.values()].flatMap((revision): RevisionSpec[] => {
    const run = world.target.runs.find(({ key }) => key === revision.key)
    const { drift: _, ...rest } = revision
    const wanted: RevisionSpec = isLeft ? { ...rest, drift: 'tell' } : revision
    const isLiving = run !== undefined && run.value !== 'absent' && run.value !== 'stopping'
    return isLiving && run.spec.drift !== wanted.drift ? [wanted] : []
  })
  if (changed.length === 0) return
  const highest = await inTransaction(parts.records, async (records) => {
    const stored = (await environmentOf(records, row.key))?.generation ?? 0
    const next = Math.max(stored, highestFence(world, row.key)) + changed.length
    await raiseGeneration(records, row.key, next)
    return next
  })
  await Promise.all(
    changed.map((revision, index) =>
      parts.target
        .run(revision, highest - index)
        .catch((error: unknown) => parts.trouble(`${isLeft ? 'leave' : 'take up'} ${revision.key}`, error)),
    ),
  )
}

const subjectOf = (row: Environment, live: Rollout | null) => ({
  application: row.application,
  environment: row.name,
  ...(live === null ? {} : { rollout: live.id, release: live.release }),
})

/** Takes an environment, and the rollout that is on its way there, out of the machine's hands. */
export const handOver = async (works: Works, row: Environment, actor: Actor): Promise<HandedView> => {
  const { parts } = works
  if (row.handedOver !== null) throw new ProblemError(words.inHands(row.name, row.handedOver.by))
  const world = await read(works)
  const live = await liveRollout(parts.records, row.key)
  if (live?.kind === 'restart') throw new ProblemError(rolloutLive(row.name, live.release))
  const moves = live !== null && live.state.phase !== 'waiting' ? live : null
  if (moves !== null) {
    const { plan, state } = moves
    const given: Command = {
      command: 'hand-over',
      at: state.phase,
      step: state.step,
      by: actor.name,
      seq: state.seq + 1,
    }
    const refusal = refusalOf(plan, state, given)
    if (refusal !== null) throw new ProblemError(commandRefused('hand-over', refusalText(refusal)))
  }
  const text = words.handedOver(row.name, moves?.release ?? null)
  const stands = await standing(works, row, world)
  await inTransaction(parts.records, async (records) => {
    const at = parts.clock.now()
    await changeEnvironment(records, row.key, { handedOver: { by: actor.name, at } })
    if (moves !== null) {
      const given = {
        command: 'hand-over',
        at: moves.state.phase,
        step: moves.state.step,
        by: actor.name,
      } as const
      await putCommand(records, moves.id, given, actor.name, at)
    }
    await journal(records, {
      at,
      actor,
      action: 'handed-over',
      subject: subjectOf(row, moves),
      payload: { text, stands: stands.map(({ release, weight }) => ({ release, weight })) },
      text,
      level: 'alarm',
    })
  })
  await leaveInstances(works, row, world, true)
  const split = world.router.splits.find((one) => one.environment === row.key)
  return {
    text,
    rollout: moves?.id ?? null,
    environment: row.name,
    listening: split?.listening ?? [],
    stands,
    waits: (await liveTails(parts.records, row.key)).map(({ release, state }) => ({
      release,
      phase: state.phase,
    })),
  }
}

/** Gives it to the machine again, which goes on from the world as it is read now. */
export const takeBack = async (
  works: Works,
  row: Environment,
  to: 'returning' | 'moving' | null,
  actor: Actor,
): Promise<DoneView> => {
  const { parts } = works
  if (row.handedOver?.removing !== undefined) throw new ProblemError(beingRemoved(row.name))
  if (row.handedOver === null) throw new ProblemError(words.notInHands(row.name))
  const world = await read(works)
  const found = await liveRollout(parts.records, row.key)
  const live = found !== null && found.state.phase !== 'waiting' ? found : null
  if (live !== null && to === null) throw new ProblemError(words.whichWay(live.release))
  const way = live === null ? null : (to ?? 'returning')
  const given =
    live === null || way === null
      ? null
      : ({
          command: 'take-back',
          at: live.state.phase,
          step: live.state.step,
          by: actor.name,
          to: way,
        } as const)
  if (live !== null && given !== null) {
    const refusal = refusalOf(live.plan, live.state, { ...given, seq: live.state.seq + 1 })
    if (refusal !== null) throw new ProblemError(commandRefused('take-back', refusalText(refusal)))
  }
  const text = words.takenInHand(row.name, way, live?.release ?? row.release ?? 0)
  await leaveInstances(works, row, world, false)
  const stands = await standing(works, row, world)
  await inTransaction(parts.records, async (records) => {
    const at = parts.clock.now()
    await changeEnvironment(records, row.key, { handedOver: null })
    if (live !== null && given !== null) await putCommand(records, live.id, given, actor.name, at)
    await journal(records, {
      at,
      actor,
      action: 'taken-in-hand',
      subject: subjectOf(row, live),
      payload: { text, stands: stands.map(({ release, weight }) => ({ release, weight })) },
      text,
    })
  })
  return { text, rollout: live?.id ?? null, environment: row.name }
}
