import type { Selectable } from 'kysely'
import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import { decodeOrNull, encode, type Records } from './handle.ts'
import type { DepartureRow } from './schema.ts'

/** A train that was composed, ordered, delayed or cancelled: of the timetable's others nothing is kept. */
export type DepartureRecord = {
  readonly environment: string
  readonly id: string
  readonly kind: DepartureRow['kind']
  readonly at: Instant
  readonly cutOff: Instant
  readonly state: DepartureRow['state']
  /** The candidate that it carries, from the cut-off on. */
  readonly candidate: string | null
  /** Who ordered, delayed or cancelled it, and why. */
  readonly word: {
    readonly by: string
    readonly why: string | null
    readonly text: Text
    /** The candidate that alone it is for: one that mends what was taken back, or that a conductor named. */
    readonly fix?: string
    /** When it would have left by the timetable. */
    readonly planned?: Instant
  } | null
  /** Who was not aboard, and why. */
  readonly behind: readonly { readonly candidate: string; readonly reason: Reason }[]
}

/** A departure that people board and nobody rides yet; of the timetable, where nothing else is said. */
export const boarding = (
  departure: Pick<DepartureRecord, 'id' | 'at' | 'cutOff'> &
    Partial<Pick<DepartureRecord, 'environment' | 'kind' | 'word'>>,
): DepartureRecord => ({
  environment: '',
  kind: 'timetable',
  state: 'boarding',
  candidate: null,
  word: null,
  behind: [],
  ...departure,
})

const read = (row: Selectable<DepartureRow>): DepartureRecord => ({
  environment: row.environment,
  id: row.id,
  kind: row.kind,
  at: row.at,
  cutOff: row.cut_off,
  state: row.state,
  candidate: row.candidate,
  word: decodeOrNull(row.word),
  behind: decodeOrNull(row.behind) ?? [],
})

export const putDeparture = async (records: Records, one: DepartureRecord): Promise<void> => {
  const { environment, id, kind, at, cutOff, state, candidate, word, behind } = one
  const values = {
    kind,
    at,
    cut_off: cutOff,
    state,
    candidate,
    word: word && encode(word),
    behind: encode(behind),
  }
  await records
    .insertInto('departures')
    .values({ environment, id, ...values })
    .onConflict((conflict) => conflict.columns(['environment', 'id']).doUpdateSet(values))
    .execute()
}

/** The latest of an environment, in the order of their times; those on their way always. */
export const departuresOf = async (
  records: Records,
  environment: string,
  most = 200,
): Promise<readonly DepartureRecord[]> =>
  (
    await records
      .selectFrom('departures')
      .selectAll()
      .where('environment', '=', environment)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(most)
      .execute()
  )
    .map(read)
    .reverse()
