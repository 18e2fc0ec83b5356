import type { Selectable } from 'kysely'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { decodeOrNull, encode, type Records } from './handle.ts'
import type { PublicationRow } from './schema.ts'

/** The notes of one release at a hosting service: what is wanted there, and how far it is. */
export type Publication = {
  readonly application: string
  readonly release: number
  /** Of the environment whose releases are written there. */
  readonly environment: string
  /** Changes with each wish: what was read of an older one settles nothing. */
  readonly wish: number
  readonly state: 'waiting' | 'published' | 'given-up'
  /** In a row. */
  readonly attempts: number
  readonly nextAt: Instant
  readonly since: Instant
  readonly why: Text | null
  /** Whether people were told that it does not go on. */
  readonly said: boolean
  readonly tag: string | null
  readonly address: string | null
  /** Said above the notes: that the release was taken back. */
  readonly above: Text | null
}

const read = (row: Selectable<PublicationRow>): Publication => ({
  application: row.application,
  release: row.release,
  environment: row.environment,
  wish: row.wish,
  state: row.state,
  attempts: row.attempts,
  nextAt: row.next_at,
  since: row.since,
  why: decodeOrNull(row.why),
  said: row.said === 1,
  tag: row.tag,
  address: row.address,
  above: decodeOrNull(row.above),
})

/** From now on it is to stand there; whatever was wanted before. */
export const wishPublication = async (
  records: Records,
  wish: Pick<Publication, 'application' | 'release' | 'environment' | 'above'>,
  at: Instant,
): Promise<void> => {
  const above = wish.above === null ? null : encode(wish.above)
  await records
    .insertInto('publications')
    .values({
      ...wish,
      above,
      wish: 1,
      state: 'waiting',
      attempts: 0,
      next_at: at,
      since: at,
      why: null,
      said: 0,
      tag: null,
      address: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['application', 'release']).doUpdateSet((eb) => ({
        above,
        wish: eb('publications.wish', '+', 1),
        state: 'waiting' as const,
        attempts: 0,
        next_at: at,
        since: at,
        why: null,
        said: 0,
      })),
    )
    .execute()
}

export const publicationOf = async (
  records: Records,
  application: string,
  release: number,
): Promise<Publication | null> => {
  const row = await records
    .selectFrom('publications')
    .selectAll()
    .where('application', '=', application)
    .where('release', '=', release)
    .executeTakeFirst()
  return row === undefined ? null : read(row)
}

/** What waits, in the order in which it is due. */
export const waitingPublications = async (records: Records): Promise<readonly Publication[]> =>
  (
    await records
      .selectFrom('publications')
      .selectAll()
      .where('state', '=', 'waiting')
      .orderBy('next_at')
      .limit(100)
      .execute()
  ).map(read)

/** Those of the newest releases that are not there after so many attempts; `passed`: a later one is. */
export const stalledPublications = async (
  records: Records,
  application: string,
  attempts: number,
): Promise<readonly (Publication & { readonly passed: boolean })[]> => {
  const all = (
    await records
      .selectFrom('publications')
      .selectAll()
      .where('application', '=', application)
      .orderBy('release', 'desc')
      .limit(100)
      .execute()
  ).map(read)
  const there = all.find(({ state }) => state === 'published')?.release ?? 0
  return all
    .filter((one) => one.state !== 'published' && one.said && one.attempts >= attempts)
    .map((one) => ({ ...one, passed: one.release < there }))
}

/** False: it was wished otherwise in the meantime, and nothing is written. */
export const settlePublication = async (
  records: Records,
  { application, release, wish, why, said, ...rest }: Omit<Publication, 'above' | 'environment' | 'since'>,
): Promise<boolean> => {
  const { state, attempts, nextAt, tag, address } = rest
  const done = await records
    .updateTable('publications')
    .set({
      state,
      attempts,
      next_at: nextAt,
      why: why === null ? null : encode(why),
      said: Number(said),
      tag,
      address,
    })
    .where('application', '=', application)
    .where('release', '=', release)
    .where('wish', '=', wish)
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}
