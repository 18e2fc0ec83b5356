import type { Selectable } from 'kysely'
import type { Instant } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import { decode, decodeOrNull, encode, type Records } from './handle.ts'
import type { FreezeRow } from './schema.ts'

export type StoredFreeze = {
  readonly id: string
  /** Null: of every application. */
  readonly application: string | null
  readonly since: Instant
  /** Null: until somebody thaws it. */
  readonly until: Instant | null
  readonly why: string
  /** Candidates with this label go on. */
  readonly except: string | null
  readonly actor: Actor
  readonly at: Instant
  readonly thawed: { readonly by: string; readonly at: Instant } | null
}

const read = ({ except_label, actor, thawed, ...row }: Selectable<FreezeRow>): StoredFreeze => ({
  ...row,
  except: except_label,
  actor: decode(actor),
  thawed: decodeOrNull(thawed),
})

export const addFreeze = (records: Records, freeze: Omit<StoredFreeze, 'thawed'>) => {
  const { except, actor, ...row } = freeze
  return records
    .insertInto('freezes')
    .values({ ...row, except_label: except, actor: encode(actor), thawed: null })
    .execute()
}

/** Freezes of an application and of the whole server that are not thawed and not over; of null all such. */
export const freezesOf = async (
  records: Records,
  application: string | null,
  now: Instant,
): Promise<readonly StoredFreeze[]> => {
  const rows = await records
    .selectFrom('freezes')
    .selectAll()
    .where('thawed', 'is', null)
    .where((where) => where.or([where('until', 'is', null), where('until', '>', now)]))
    .orderBy('at')
    .execute()
  return rows.map(read).filter((one) => application === null || [null, application].includes(one.application))
}

/** Every freeze that touched a time, thawed ones too: of an application and of the whole server. */
export const freezesBetween = async (
  records: Records,
  application: string,
  from: Instant,
  to: Instant,
): Promise<readonly StoredFreeze[]> => {
  const rows = await records.selectFrom('freezes').selectAll().where('since', '<', to).orderBy('at').execute()
  const never = Number.POSITIVE_INFINITY
  return rows.map(read).filter(({ application: whose, thawed, until }) => {
    const end = Math.min(thawed?.at ?? never, until ?? never)
    return [null, application].includes(whose) && end >= from
  })
}

export const thawFreeze = (records: Records, id: string, by: string, at: Instant) =>
  records
    .updateTable('freezes')
    .set({ thawed: encode({ by, at }) })
    .where('id', '=', id)
    .execute()
