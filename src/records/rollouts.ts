import type { Selectable } from 'kysely'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import type { Command, Effect, TailCommand } from '../rollout/types.ts'
import { decode, decodeOrNull, encode, type Records } from './handle.ts'
import { staleTick } from './messages.ts'
import type { RolloutRow, TailRow } from './schema.ts'
import { nothingSeen, type Rollout, type Tail } from './types.ts'

const read = (row: Selectable<RolloutRow>): Rollout => ({
  id: row.id,
  application: row.application,
  environment: row.environment,
  candidate: row.candidate,
  release: row.release,
  previous: row.previous,
  kind: row.kind,
  plan: decode(row.plan),
  context: decode(row.context),
  state: decode(row.state),
  judge: decode(row.judge),
  crashes: decode(row.crashes),
  cursor: row.cursor,
  actor: decode(row.actor),
  why: row.why,
  startedAt: row.started_at,
  movedAt: row.moved_at,
  endedAt: row.ended_at,
  outcome: row.outcome as Rollout['outcome'],
  summary: decodeOrNull(row.summary),
  seen: decodeOrNull(row.seen) ?? nothingSeen,
})

const write = (rollout: Rollout): Selectable<RolloutRow> => ({
  id: rollout.id,
  application: rollout.application,
  environment: rollout.environment,
  candidate: rollout.candidate,
  release: rollout.release,
  previous: rollout.previous,
  kind: rollout.kind,
  plan: encode(rollout.plan),
  context: encode(rollout.context),
  state: encode(rollout.state),
  tick: rollout.state.tick,
  phase: rollout.state.phase,
  judge: encode(rollout.judge),
  crashes: encode(rollout.crashes),
  cursor: rollout.cursor,
  actor: encode(rollout.actor),
  why: rollout.why,
  started_at: rollout.startedAt,
  moved_at: rollout.movedAt,
  ended_at: rollout.endedAt,
  outcome: rollout.outcome,
  summary: rollout.summary && encode(rollout.summary),
  seen: encode(rollout.seen),
})

export const addRollout = (records: Records, rollout: Rollout) =>
  records.insertInto('rollouts').values(write(rollout)).execute()

/** Takes away one that never began: its turn was given back. */
export const dropRollout = (records: Records, id: string) =>
  records.deleteFrom('rollouts').where('id', '=', id).execute()

/** Compare-and-swap on the tick that the decision was taken on; throws `stale-tick`. */
export const swapRollout = async (records: Records, rollout: Rollout, tick: number): Promise<void> => {
  const { id, ...change } = write(rollout)
  const done = await records
    .updateTable('rollouts')
    .set(change)
    .where('id', '=', id)
    .where('tick', '=', tick)
    .executeTakeFirst()
  if (done.numUpdatedRows !== 1n) throw new ProblemError(staleTick(id, tick))
}

export const rollout = async (records: Records, id: string): Promise<Rollout | null> => {
  const row = await records.selectFrom('rollouts').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : read(row)
}

/** Every rollout of a candidate, in order. */
export const rolloutsOfCandidate = async (records: Records, candidate: string): Promise<readonly Rollout[]> =>
  (
    await records
      .selectFrom('rollouts')
      .selectAll()
      .where('candidate', '=', candidate)
      .orderBy('started_at')
      .orderBy('id')
      .execute()
  ).map(read)

export const liveRollout = async (records: Records, environment: string): Promise<Rollout | null> => {
  const row = await records
    .selectFrom('rollouts')
    .selectAll()
    .where('environment', '=', environment)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row === undefined ? null : read(row)
}

