import type { Instant, Ms } from '../kernel/time.ts'
import { environment, raiseGeneration } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import {
  commandsAfter,
  liveRollout,
  liveTails,
  putEffects,
  rollout as rolloutOf,
  settledSince,
  swapTail,
} from '../records/rollouts.ts'
import type { Rollout, Tail } from '../records/types.ts'
import { decideTail } from '../rollout/tail.ts'
import type { Decision, Reading, TailCommand, TailObservation, TailState } from '../rollout/types.ts'
import { noteMigrated } from './migrated.ts'
import { hasBegun, neighboursOf } from './neighbours.ts'
import { reportTail } from './news.ts'
import { policyInForce } from './policy-in-force.ts'
import { contractReadings } from './release-tasks.ts'
import { windowNow } from './rules.ts'
import type { Works } from './works.ts'
import { highestFence, runReadings, splitReadings, type World } from './world.ts'

/** Releases that were left and still run; of more, the oldest goes to its deadline. */
const mostTails = 3
const eagerly: Ms = 300
const patiently: Ms = 5_000
const quietFor: Ms = 10_000

/** What only the store knows: a later release settled, too many tails, a way back that needs this release. */
const levels = async (records: Records, tail: Tail): Promise<readonly TailObservation[]> => {
  const asOf = tail.state.tick
  const [later, tails, live] = [
    await settledSince(records, tail.environment, tail.startedAt, tail.rollout),
    await liveTails(records, tail.environment),
    await liveRollout(records, tail.environment),
  ]
  const crowd = tails.findIndex((one) => one.id === tail.id) < tails.length - mostTails
  const mine = live?.kind === 'rollback' && live.plan.release === tail.plan.release
  const back = mine && hasBegun(live) ? live : null
  const row = await environment(records, tail.environment)
  // An older release is out again: what would only harm it is not contracted any more.
  const older =
    tail.state.phase === 'contracting' && (row?.deployed?.release ?? Number.POSITIVE_INFINITY) <= tail.release
  return [
    ...(later === null ? [] : [{ kind: 'superseded' as const, by: String(later), asOf }]),
    ...(crowd ? [{ kind: 'crowded' as const, asOf }] : []),
    ...(back === null && !older ? [] : [{ kind: 'taken-over' as const, by: back?.id ?? tail.rollout, asOf }]),
  ]
}

const essence = (state: TailState): string =>
  JSON.stringify({ ...state, tick: 0, clock: 0, elapsed: 0, at: 0, waits: [] })

const isQuiet = (tail: Tail, decision: Decision<TailState>, now: Instant): boolean =>
  decision.effects.length === 0 &&
  now >= tail.state.at &&
  now - tail.state.at < quietFor &&
  essence(tail.state) === essence(decision.state)

/** What is irreversible waits for a window, by the policy in force now. */
const windowReadings = async (
  works: Works,
  { plan, environment: key }: Tail,
): Promise<readonly Reading[]> => {
  const row = plan.gates.length === 0 ? null : await environment(works.parts.records, key)
  if (row === null) return []
  const verdict = await windowNow(works, row, await policyInForce(works, row))
  return plan.gates.map(({ name }): Reading => ({ kind: 'gate', gate: name, verdict }))
}

const record = async (works: Works, tail: Tail, world: World, settled: Rollout | null) => {
  const windows = await windowReadings(works, tail)
  const now = works.parts.clock.now()
  const { id, environment: key, plan, state } = tail
  return inTransaction(works.parts.records, async (records) => {
    const row = await environment(records, key)
    const commands = await commandsAfter<TailCommand>(records, id, state.seq)
    const readings: readonly Reading[] = [
      ...runReadings(
        world,
        plan.components.map(({ revision }) => revision),
      ),
      ...splitReadings(world, key),
      { kind: 'fence', generation: Math.max(row?.generation ?? 0, highestFence(world, key)) },
      await neighboursOf(records, key, id),
      ...windows,
      ...(settled === null ? [] : contractReadings(world, plan, settled.release)),
    ]
    const observations: readonly TailObservation[] = [
      ...readings.map((reading) => ({ ...reading, asOf: state.tick })),
      ...(await levels(records, tail)),
      ...commands.map((command) => ({ ...command, kind: 'command' as const })),
    ]
    const decision = decideTail(plan, state, observations, now)
    if (isQuiet(tail, decision, now)) return { decision, effects: [] }
    const ended = decision.state.phase === 'ended'
    if (settled !== null) await noteMigrated(records, settled, 'contract', world, now)
    await swapTail(records, { ...tail, state: decision.state, endedAt: ended ? now : null }, state.tick)
    await raiseGeneration(records, key, decision.state.generation)
    const effects = decision.effects.filter((effect) => effect.kind !== 'tell')
    await putEffects(records, id, decision.state.tick, effects, now)
    await reportTail(records, tail, decision.effects, now)
    return { decision, effects }
  })
}

/** As `stepRollout`, for a release that was left. */
export const stepTail = async (works: Works, tail: Tail, world: World): Promise<Ms> => {
  const settled = tail.plan.contracts.length === 0 ? null : await rolloutOf(works.parts.records, tail.rollout)
  const { decision, effects } = await record(works, tail, world, settled)
  if (decision.effects.length > 0) works.bell.ring()
  await works.hands.perform(
    {
      environment: tail.environment,
      revisions: [...tail.revisions, ...(settled?.context.new.revisions ?? [])],
      context: null,
      ...(settled === null ? {} : { release: settled.release }),
    },
    effects,
  )
  if (decision.state.phase === 'ended') return patiently
  if (effects.length > 0) return eagerly
  const left = decision.state.waits.flatMap((wait) => (wait.code === 'time' ? [wait.left] : []))
  return decision.state.phase === 'keeping' ? Math.min(patiently, ...left) : eagerly
}
