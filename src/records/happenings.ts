import type { Text } from '../kernel/text.ts'
import { decode, encode, type Records } from './handle.ts'
import type { Happening } from './types.ts'

/** Adds what happened, for people who follow; the ledger is the record. Gives its number. */
export const addHappening = async (records: Records, happening: Omit<Happening, 'seq'>): Promise<number> => {
  const { text, level, ...row } = happening
  const added = await records
    .insertInto('events')
    .values({ ...row, json: encode({ text, level }) })
    .returning('seq')
    .executeTakeFirstOrThrow()
  return added.seq
}

/** Those after `seq`, oldest first. */
export const happeningsAfter = async (
  records: Records,
  seq: number,
  limit: number,
): Promise<readonly Happening[]> =>
  (
    await records
      .selectFrom('events')
      .selectAll()
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit)
      .execute()
  ).map(({ json, ...row }) => ({ ...row, ...decode<{ text: Text; level: Happening['level'] }>(json) }))

/** Keeps the newest `keep` rows: people follow the present, the ledger keeps the past. */
export const pruneHappenings = (records: Records, newest: number, keep: number) =>
  records
    .deleteFrom('events')
    .where('seq', '<=', newest - keep)
    .execute()

/** The number of the newest; 0 where there is none. */
export const lastHappening = async (records: Records): Promise<number> => {
  const row = await records
    .selectFrom('events')
    .select(({ fn }) => fn.max('seq').as('last'))
    .executeTakeFirst()
  return row?.last ?? 0
}
