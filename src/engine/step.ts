import { endWatch } from '../analysis/watch-end.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { environment, queueOf, raiseGeneration } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { commandsAfter, putEffects, rolloutsOf, swapRollout } from '../records/rollouts.ts'
import type { Environment, Rollout, Seen } from '../records/types.ts'
import type { Probed } from '../records/types-rehearsal.ts'
import { decide } from '../rollout/decide.ts'
import type { Command, Decision, Effect, Observation, Phase, Reading, State } from '../rollout/types.ts'
import { allRevisions } from './all-revisions.ts'
import { backedOut } from './back.ts'
import { settleEnd } from './ending.ts'
import { type Gathered, gather } from './evidence.ts'
import { faultsOf } from './faults.ts'
import { readGates } from './gatekeeping.ts'
import { tellLocks } from './locks.ts'
import { noteMigrated } from './migrated.ts'
import { neighboursOf } from './neighbours.ts'
import { report } from './news.ts'
import { sceneOf } from './perform.ts'
import { covers } from './promotion.ts'
import { putRehearsal, rehearsalSeen } from './rehearsal-evidence.ts'
import { taskFaults, taskReadings } from './release-tasks.ts'
import { summaryOf } from './summary.ts'
import { noteJudged } from './verdicts.ts'
import { verifyWayBack } from './way-back.ts'
import type { Works } from './works.ts'
import { highestFence, runReadings, splitReadings, type World } from './world.ts'

/** Phases in which the next decision waits for the world, not for time. */
const eager: readonly Phase[] = [
  'waiting',
  'gating',
  'expanding',
  'starting',
  'proving',
  'moving',
  'rehearsing',
  'settling',
  'returning',
  'clearing',
]
const eagerly: Ms = 150
/** A decision that changes nothing but its clock is written at least this often; half of what a tick may count. */
const quietFor: Ms = 2_000

/** Rows of a second are written when it is over: they are read right then. */
const untilNextSecond = (now: Instant): Ms => 1_000 - (now % 1_000) + 100

const gated: readonly Phase[] = ['waiting', 'gating', 'proving', 'observing']

const gateReadings = async (
  works: Works,
  row: Environment,
  rollout: Rollout,
): Promise<readonly Reading[]> => {
  const { plan, state, candidate: id } = rollout
  if (plan.gates.length === 0 || id === null || !gated.includes(state.phase)) return []
  const watch = state.phase === 'observing' && state.step >= plan.steps.length - 1
  const candidate = watch ? null : await candidateOf(works.parts.records, id)
  if (candidate === null) return []
  // Its turn was granted, so a hold of the queue was passed or lifted: only what is new counts.
  const gates = await readGates(works, row, candidate, { lifted: true }, rollout)
  return gates.map(({ gate, verdict }) => ({ kind: 'gate', gate, verdict }))
}

/** A later one that waits and contains this commit, where the plan withdraws for it; never twice in a row. */
const supersededBy = async (works: Works, rollout: Rollout): Promise<readonly Reading[]> => {
  const { parts } = works
  if (rollout.plan.whenSuperseded !== 'withdraw' || rollout.candidate === null) return []
  const where = { application: rollout.application, environment: rollout.environment }
  const before = (await rolloutsOf(parts.records, where, 2)).find((one) => one.id !== rollout.id)
  if (before?.state.cause?.code === 'superseded') return []
  const commit = rollout.context.new.commit
  const mine = await candidateOf(parts.records, rollout.candidate)
  for (const entry of await queueOf(parts.records, rollout.environment)) {
    const later = entry.state === 'waiting' ? await candidateOf(parts.records, entry.candidate) : null
    if (later === null || mine === null || later.commit === commit || !covers(later, mine)) continue
    const contains = await parts.source.contains(rollout.application, later.commit, commit)
    if (contains === true) return [{ kind: 'superseded', by: later.id }]
  }
  return []
}

/** A way back waits until every image that it needs is here. */
const turnReading = async (works: Works, rollout: Rollout): Promise<Reading> => {
  if (rollout.kind !== 'rollback' || rollout.state.phase !== 'waiting') return { kind: 'turn', granted: true }
  const present = await Promise.all(
    allRevisions(rollout.context.new).map(({ image }) => works.images.present(image)),
  )
  return { kind: 'turn', granted: present.every((one) => one) }
}

const read = async (
  works: Works,
  row: Environment,
  rollout: Rollout,
  world: World,
): Promise<readonly Reading[]> => {
  const revisions = rollout.plan.components.flatMap(({ old, new: revision }) => [old, revision])
  const named = [...new Set(revisions.filter((revision) => revision !== null))]
  return [
    await turnReading(works, rollout),
    ...runReadings(world, named),
    ...taskReadings(world, rollout.plan),
    ...splitReadings(world, row.key),
    ...(await gateReadings(works, row, rollout)),
    ...(await supersededBy(works, rollout)),
  ]
}

/** What telemetry says, and what a rehearsal's own requests met. */
type Looked = Gathered & { readonly probed: Probed | null }

/** What a decision decided, besides the passing of time. */
const essence = (state: State): string =>
  JSON.stringify({
    ...state,
    tick: 0,
    clock: 0,
    elapsed: 0,
    at: 0,
    waits: state.waits.map(({ code }) => code),
  })

const isQuiet = (before: Rollout, decision: Decision<State>, gathered: Looked, now: Instant): boolean =>
  decision.effects.length === 0 &&
  gathered.cursor === before.cursor &&
  now - before.state.at < quietFor &&
  now >= before.state.at &&
  essence(before.state) === essence(decision.state)

