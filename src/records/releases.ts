import { type Digest, digestOf, type Json } from '../kernel/canonical.ts'
import type { Instant } from '../kernel/time.ts'
import type { Verdict } from '../kernel/verdict.ts'
import { decode, encode, type Records } from './handle.ts'
import type { EvidenceRow } from './schema.ts'

export type Release = {
  readonly application: string
  readonly number: number
  readonly manifest: Digest
  readonly candidate: string
  readonly at: Instant
}

/** Keeps a manifest or a configuration by its digest; the same one twice is one. */
export const keep = async (
  records: Records,
  table: 'manifests' | 'configurations' | 'payloads',
  value: Json,
  application = '',
): Promise<Digest> => {
  const digest = digestOf(value)
  const row = { digest, json: encode(value) }
  if (table === 'manifests') {
    await records
      .insertInto('manifests')
      .values({ ...row, application })
      .onConflict((c) => c.doNothing())
      .execute()
  } else {
    await records
      .insertInto(table)
      .values(row)
      .onConflict((c) => c.doNothing())
      .execute()
  }
  return digest
}

export const kept = async <T>(
  records: Records,
  table: 'manifests' | 'configurations' | 'payloads',
  digest: string,
): Promise<T | null> => {
  const row = await records.selectFrom(table).select('json').where('digest', '=', digest).executeTakeFirst()
  return row === undefined ? null : decode<T>(row.json)
}

/** One number for all environments, given at the first turn: the next of the application. */
export const addRelease = async (records: Records, release: Omit<Release, 'number'>): Promise<Release> => {
  const last = await records
    .selectFrom('releases')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('application', '=', release.application)
    .executeTakeFirst()
  const row = { ...release, number: (last?.last ?? 0) + 1 }
  await records.insertInto('releases').values(row).execute()
  return row
}

export const releasesOf = async (records: Records, application: string): Promise<readonly Release[]> =>
  (await records
    .selectFrom('releases')
    .selectAll()
    .where('application', '=', application)
    .orderBy('number')
    .execute()) as Release[]

export const releaseOf = async (
  records: Records,
  application: string,
  number: number,
): Promise<Release | null> =>
  ((await records
    .selectFrom('releases')
    .selectAll()
    .where('application', '=', application)
    .where('number', '=', number)
    .executeTakeFirst()) as Release | undefined) ?? null

export type Evidence = {
  readonly application: string
  readonly subject: string
  readonly kind: EvidenceRow['kind']
  readonly name: string
  readonly verdict: Verdict
  readonly at: Instant
}

/** Evidence is bound to its subject: a new commit or digest has none. The latest answer counts. */
export const putEvidence = (records: Records, evidence: Evidence) =>
  records
    .insertInto('evidence')
    .values({ ...evidence, verdict: encode(evidence.verdict) })
    .onConflict((conflict) =>
      conflict
        .columns(['application', 'subject', 'kind', 'name'])
        .doUpdateSet({ verdict: encode(evidence.verdict), at: evidence.at }),
    )
    .execute()

export const evidenceOf = async (
  records: Records,
  application: string,
  subject: string,
  kind: EvidenceRow['kind'],
): Promise<readonly Evidence[]> =>
  (
    await records
      .selectFrom('evidence')
      .selectAll()
      .where('application', '=', application)
      .where('subject', '=', subject)
      .where('kind', '=', kind)
      .execute()
  ).map((row) => ({ ...row, verdict: decode<Verdict>(row.verdict) }))