/** Newest first. */
export const rolloutsOf = async (
  records: Records,
  where: { application: string; environment?: string; release?: number },
  limit: number,
): Promise<readonly Rollout[]> => {
  let query = records.selectFrom('rollouts').selectAll().where('application', '=', where.application)
  if (where.environment !== undefined) query = query.where('environment', '=', where.environment)
  if (where.release !== undefined) query = query.where('release', '=', where.release)
  return (await query.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(read)
}

/** The newest rollout of an environment, without all that it holds: it is asked for often. */
export const newestRollout = async (
  records: Records,
  environment: string,
): Promise<Pick<Rollout, 'id' | 'endedAt'> | null> => {
  const row = await records
    .selectFrom('rollouts')
    .select(['id', 'ended_at'])
    .where('environment', '=', environment)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : { id: row.id, endedAt: row.ended_at }
}

const readTail = (row: Selectable<TailRow>): Tail => ({
  id: row.id,
  application: row.application,
  environment: row.environment,
  rollout: row.rollout,
  release: row.release,
  plan: decode(row.plan),
  revisions: decode(row.context),
  state: decode(row.state),
  startedAt: row.started_at,
  endedAt: row.ended_at,
})

const writeTail = (tail: Tail): Selectable<TailRow> => ({
  id: tail.id,
  application: tail.application,
  environment: tail.environment,
  rollout: tail.rollout,
  release: tail.release,
  plan: encode(tail.plan),
  context: encode(tail.revisions),
  state: encode(tail.state),
  tick: tail.state.tick,
  phase: tail.state.phase,
  started_at: tail.startedAt,
  ended_at: tail.endedAt,
})

export const addTail = (records: Records, tail: Tail) =>
  records.insertInto('tails').values(writeTail(tail)).execute()

export const swapTail = async (records: Records, tail: Tail, tick: number): Promise<void> => {
  const { id, ...change } = writeTail(tail)
  const done = await records
    .updateTable('tails')
    .set(change)
    .where('id', '=', id)
    .where('tick', '=', tick)
    .executeTakeFirst()
  if (done.numUpdatedRows !== 1n) throw new ProblemError(staleTick(id, tick))
}

/** Those that have not ended, oldest first. */
export const liveTails = async (records: Records, environment: string): Promise<readonly Tail[]> =>
  (
    await records
      .selectFrom('tails')
      .selectAll()
      .where('environment', '=', environment)
      .where('ended_at', 'is', null)
      .orderBy('started_at')
      .execute()
  ).map(readTail)

/** Whether a later release settled in the environment after that moment, by another rollout than this. */
export const settledSince = async (
  records: Records,
  environment: string,
  at: Instant,
  except: string,
): Promise<number | null> => {
  const row = await records
    .selectFrom('deployments')
    .select('release')
    .where('environment', '=', environment)
    .where('done_at', '>=', at)
    .where('rollout', '!=', except)
    .orderBy('done_at', 'desc')
    .executeTakeFirst()
  return row?.release ?? null
}

/** The intended effects of one decision, written with it. */
export const putEffects = async (
  records: Records,
  owner: string,
  tick: number,
  effects: readonly (Pick<Effect, 'key' | 'generation'> & object)[],
  at: Instant,
): Promise<void> => {
  if (effects.length === 0) return
  const rows = effects.map((effect, ordinal) => ({
    owner,
    tick,
    ordinal,
    key: effect.key,
    generation: effect.generation,
    json: encode(effect),
    at,
  }))
  await records.insertInto('effects').values(rows).execute()
}

/** A person's command; its number is its `seq`. */
export const putCommand = async (
  records: Records,
  owner: string,
  command: Omit<Command, 'seq'> | Omit<TailCommand, 'seq'>,
  actor: string,
  at: Instant,
): Promise<void> => {
  await records
    .insertInto('commands')
    .values({ rollout: owner, json: encode(command), actor, at })
    .execute()
}

export const commandsAfter = async <C>(records: Records, owner: string, seq: number): Promise<readonly C[]> =>
  (
    await records
      .selectFrom('commands')
      .selectAll()
      .where('rollout', '=', owner)
      .where('seq', '>', seq)
      .orderBy('seq')
      .execute()
  ).map((row) => ({ ...decode<object>(row.json), seq: row.seq }) as C)

/** Effects of what has ended are of no more use: whatever was intended is read, not remembered. */
export const pruneEffects = async (records: Records): Promise<void> => {
  const live = (table: 'rollouts' | 'tails') =>
    records.selectFrom(table).select('id').where('ended_at', 'is', null)
  await records
    .deleteFrom('effects')
    .where('owner', 'not in', live('rollouts'))
    .where('owner', 'not in', live('tails'))
    .execute()
}
