import type { Digest, Json } from '../kernel/canonical.ts'
import { type Entry, genesis, type Head } from '../ledger/entry.ts'
import { decode, type Records } from './handle.ts'
import { entriesAfter } from './ledger.ts'

const page = 5_000

/** Entries from one number to another, both included. */
export const entriesFrom = async (
  records: Records,
  first: number,
  last: number,
): Promise<readonly Entry[]> => {
  const all: Entry[] = []
  for (let after = first - 1; after < last; ) {
    const some = await entriesAfter(records, after, Math.min(page, last - after))
    if (some.length === 0) break
    all.push(...some)
    after = some.at(-1)?.seq ?? last
  }
  return all
}

/** The head that an entry follows. */
export const headBefore = async (records: Records, seq: number): Promise<Head> => {
  const row = await records
    .selectFrom('ledger')
    .select(['seq', 'digest'])
    .where('seq', '=', seq - 1)
    .executeTakeFirst()
  return row === undefined ? genesis : { seq: row.seq, digest: row.digest as Digest }
}

/** First and last entry of a time, both ends half-open; null: none. */
export const seqsBetween = async (
  records: Records,
  from: number,
  to: number,
): Promise<{ readonly first: number; readonly last: number } | null> => {
  const row = await records
    .selectFrom('ledger')
    .select(({ fn }) => [fn.min('seq').as('first'), fn.max('seq').as('last')])
    .where('at', '>=', from)
    .where('at', '<', to)
    .executeTakeFirst()
  return row?.first === null || row === undefined || row.last === null
    ? null
    : { first: row.first, last: row.last }
}

/** First and last entry about a release: its number, its candidate, its rollouts; null: none. */
export const seqsAbout = async (
  records: Records,
  application: string,
  about: { readonly release: number; readonly candidate: string; readonly rollouts: readonly string[] },
): Promise<{ readonly first: number; readonly last: number } | null> => {
  // Subjects are written by us as JSON without white space; ids and names need no escape.
  const parts = [
    `"release":${about.release},`,
    `"release":${about.release}}`,
    `"candidate":"${about.candidate}"`,
    ...about.rollouts.map((id) => `"rollout":"${id}"`),
  ]
  const row = await records
    .selectFrom('ledger')
    .select(({ fn }) => [fn.min('seq').as('first'), fn.max('seq').as('last')])
    .where('subject', 'like', `%"application":"${application}"%`)
    .where(({ eb, or }) => or(parts.map((part) => eb('subject', 'like', `%${part}%`))))
    .executeTakeFirst()
  return row === undefined || row.first === null || row.last === null
    ? null
    : { first: row.first, last: row.last }
}

const some = 500

/** What is kept still of payloads or configurations, by digest. */
export const keptAmong = async (
  records: Records,
  table: 'payloads' | 'configurations',
  digests: readonly Digest[],
): Promise<Readonly<Record<Digest, Json>>> => {
  const found: Record<Digest, Json> = {}
  const wanted = [...new Set(digests)]
  for (let at = 0; at < wanted.length; at += some) {
    const rows = await records
      .selectFrom(table)
      .select(['digest', 'json'])
      .where('digest', 'in', wanted.slice(at, at + some))
      .execute()
    for (const { digest, json } of rows) found[digest as Digest] = decode<Json>(json)
  }
  return found
}

/** Every manifest of an application that is kept, by digest. */
export const manifestsOf = async (
  records: Records,
  application: string,
): Promise<ReadonlyMap<string, Json>> => {
  const rows = await records
    .selectFrom('manifests')
    .select(['digest', 'json'])
    .where('application', '=', application)
    .execute()
  return new Map(rows.map(({ digest, json }) => [digest, decode<Json>(json)]))
}

/** Every evidence of an application, as it stands. */
export const evidenceRows = (records: Records, application: string) =>
  records.selectFrom('evidence').selectAll().where('application', '=', application).orderBy('at').execute()

/** Every rollout of an application without what only the engine needs, and never what holds a secret. */
export const rolloutRows = (records: Records, application: string) =>
  records
    .selectFrom('rollouts')
    .select([
      'id',
      'environment',
      'kind',
      'release',
      'previous',
      'actor',
      'why',
      'started_at',
      'moved_at',
      'ended_at',
      'outcome',
      'summary',
      'state',
      'plan',
      'seen',
    ])
    .where('application', '=', application)
    .orderBy('started_at')
    .orderBy('id')
    .execute()

/** Everything that people said of an application's candidates, in order. */
export const statementRows = (records: Records, application: string) =>
  records
    .selectFrom('statements')
    .selectAll()
    .where('application', '=', application)
    .orderBy('at')
    .orderBy('id')
    .execute()

/** Every candidate of an application that became a release. */
export const candidateRows = (records: Records, application: string) =>
  records.selectFrom('candidates').selectAll().where('application', '=', application).execute()
