import type { Digest } from '../kernel/canonical.ts'
import type { Language } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { decode, encode, type Records } from './handle.ts'

/** The notes of one rollout: what they say is a payload of the ledger, by its digest. */
export type NotesRow = {
  readonly rollout: string
  readonly application: string
  /** The environment's key. */
  readonly environment: string
  readonly release: number
  readonly kind: 'release' | 'taken-back'
  readonly digest: Digest
  readonly counts: NotesCounts
  readonly at: Instant
}

export type NotesCounts = {
  readonly users: number
  readonly fixes: number
  readonly behind: number
  readonly takenBack: number
  readonly missing: Readonly<Record<Language, number>>
}

type Stored = Omit<NotesRow, 'counts' | 'digest'> & { readonly counts: string; readonly digest: string }

const read = ({ counts, digest, ...row }: Stored): NotesRow => ({
  ...row,
  digest: digest as Digest,
  counts: decode(counts),
})

/** The first ones stand: what was told of a rollout is not told otherwise later. */
export const addNotes = (records: Records, { counts, ...row }: NotesRow) =>
  records
    .insertInto('notes')
    .values({ ...row, counts: encode(counts) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()

export const notesOfRollouts = async (
  records: Records,
  rollouts: readonly string[],
): Promise<ReadonlyMap<string, NotesRow>> => {
  if (rollouts.length === 0) return new Map()
  const rows = await records.selectFrom('notes').selectAll().where('rollout', 'in', rollouts).execute()
  return new Map(rows.map((row) => [row.rollout, read(row)]))
}

/** Newest first; `environment`: its key, null of all. */
export const notesOf = async (
  records: Records,
  application: string,
  environment: string | null,
  release: number | null,
): Promise<readonly NotesRow[]> => {
  let query = records.selectFrom('notes').selectAll().where('application', '=', application)
  if (environment !== null) query = query.where('environment', '=', environment)
  if (release !== null) query = query.where('release', '=', release)
  return (await query.orderBy('at', 'desc').orderBy('rollout', 'desc').limit(1_000).execute()).map(read)
}

/** Rollouts that changed for people what runs, have ended since, and have no notes; oldest first. */
export const withoutNotes = async (records: Records, since: Instant): Promise<readonly string[]> =>
  (
    await records
      .selectFrom('rollouts')
      .select('id')
      .where('ended_at', '>=', since)
      .where('kind', '!=', 'restart')
      .where('outcome', 'in', ['done', 'failed', 'rolled-back'])
      .where('id', 'not in', records.selectFrom('notes').select('rollout').where('at', '>=', since))
      .orderBy('ended_at')
      .execute()
  ).map(({ id }) => id)

/** What a command of the team's made of texts, by text. */
export const translationsOf = async (
  records: Records,
  application: string,
  language: Language,
  texts: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  for (let at = 0; at < texts.length; at += 500) {
    const rows = await records
      .selectFrom('translations')
      .select(['text', 'translation'])
      .where('application', '=', application)
      .where('language', '=', language)
      .where('text', 'in', texts.slice(at, at + 500))
      .execute()
    for (const { text, translation } of rows) found.set(text, translation)
  }
  return found
}

export const putTranslations = async (
  records: Records,
  application: string,
  language: Language,
  made: ReadonlyMap<string, string>,
  at: Instant,
): Promise<void> => {
  for (const [text, translation] of made)
    await records
      .insertInto('translations')
      .values({ application, language, text, translation, at })
      .onConflict((conflict) =>
        conflict.columns(['application', 'language', 'text']).doUpdateSet({ translation, at }),
      )
      .execute()
}

/** When the newest of these translations came; 0: there are none. */
export const translatedSince = async (
  records: Records,
  application: string,
  made: Readonly<Record<Language, readonly string[]>>,
): Promise<Instant> => {
  let since = 0
  for (const language of ['en', 'fr'] as const)
    for (let at = 0; at < made[language].length; at += 500) {
      const row = await records
        .selectFrom('translations')
        .select(({ fn }) => fn.max('at').as('at'))
        .where('application', '=', application)
        .where('language', '=', language)
        .where('translation', 'in', made[language].slice(at, at + 500))
        .executeTakeFirst()
      since = Math.max(since, row?.at ?? 0)
    }
  return since
}
