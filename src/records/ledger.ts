import type { Selectable } from 'kysely'
import type { Digest } from '../kernel/canonical.ts'
import type { Instant } from '../kernel/time.ts'
import { append, type Entry, genesis, type Happening, type Head } from '../ledger/entry.ts'
import { decode, encode, type Records } from './handle.ts'
import { keep } from './releases.ts'
import type { LedgerRow } from './schema.ts'

/** Appends one entry to the chain and keeps its payload beside it. Call it inside the transaction that it records. */
export const putEntry = async (records: Records, happening: Happening): Promise<Entry> => {
  const entry = append(await ledgerHead(records), happening)
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

const read = (row: Selectable<LedgerRow>): Entry => ({
  ...row,
  actor: decode(row.actor),
  subject: decode(row.subject),
  payload: row.payload as Digest,
  previous: row.previous as Digest,
  digest: row.digest as Digest,
})

const rowsAfter = (records: Records, seq: number, limit: number) =>
  records.selectFrom('ledger').selectAll().where('seq', '>', seq).orderBy('seq').limit(limit).execute()

/** Entries after `seq`, in the order they are kept. */
export const entriesAfter = async (records: Records, seq: number, limit: number): Promise<readonly Entry[]> =>
  (await rowsAfter(records, seq, limit)).map(read)

/** The same for whoever looks for changes: a row that cannot be read is an entry whose digest cannot hold. */
export const entriesToCheck = async (
  records: Records,
  seq: number,
  limit: number,
): Promise<readonly Entry[]> =>
  (await rowsAfter(records, seq, limit)).map((row) => {
    try {
      return read(row)
    } catch {
      return read({ ...row, actor: '{"kind":"ecluse","name":"unreadable"}', subject: '{}' })
    }
  })

export const ledgerHead = async (records: Records): Promise<Head> => {
  const last = await records
    .selectFrom('ledger')
    .select(['seq', 'digest'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last === undefined ? genesis : { seq: last.seq, digest: last.digest as Digest }
}

export const digestAt = async (records: Records, seq: number): Promise<string | null> =>
  (await records.selectFrom('ledger').select('digest').where('seq', '=', seq).executeTakeFirst())?.digest ??
  null

/** What tells this ledger from others: the beginning of its first entry's digest; null: it has none. */
export const ledgerName = async (records: Records): Promise<string | null> =>
  (await digestAt(records, 1))?.slice('sha256:'.length, 'sha256:'.length + 12) ?? null

/** How many entries after `seq` are of other actions. */
export const entriesBesides = async (
  records: Records,
  seq: number,
  actions: readonly string[],
): Promise<number> => {
  const row = await records
    .selectFrom('ledger')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('seq', '>', seq)
    .where('action', 'not in', actions)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** The last entry of an archive with this digest: made for an auditor, or when its application went. */
export const archiveIn = async (
  records: Records,
  digest: Digest,
): Promise<{ readonly seq: number; readonly at: Instant } | null> =>
  (await records
    .selectFrom('ledger')
    .innerJoin('payloads', 'payloads.digest', 'ledger.payload')
    .select(['ledger.seq', 'ledger.at'])
    .where('ledger.action', 'in', ['audited', 'stopped'])
    .where('payloads.json', 'like', `%"${digest}"%`)
    .orderBy('ledger.seq', 'desc')
    .limit(1)
    .executeTakeFirst()) ?? null

/** Heads that the chain itself says were written down outside, with the entry that says so. */
export const headsNoted = async (
  records: Records,
): Promise<readonly { readonly place: string; readonly head: Head; readonly by: number }[]> => {
  const rows = await records
    .selectFrom('ledger')
    .innerJoin('payloads', 'payloads.digest', 'ledger.payload')
    .select(['ledger.seq', 'payloads.json'])
    .where('ledger.action', '=', 'anchored')
    .orderBy('ledger.seq')
    .execute()
  return rows.flatMap(({ seq: by, json }) => {
    const { place, seq, digest } = safely<{ place: unknown; seq: unknown; digest: unknown }>(json)
    return typeof place === 'string' && typeof seq === 'number' && typeof digest === 'string'
      ? [{ place, head: { seq, digest: digest as Digest }, by }]
      : []
  })
}

const some = 500

/** What entries were made of as it is kept, unread, by digest. */
export const payloadTexts = async (
  records: Records,
  digests: readonly Digest[],
): Promise<ReadonlyMap<string, string>> => {
  const wanted = [...new Set(digests)]
  const found = new Map<string, string>()
  for (let at = 0; at < wanted.length; at += some) {
    const rows = await records
      .selectFrom('payloads')
      .selectAll()
      .where('digest', 'in', wanted.slice(at, at + some))
      .execute()
    for (const { digest, json } of rows) found.set(digest, json)
  }
  return found
}

/** Rows that somebody changed may be of any shape. */
const safely = <T extends object>(text: string | null): Partial<T> => {
  try {
    return (JSON.parse(text ?? '{}') ?? {}) as Partial<T>
  } catch {
    return {}
  }
}

/** What retention took, as it wrote it down itself. */
export const pruned = 'evidence-pruned'

export const prunings = async (
  records: Records,
): Promise<{
  readonly taken: readonly { readonly application: string; readonly before: Instant }[]
  /** The first of them that nobody can read any more; null: all can be read. */
  readonly lost: number | null
}> => {
  const rows = await records
    .selectFrom('ledger')
    .leftJoin('payloads', 'payloads.digest', 'ledger.payload')
    .select(['ledger.seq', 'ledger.subject', 'payloads.json'])
    .where('ledger.action', '=', pruned)
    .orderBy('ledger.seq')
    .execute()
  const taken = rows.flatMap(({ subject, json }) => {
    const { application } = safely<{ application?: unknown }>(subject)
    const { before } = safely<{ before?: unknown }>(json)
    return typeof application === 'string' && typeof before === 'number' ? [{ application, before }] : []
  })
  return { taken, lost: rows.find(({ json }) => json === null)?.seq ?? null }
}

const mostLooked = 1_000

/** The newest entry of these actions that `is` about something; null: none. */
export const lastOf = async (
  records: Records,
  actions: readonly string[],
  is: (subject: Readonly<Record<string, unknown>>, payload: Readonly<Record<string, unknown>>) => boolean,
): Promise<{ readonly action: string; readonly at: Instant } | null> => {
  const rows = await records
    .selectFrom('ledger')
    .leftJoin('payloads', 'payloads.digest', 'ledger.payload')
    .select(['ledger.action', 'ledger.at', 'ledger.subject', 'payloads.json'])
    .where('ledger.action', 'in', actions)
    .orderBy('ledger.seq', 'desc')
    .limit(mostLooked)
    .execute()
  const found = rows.find(({ subject, json }) => is(safely(subject), safely(json)))
  return found === undefined ? null : { action: found.action, at: found.at }
}
