import type { Dialect, Statement } from '../migrations/types.ts'

/** Reads SQL by the database's own grammar. Never throws for what it is given: what it does not understand it says. */
export interface Sql {
  /** Every statement of a text, in order. */
  read(dialect: Dialect, text: string): Promise<readonly Statement[]>
}
