import type { EnvironmentConfig } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import type { Actor } from '../ledger/entry.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { liveRollout, putCommand } from '../records/rollouts.ts'
import type { Environment, Rollout } from '../records/types.ts'
import { refusalOf } from '../rollout/commands.ts'
import { refusalText } from '../rollout/messages.ts'
import { candidateFor, deployedAs, targetOf } from './back.ts'
import { type Beginning, beginRollout, subjectOf } from './begin.ts'
import type { EngineCommand, Onwards } from './ending.ts'
import type { DoneView } from './facade.ts'
import { environmentConfig } from './gatekeeping.ts'
import { journal } from './journal.ts'
import { asCandidate, isFreeWayBack } from './keep-releases.ts'
import * as words from './messages.ts'
import { inHands } from './messages-hands.ts'
import { olderWhileLive } from './messages-policy.ts'
import { judgePlanOf } from './planning.ts'
import * as problems from './problems.ts'
import { lastHourOf } from './reference.ts'
import { keepPlan, planFrom } from './rollback-plan.ts'
import { backWith, withNote } from './secrets-back.ts'
import { refuseWhereGone, refuseWhileContracting } from './way-back-gone.ts'
import type { Works } from './works.ts'
import type { World } from './world.ts'

export type RollbackRequest = {
  readonly to: number | null
  readonly why: string | null
  readonly actor: Actor
}

/** The running release's own file says how long the watch after a way back is, and how strict. */
const configOf = async (records: Records, row: Environment, release: number): Promise<EnvironmentConfig> => {
  const config = environmentConfig(await candidateFor(records, row.application, release), row.name)
  if (config === undefined) throw new ProblemError(problems.unknownRelease(release, row.application))
  return config
}

/** All that a way back begins with, read outside the transaction that records it. */
const prepare = async (works: Works, row: Environment, world: World) => {
  const { parts } = works
  const now = parts.clock.now()
  const config = await configOf(parts.records, row, row.deployed?.release ?? 0)
  const beginning: Beginning = {
    id: parts.ids.next(),
    now,
    world,
    judge: judgePlanOf(config, (await lastHourOf(parts, row, now)).reference),
    cursor: await parts.signals.cursorAt(Math.floor(now / 1_000)),
  }
  return { config, beginning }
}

/** Starts a rollout of a release that was fully out before; null where another is live by now. */
export const startRollback = async (
  works: Works,
  row: Environment,
  world: World,
  request: RollbackRequest,
): Promise<{ readonly rollout: Rollout; readonly note: Text | null } | null> => {
  const { parts } = works
  const to = await targetOf(parts.records, row, request.to)
  const old = await deployedAs(parts.records, row.key, to)
  if (old === null) throw new ProblemError(problems.neverDone(to, row.name))
  await refuseWhereGone(works, row, to)
  const plan = await planFrom(works, row, to)
  const { config, beginning } = await prepare(works, row, world)
  const { deployed, note, changed } = await backWith(works, row, world, old, config)
  const rollout = await inTransaction(parts.records, async (records) => {
    await refuseWhileContracting(records, row, to)
    const begun = await beginRollout(records, beginning, {
      environment: row.key,
      config,
      kind: 'rollback',
      new: deployed,
      candidate: null,
      actor: request.actor,
      why: request.why,
    })
    if (begun === null) return null
    const { now: at } = beginning
    await keepPlan(records, begun, plan, at)
    if (note === null) return begun
    const payload = { changed, revisions: deployed.revisions.map(({ key }) => key) }
    const subject = subjectOf(begun)
    await journal(records, {
      at,
      actor: request.actor,
      action: 'secrets-changed',
      subject,
      payload,
      text: note,
    })
    return begun
  })
  return rollout === null ? null : { rollout, note }
}

/** A command to the live rollout: it returns; with `to`, an older release is gone back to afterwards. */
const returnLive = async (
  works: Works,
  row: Environment,
  live: Rollout,
  request: RollbackRequest,
): Promise<DoneView> => {
  const { records, clock } = works.parts
  const { to, why, actor } = request
  // Where the way that is under way ends: there the next one begins.
  const end = live.kind === 'rollback' ? live.release : live.previous
  const goesOn = to !== null && to !== end
  if (live.kind === 'restart') throw new ProblemError(problems.rolloutLive(row.name, live.release))
  if (goesOn) await refuseWhereGone(works, row, await targetOf(records, row, to))
  if (goesOn && to !== null && !(await isFreeWayBack(works, row, to)))
    throw new ProblemError(olderWhileLive(to, row.name))
  if (goesOn && end !== null && to > end) throw new ProblemError(problems.rolloutLive(row.name, live.release))
  const onwards: Onwards | null = goesOn && to !== null ? { to, by: actor, why } : null
  const { phase, step } = live.state
  const command: Omit<EngineCommand, 'seq'> = {
    command: live.kind === 'rollback' ? 'resume' : 'rollback',
    at: phase,
    step,
    by: actor.name,
    ...(onwards === null ? {} : { onwards }),
  }
  const already = live.kind === 'rollback' || phase === 'returning' || phase === 'clearing'
  const refusal = already ? null : refusalOf(live.plan, live.state, { ...command, seq: live.state.seq + 1 })
  if (refusal !== null) throw new ProblemError(problems.commandRefused('rollback', refusalText(refusal)))
  const text = words.returning(live, row.name, onwards?.to ?? null)
  if (already && onwards === null) return { text, rollout: live.id, environment: row.name }
  await inTransaction(records, async (handle) => {
    const at = clock.now()
    await putCommand(handle, live.id, command, actor.name, at)
    await journal(handle, {
      at,
      actor,
      action: 'rollback-asked',
      subject: subjectOf(live),
      payload: { to, why },
      text,
    })
  })
  return { text, rollout: live.id, environment: row.name }
}

/**
 * Takes the live rollout back; otherwise starts a rollout of what was fully out before, or of `to`. Nothing holds it
 * up, no gate and no queue; only a release that is older than those that are kept goes as a candidate.
 */
export const rollback = async (
  works: Works,
  row: Environment,
  request: RollbackRequest,
): Promise<DoneView> => {
  if (row.handedOver !== null) throw new ProblemError(inHands(row.name, row.handedOver.by))
  const live = await liveRollout(works.parts.records, row.key)
  if (live !== null) return returnLive(works, row, live, request)
  const { to, actor } = request
  if (to !== null) await targetOf(works.parts.records, row, to)
  if (to !== null && !(await isFreeWayBack(works, row, to))) {
    await refuseWhereGone(works, row, to)
    return asCandidate(works, row, to, actor)
  }
  const world = await works.eyes.read()
  const started = await startRollback(works, row, world, request)
  if (started === null) return rollback(works, row, request)
  const { rollout, note } = started
  const text = withNote(words.rollbackAsked(rollout.previous ?? 0, rollout.release, row.name), note)
  return { text, rollout: rollout.id, environment: row.name }
}