const sees = (before: Rollout, state: State, gathered: Looked, world: World, now: Instant): Seen => {
  const { seen, plan, state: was } = before
  const rehearsal = rehearsalSeen(before, state, gathered.probed, now)
  const turned = state.phase === 'returning' && was.phase !== 'returning'
  const back = was.phase === 'returning' && state.phase !== 'returning'
  const watched =
    was.phase === 'observing' && was.step === plan.steps.length - 1 && state.phase !== 'observing'
  return {
    ...seen,
    culprits: gathered.culprits,
    own: seen.own ?? (state.weight > 0 ? (state.wants['split']?.since ?? null) : null),
    turnedAt: turned ? was.target * Number(was.weight > 0) : seen.turnedAt,
    turnedSince: turned ? now : seen.turnedSince,
    faults:
      turned || (state.staying && !was.staying)
        ? [...taskFaults(world, plan), ...faultsOf(world, plan.components)]
        : seen.faults,
    returned: back && seen.turnedSince !== null ? now - seen.turnedSince : seen.returned,
    ...(rehearsal === undefined ? {} : { rehearsal }),
    watch: watched && plan.kind === 'release' ? endWatch(gathered.judge, now).text : seen.watch,
  }
}

/** The watch after a way back begins with its end. */
const afterOf = ({ seen, outcome }: Rollout, now: Instant): Seen =>
  seen.after === null || outcome !== 'done'
    ? seen
    : { ...seen, after: { ...seen.after, until: now + seen.after.for } }

const advanced = (
  before: Rollout,
  decision: Decision<State>,
  gathered: Looked,
  world: World,
  now: Instant,
): Rollout => {
  const { state } = decision
  const ended = state.phase === 'ended'
  const next: Rollout = {
    ...before,
    state,
    judge: gathered.judge,
    cursor: gathered.cursor,
    crashes: gathered.crashes,
    seen: sees(before, state, gathered, world, now),
    movedAt: before.movedAt ?? (state.weight > 0 ? now : null),
    endedAt: ended ? now : null,
    outcome: state.outcome,
  }
  return ended ? { ...next, seen: afterOf(next, now), summary: summaryOf(next, now) } : next
}

type Stepped = {
  readonly wakeIn: Ms
  readonly effects: readonly Effect[]
  readonly wake: readonly string[]
  readonly told: boolean
  readonly ended: boolean
}

/** One decision, recorded whole: state, judge with cursor, intended effects, ledger, and all that its end brings. */
const record = async (
  works: Works,
  before: Rollout,
  readings: readonly Reading[],
  gathered: Looked,
  world: World,
): Promise<Stepped> => {
  const { parts } = works
  const now = parts.clock.now()
  const tail = parts.ids.next()
  return inTransaction(parts.records, async (records) => {
    const { id, environment: key, plan, state } = before
    const commands = await commandsAfter<Command>(records, id, state.seq)
    const row = await environment(records, key)
    const fence = Math.max(row?.generation ?? 0, highestFence(world, key))
    const all: readonly Reading[] = [
      ...readings,
      ...gathered.readings,
      { kind: 'fence', generation: fence },
      await neighboursOf(records, key, id),
    ]
    const observations: readonly Observation[] = [
      ...all.map((reading) => ({ ...reading, asOf: state.tick })),
      ...commands.map((command) => ({ ...command, kind: 'command' as const })),
    ]
    const decision = decide(plan, state, observations, now)
    const wakeIn = decision.wakeIn ?? 0
    if (isQuiet(before, decision, gathered, now))
      return { wakeIn, effects: [], wake: [], told: false, ended: false }
    const next = advanced(before, decision, gathered, world, now)
    await swapRollout(records, next, state.tick)
    await raiseGeneration(records, key, decision.state.generation)
    const effects = decision.effects.filter((effect) => effect.kind !== 'tell')
    await putEffects(records, id, next.state.tick, effects, now)
    await noteJudged(records, before, next, gathered.readings, now)
    await report(records, before, next, decision.effects, now)
    await noteMigrated(records, next, 'expand', world, now)
    if (next.outcome !== null) await verifyWayBack(records, next, world, now)
    const wake = next.outcome === null ? [] : await finish(records, next, tail, now)
    return { wakeIn, effects, wake, told: true, ended: next.outcome !== null }
  })
}

const finish = async (records: Records, rollout: Rollout, tail: string, now: Instant) => {
  await putRehearsal(records, rollout, now)
  const also = rollout.kind === 'rollback' ? await backedOut(records, rollout) : []
  return settleEnd(records, rollout, tail, also, now)
}

/** Reads the world, decides, records and acts, once. Gives the longest time until the next decision. */
export const stepRollout = async (
  works: Works,
  row: Environment,
  rollout: Rollout,
  world: World,
): Promise<Ms> => {
  const probed = await works.rehearsing.tend(rollout)
  const gathered = { ...(await gather(works.parts, rollout, world)), probed }
  const readings = await read(works, row, rollout, world)
  const { wakeIn, effects, wake, told, ended } = await record(works, rollout, readings, gathered, world)
  if (ended) works.rehearsing.end(rollout.id)
  if (told) works.bell.ring()
  for (const key of wake) works.wake(key)
  await works.hands.perform(sceneOf(rollout.environment, rollout.context), effects)
  if (told && rollout.state.phase === 'expanding') await tellLocks(works, rollout)
  if (effects.length > 0 || gathered.more) return 0
  if (eager.includes(rollout.state.phase)) return Math.min(wakeIn, eagerly)
  return Math.min(wakeIn, untilNextSecond(works.parts.clock.now()))
}
