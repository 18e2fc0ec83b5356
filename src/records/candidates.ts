import type { Selectable } from 'kysely'
import type { Digest } from '../kernel/canonical.ts'
import { decode, decodeOrNull, encode, type Records } from './handle.ts'
import type { CandidateRow } from './schema.ts'
import type { Candidate, ShipEnd } from './types.ts'

const read = (row: Selectable<CandidateRow>): Candidate => ({
  id: row.id,
  application: row.application,
  number: row.number,
  commit: row.commit,
  subject: row.subject,
  config: decode(row.config),
  actor: decode(row.actor),
  at: row.at,
  stage: row.stage,
  manifest: row.manifest as Digest | null,
  release: row.release,
  ended: decodeOrNull(row.ended),
  followed: row.followed,
  upTo: row.up_to,
  only: row.only_in,
  secrets: decodeOrNull(row.secrets) ?? {},
  labels: decodeOrNull(row.labels) ?? [],
  branch: row.branch,
  train: decodeOrNull(row.train),
})

/** What only some of them have. */
type Optional = 'only' | 'secrets' | 'labels' | 'branch' | 'train'

/** Adds it with the application's next candidate number. */
export const addCandidate = async (
  records: Records,
  candidate: Omit<Candidate, 'number' | 'stage' | 'manifest' | 'release' | 'ended' | 'followed' | Optional> &
    Partial<Pick<Candidate, Optional>>,
): Promise<Candidate> => {
  const last = await records
    .selectFrom('candidates')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('application', '=', candidate.application)
    .executeTakeFirst()
  const { upTo, only = null, secrets = {}, labels = [], branch = null, train = null, ...said } = candidate
  const row: CandidateRow = {
    ...said,
    up_to: upTo,
    only_in: only,
    secrets: encode(secrets),
    labels: encode(labels),
    branch,
    train: train && encode(train),
    number: (last?.last ?? 0) + 1,
    config: encode(candidate.config),
    actor: encode(candidate.actor),
    stage: 'building',
    manifest: null,
    release: null,
    ended: null,
    followed: null,
  }
  await records.insertInto('candidates').values(row).execute()
  return read(row)
}

export const candidate = async (records: Records, id: string): Promise<Candidate | null> => {
  const row = await records.selectFrom('candidates').selectAll().where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : read(row)
}

/** Those whose `ship` goes on, in order of arrival. */
export const openCandidates = async (
  records: Records,
  application?: string,
): Promise<readonly Candidate[]> => {
  const query = records
    .selectFrom('candidates')
    .selectAll()
    .where('stage', '!=', 'ended')
    .orderBy('at')
    .orderBy('number')
  const rows = await (application === undefined
    ? query
    : query.where('application', '=', application)
  ).execute()
  return rows.map(read)
}

/** The latest candidates of an application, newest first. */
export const candidatesOf = async (
  records: Records,
  application: string,
  limit: number,
): Promise<readonly Candidate[]> =>
  (
    await records
      .selectFrom('candidates')
      .selectAll()
      .where('application', '=', application)
      .orderBy('number', 'desc')
      .limit(limit)
      .execute()
  ).map(read)

export const setManifest = (records: Records, id: string, manifest: Digest) =>
  records.updateTable('candidates').set({ manifest, stage: 'queued' }).where('id', '=', id).execute()

/** It waited, and ships what runs by now. */
export const renewCandidate = (
  records: Records,
  id: string,
  { config, secrets, ...said }: Pick<Candidate, 'commit' | 'subject' | 'config' | 'manifest' | 'secrets'>,
) =>
  records
    .updateTable('candidates')
    .set({ ...said, config: encode(config), secrets: encode(secrets) })
    .where('id', '=', id)
    .execute()

/** The values that it begins with in an environment. */
export const setCandidateSecrets = (records: Records, id: string, secrets: Candidate['secrets']) =>
  records
    .updateTable('candidates')
    .set({ secrets: encode(secrets) })
    .where('id', '=', id)
    .execute()

export const setRelease = (records: Records, id: string, release: number) =>
  records.updateTable('candidates').set({ release }).where('id', '=', id).execute()

export const endCandidate = (records: Records, id: string, end: ShipEnd) =>
  records
    .updateTable('candidates')
    .set({ stage: 'ended', ended: encode(end) })
    .where('id', '=', id)
    .execute()

/** A later one that contains its commit takes its place: its `ship` follows that one from now on. */
export const followInstead = (records: Records, id: string, by: string) =>
  records.updateTable('candidates').set({ stage: 'ended', followed: by }).where('id', '=', id).execute()

/** The one whose place it gave up did not go after all: its own `ship` goes on. */
export const followItself = (records: Records, id: string) =>
  records.updateTable('candidates').set({ stage: 'queued', followed: null }).where('id', '=', id).execute()
