import type { Kysely, Transaction } from 'kysely'
import type { Schema } from './schema.ts'

/** A connection or a transaction over the one schema. */
export type Records = Kysely<Schema> | Transaction<Schema>

/** Runs `work` in one transaction; inside it only the handle that it is given may be used. */
export const inTransaction = <T>(
  records: Kysely<Schema>,
  work: (records: Records) => Promise<T>,
): Promise<T> => records.transaction().execute(work)

export const encode = (value: unknown): string => JSON.stringify(value)

/** What this program wrote itself, under a schema that the migrations guard. */
export const decode = <T>(text: string): T => JSON.parse(text) as T

export const decodeOrNull = <T>(text: string | null): T | null => (text === null ? null : decode<T>(text))
