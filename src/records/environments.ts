import type { Selectable } from 'kysely'
import type { Verdict } from '../kernel/verdict.ts'
import { decodeOrNull, encode, type Records } from './handle.ts'
import type { DeploymentRow, EnvironmentRow, QueueRow } from './schema.ts'
import type { Environment, QueueEntry } from './types.ts'
import { changeWaits, turn } from './waits.ts'

/** What is out, as it was last read of each environment: many are read every few seconds, and hardly one has changed. */
const outs = new Map<string, { readonly text: string; readonly value: Environment['deployed'] }>()
const mostOuts = 1_000

const deployedOf = ({ key, deployed: text }: Selectable<EnvironmentRow>): Environment['deployed'] => {
  if (text === null) return null
  const known = outs.get(key)
  if (known?.text === text) return known.value
  const value = decodeOrNull<NonNullable<Environment['deployed']>>(text)
  if (outs.size >= mostOuts) outs.clear()
  outs.set(key, { text, value })
  return value
}

const read = (row: Selectable<EnvironmentRow>): Environment => ({
  key: row.key,
  application: row.application,
  name: row.name,
  generation: row.generation,
  release: row.release,
  deployed: deployedOf(row),
  forcedSecret: row.forced_secret,
  takenBack: decodeOrNull(row.taken_back),
  handedOver: decodeOrNull(row.handed_over),
  maintenance: decodeOrNull(row.maintenance),
})

/** The environment's row, made at its first candidate. */
export const ensureEnvironment = async (
  records: Records,
  application: string,
  name: string,
  secret: string,
): Promise<Environment> => {
  const key = `${application}/${name}`
  await records
    .insertInto('environments')
    .values({
      key,
      application,
      name,
      generation: 0,
      release: null,
      deployed: null,
      forced_secret: secret,
      taken_back: null,
      handed_over: null,
      maintenance: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await records
    .selectFrom('environments')
    .selectAll()
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  return read(row)
}

export const environment = async (records: Records, key: string): Promise<Environment | null> => {
  const row = await records.selectFrom('environments').selectAll().where('key', '=', key).executeTakeFirst()
  return row === undefined ? null : read(row)
}

export const environments = async (records: Records): Promise<readonly Environment[]> =>
  (await records.selectFrom('environments').selectAll().orderBy('key').execute()).map(read)

/** The counter only rises: the live rollout and its tails draw from it. */
export const raiseGeneration = (records: Records, key: string, generation: number) =>
  records
    .updateTable('environments')
    .set({ generation })
    .where('key', '=', key)
    .where('generation', '<', generation)
    .execute()

export const changeEnvironment = (
  records: Records,
  key: string,
  change: Partial<
    Pick<Environment, 'release' | 'deployed' | 'takenBack' | 'handedOver' | 'forcedSecret' | 'maintenance'>
  >,
) =>
  records
    .updateTable('environments')
    .set({
      ...(change.release === undefined ? {} : { release: change.release }),
      ...(change.deployed === undefined ? {} : { deployed: change.deployed && encode(change.deployed) }),
      ...(change.takenBack === undefined ? {} : { taken_back: change.takenBack && encode(change.takenBack) }),
      ...(change.handedOver === undefined
        ? {}
        : { handed_over: change.handedOver && encode(change.handedOver) }),
      ...(change.maintenance === undefined
        ? {}
        : { maintenance: change.maintenance && encode(change.maintenance) }),
      ...(change.forcedSecret === undefined ? {} : { forced_secret: change.forcedSecret }),
    })
    .where('key', '=', key)
    .execute()

const readEntry = (row: Selectable<QueueRow>): QueueEntry => ({
  ...row,
  lifted: row.lifted === 1,
  verdict: decodeOrNull<Verdict>(row.verdict),
})

/** Puts a candidate at the end of an environment's queue; once. */
export const enqueue = async (
  records: Records,
  key: string,
  candidate: string,
  at: number,
): Promise<void> => {
  const last = await records
    .selectFrom('queue')
    .select(({ fn }) => fn.max('position').as('last'))
    .where('environment', '=', key)
    .executeTakeFirst()
  const { numInsertedOrUpdatedRows: made } = await records
    .insertInto('queue')
    .values({
      environment: key,
      candidate,
      position: (last?.last ?? 0) + 1,
      state: 'waiting',
      verdict: null,
      rollout: null,
      lifted: 0,
      at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if ((made ?? 0n) > 0n) await changeWaits(records, key, candidate, [turn], at)
}

export const queueOf = async (records: Records, key: string): Promise<readonly QueueEntry[]> =>
  (
    await records
      .selectFrom('queue')
      .selectAll()
      .where('environment', '=', key)
      .where('state', '!=', 'ended')
      .orderBy('position')
      .execute()
  ).map(readEntry)

/** A candidate's places in the queues of all environments, those that have ended too. */
export const entriesOf = async (records: Records, candidate: string): Promise<readonly QueueEntry[]> =>
  (await records.selectFrom('queue').selectAll().where('candidate', '=', candidate).execute()).map(readEntry)

export const changeEntry = (
  records: Records,
  key: string,
  candidate: string,
  change: { state?: QueueEntry['state']; verdict?: Verdict | null; rollout?: string; lifted?: boolean },
) =>
  records
    .updateTable('queue')
    .set({
      ...(change.state === undefined ? {} : { state: change.state }),
      ...(change.rollout === undefined ? {} : { rollout: change.rollout }),
      ...(change.lifted === undefined ? {} : { lifted: change.lifted ? 1 : 0 }),
      ...(change.verdict === undefined ? {} : { verdict: change.verdict && encode(change.verdict) }),
    })
    .where('environment', '=', key)
    .where('candidate', '=', candidate)
    .execute()

/** Rollouts that ended with their release fully out, in order. */
export type Deployment = {
  readonly release: number
  readonly rollout: string
  readonly doneAt: number
  readonly kind: 'ship' | 'rollback'
  /** False: it was found bad, and stayed, since nothing was better. */
  readonly good: boolean
}

const readDeployment = (row: Selectable<DeploymentRow>): Deployment => ({
  release: row.release,
  rollout: row.rollout,
  doneAt: row.done_at,
  kind: row.kind,
  good: row.good === 1,
})

export const deploymentsOf = async (records: Records, key: string): Promise<readonly Deployment[]> =>
  (
    await records
      .selectFrom('deployments')
      .selectAll()
      .where('environment', '=', key)
      .orderBy('done_at')
      .orderBy('rollout')
      .execute()
  ).map(readDeployment)

/** The last of them, which is asked for often. */
export const lastDeployment = async (records: Records, key: string): Promise<Deployment | null> => {
  const row = await records
    .selectFrom('deployments')
    .selectAll()
    .where('environment', '=', key)
    .orderBy('done_at', 'desc')
    .orderBy('rollout', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? null : readDeployment(row)
}

export const addDeployment = (records: Records, key: string, deployment: Deployment) =>
  records
    .insertInto('deployments')
    .values({
      environment: key,
      release: deployment.release,
      rollout: deployment.rollout,
      done_at: deployment.doneAt,
      kind: deployment.kind,
      good: deployment.good ? 1 : 0,
    })
    .execute()
