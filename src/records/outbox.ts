import type { Selectable } from 'kysely'
import type { SecretConfig } from '../config/types.ts'
import type { NotifyConfig } from '../config/types-notify.ts'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Notice } from '../notices/types.ts'
import { decode, decodeOrNull, encode, type Records } from './handle.ts'
import type { OutboxRow, ReceiverRow } from './schema.ts'

/** A receiver as the file has it, with where its secrets come from: all that is needed to open them later. */
export type KeptReceiver = {
  readonly config: NotifyConfig
  readonly sources: Readonly<Record<string, SecretConfig>>
}

export type Letterbox = KeptReceiver & {
  readonly seq: number
  readonly receiver: string
  readonly recipient: string
  readonly application: string
  readonly environment: string
  readonly candidate: string | null
  readonly notice: Notice
  readonly at: Instant
  readonly attempts: number
}

/** How a receiver is; one that never got anything has no row. */
export type ReceiverState = {
  readonly key: string
  readonly application: string
  readonly environment: string
  readonly nextAt: Instant
  /** In a row. */
  readonly failures: number
  readonly failingSince: Instant | null
  readonly why: Text | null
  readonly said: boolean
  readonly takenAt: Instant | null
  readonly dropped: number
}

const read = (row: Selectable<OutboxRow>): Letterbox => ({
  ...decode<KeptReceiver>(row.config),
  seq: row.seq,
  receiver: row.receiver,
  recipient: row.recipient,
  application: row.application,
  environment: row.environment,
  candidate: row.candidate,
  notice: decode(row.notice),
  at: row.at,
  attempts: row.attempts,
})

const readReceiver = (row: Selectable<ReceiverRow>): ReceiverState => ({
  key: row.key,
  application: row.application,
  environment: row.environment,
  nextAt: row.next_at,
  failures: row.failures,
  failingSince: row.failing_since,
  why: decodeOrNull(row.why),
  said: row.said === 1,
  takenAt: row.taken_at,
  dropped: row.dropped,
})

/** The same endpoint in one environment, whatever it is told of. */
export const receiverKey = (environment: string, { kind, to }: Pick<NotifyConfig, 'kind' | 'to'>): string =>
  `${environment} ${kind} ${to}`

const fresh = (key: string, environment: string): ReceiverState => ({
  key,
  application: environment.slice(0, environment.indexOf('/')),
  environment,
  nextAt: 0,
  failures: 0,
  failingSince: null,
  why: null,
  said: false,
  takenAt: null,
  dropped: 0,
})

export const receiverState = async (
  records: Records,
  key: string,
  environment: string,
): Promise<ReceiverState> => {
  const row = await records.selectFrom('receivers').selectAll().where('key', '=', key).executeTakeFirst()
  return row === undefined ? fresh(key, environment) : readReceiver(row)
}

export const putReceiver = async (records: Records, state: ReceiverState): Promise<void> => {
  const { key, application, environment } = state
  const change = {
    next_at: state.nextAt,
    failures: state.failures,
    failing_since: state.failingSince,
    why: state.why === null ? null : encode(state.why),
    said: Number(state.said),
    taken_at: state.takenAt,
    dropped: state.dropped,
  }
  await records
    .insertInto('receivers')
    .values({ key, application, environment, ...change })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(change))
    .execute()
}

/** Null: of every application. */
export const receiverStates = async (
  records: Records,
  application: string | null,
): Promise<readonly ReceiverState[]> => {
  const all = records.selectFrom('receivers').selectAll().orderBy('key')
  const mine = application === null ? all : all.where('application', '=', application)
  return (await mine.execute()).map(readReceiver)
}

export type NewLetter = Pick<Letterbox, 'recipient' | 'environment' | 'candidate' | 'notice'> & KeptReceiver

/** Writes a message for a receiver, once for an id. Beyond `most` that wait, the oldest is left out and counted. */
export const putLetter = async (records: Records, letter: NewLetter, most: number): Promise<void> => {
  const { notice, recipient, environment, candidate, config, sources } = letter
  const receiver = receiverKey(environment, config)
  const done = await records
    .insertInto('outbox')
    .values({
      id: notice.id,
      receiver,
      recipient,
      application: notice.application,
      environment,
      candidate,
      config: encode({ config, sources } satisfies KeptReceiver),
      notice: encode(notice),
      at: notice.at,
      next_at: notice.at,
      attempts: 0,
      state: 'waiting',
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if ((done.numInsertedOrUpdatedRows ?? 0n) === 0n) return
  const waiting = await countWaiting(records, receiver)
  if (waiting > most) await dropOldest(records, receiver, environment, waiting - most)
}

export const countWaiting = async (records: Records, receiver: string): Promise<number> => {
  const row = await records
    .selectFrom('outbox')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('state', '=', 'waiting')
    .where('receiver', '=', receiver)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

const dropOldest = async (
  records: Records,
  receiver: string,
  environment: string,
  count: number,
): Promise<void> => {
  const oldest = await records
    .selectFrom('outbox')
    .select('seq')
    .where('state', '=', 'waiting')
    .where('receiver', '=', receiver)
    .orderBy('seq')
    .limit(count)
    .execute()
  for (const { seq } of oldest) await endLetter(records, seq, 'dropped')
  const state = await receiverState(records, receiver, environment)
  await putReceiver(records, { ...state, dropped: state.dropped + oldest.length })
}

/** Receivers for whom something waits, with when the next of it may be tried. */
export const receiversWaiting = async (
  records: Records,
): Promise<readonly { readonly receiver: string; readonly environment: string; readonly due: Instant }[]> => {
  const rows = await records
    .selectFrom('outbox')
    .leftJoin('receivers', 'receivers.key', 'outbox.receiver')
    .select(({ fn }) => [
      'outbox.receiver',
      'outbox.environment',
      fn.min<number>('outbox.next_at').as('earliest'),
      fn.max<number | null>('receivers.next_at').as('open'),
    ])
    .where('outbox.state', '=', 'waiting')
    .groupBy(['outbox.receiver', 'outbox.environment'])
    .execute()
  return rows.map(({ receiver, environment, earliest, open }) => ({
    receiver,
    environment,
    due: Math.max(earliest, open ?? 0),
  }))
}

/** What is due for a receiver, in the order in which it happened. */
export const dueLetters = async (
  records: Records,
  receiver: string,
  now: Instant,
  limit: number,
): Promise<readonly Letterbox[]> =>
  (
    await records
      .selectFrom('outbox')
      .selectAll()
      .where('state', '=', 'waiting')
      .where('receiver', '=', receiver)
      .where('next_at', '<=', now)
      .orderBy('seq')
      .limit(limit)
      .execute()
  ).map(read)

/** Before it is sent: whoever comes after a kill knows that it may have arrived. */
export const beginAttempt = (records: Records, { seq, attempts }: Letterbox) =>
  records
    .updateTable('outbox')
    .set({ attempts: attempts + 1 })
    .where('seq', '=', seq)
    .execute()

export const endLetter = (records: Records, seq: number, state: 'sent' | 'dropped') =>
  records.updateTable('outbox').set({ state }).where('seq', '=', seq).execute()

export const putOff = (records: Records, seq: number, nextAt: Instant) =>
  records.updateTable('outbox').set({ next_at: nextAt }).where('seq', '=', seq).execute()

/** What was delivered or left out is forgotten when nothing could tell it again. */
export const pruneOutbox = (records: Records, before: Instant) =>
  records.deleteFrom('outbox').where('state', '!=', 'waiting').where('at', '<', before).execute()
