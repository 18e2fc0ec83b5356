import type { Digest } from '../kernel/canonical.ts'
import { append, type Entry, genesis, type Happening } from '../ledger/entry.ts'
import { decode, encode, type Records } from './handle.ts'
import { keep } from './releases.ts'

/** Appends one entry to the chain and keeps its payload beside it. Call it inside the transaction that it records. */
export const putEntry = async (records: Records, happening: Happening): Promise<Entry> => {
  const last = await records
    .selectFrom('ledger')
    .select(['seq', 'digest'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  const head = last === undefined ? genesis : { seq: last.seq, digest: last.digest as Digest }
  const entry = append(head, happening)
  await keep(records, 'payloads', happening.payload)
  await records
    .insertInto('ledger')
    .values({ ...entry, actor: encode(entry.actor), subject: encode(entry.subject) })
    .execute()
  return entry
}

/** What the entries of these actions were made of, by digest. */
export const payloadsOfActions = async (
  records: Records,
  actions: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await records.selectFrom('ledger').select('payload').where('action', 'in', actions).execute()
  return new Set(rows.map(({ payload }) => payload))
}

/** Entries after `seq`, in the order they are kept. */
export const entriesAfter = async (records: Records, seq: number, limit: number): Promise<readonly Entry[]> =>
  (
    await records
      .selectFrom('ledger')
      .selectAll()
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(limit)
      .execute()
  ).map((row) => ({
    ...row,
    actor: decode(row.actor),
    subject: decode(row.subject),
    payload: row.payload as Digest,
    previous: row.previous as Digest,
    digest: row.digest as Digest,
  }))
