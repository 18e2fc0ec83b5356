import type { ChecklistItem } from '../config/types-checklist.ts'
import type { Instant } from '../kernel/time.ts'
import { decode, decodeOrNull, encode, type Records } from './handle.ts'
import type { AfterwardsRow } from './schema.ts'

/** An item that is due after a release. `planned`: the release is on its way. `dropped`: it was taken back. */
export type Afterwards = {
  readonly environment: string
  readonly release: number
  readonly item: ChecklistItem
  readonly manifest: string
  readonly since: Instant
  readonly state: AfterwardsRow['state']
  readonly answer: { readonly by: string; readonly note: string } | null
  readonly endedAt: Instant | null
}

/** Kept once: what an item was when its release began does not change. */
export const planAfterwards = (
  records: Records,
  one: Pick<Afterwards, 'environment' | 'release' | 'item' | 'manifest' | 'since'>,
) =>
  records
    .insertInto('afterwards')
    .values({
      environment: one.environment,
      release: one.release,
      name: one.item.name,
      item: encode(one.item),
      manifest: one.manifest,
      since: one.since,
      state: 'planned',
      answer: null,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()

export const changeAfterwards = (
  records: Records,
  one: Afterwards,
  change: Partial<Pick<Afterwards, 'state' | 'since' | 'answer' | 'endedAt'>>,
) => {
  const { state, since, answer, endedAt } = { ...one, ...change }
  return records
    .updateTable('afterwards')
    .set({ state, since, answer: answer && encode(answer), ended_at: endedAt })
    .where('environment', '=', one.environment)
    .where('release', '=', one.release)
    .where('name', '=', one.item.name)
    .execute()
}

/** In the order of their releases. */
export const afterwardsOf = async (records: Records, environment: string): Promise<readonly Afterwards[]> =>
  (
    await records
      .selectFrom('afterwards')
      .selectAll()
      .where('environment', '=', environment)
      .orderBy('release')
      .orderBy('name')
      .execute()
  ).map((row) => ({
    environment: row.environment,
    release: row.release,
    item: decode(row.item),
    manifest: row.manifest,
    since: row.since,
    state: row.state,
    answer: decodeOrNull(row.answer),
    endedAt: row.ended_at,
  }))
