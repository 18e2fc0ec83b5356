import { closeSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { Ms } from '../../kernel/time.ts'
import { nodeSqliteDialect } from './dialect.ts'
import { explain } from './explain.ts'
import { keepBefore } from './keep-before.ts'
import { type Migration, migrate, refuseForeign } from './migrate.ts'

export type OpenOptions = {
  /** Path of the database file; made with mode 0600 when absent. Its folder must exist. */
  readonly file: string
  readonly migrations: readonly Migration[]
  /** Where the database is kept as it was before it is brought forward; nothing is kept without. */
  readonly before?: string
  /** How long a statement waits for another process's lock, in milliseconds. Default: 5,000. */
  readonly busyTimeout?: Ms
}

export type Database<Tables> = {
  /**
   * Every query and transaction, one at a time on the one connection. Inside `transaction().execute(trx => ...)`
   * use `trx` alone: a query on `db` there would wait for the transaction that waits for it.
   */
  readonly db: Kysely<Tables>
  readonly file: string
  /** Waits for what runs, then closes; the last to close moves the log back into the file. */
  close(): Promise<void>
}

/** Files beside the database (its log) take their mode from it. */
const makePrivate = (file: string): void => closeSync(openSync(file, 'a', 0o600))

const settings = (database: DatabaseSync): void => {
  database.exec('pragma journal_mode = wal')
  // Full: a commit that was answered survives the loss of power.
  database.exec('pragma synchronous = full')
}

/**
 * Opens a database, brings its schema forward and gives a typed query builder over it. Errors, here and in every
 * query, are `ProblemError`s with code `newer-schema`, `other-schema`, `data-folder-not-writable`, `disk-full`,
 * `store-damaged` or `store-busy`; a database that is refused is left as it was.
 */
export const openDatabase = async <Tables>(options: OpenOptions): Promise<Database<Tables>> => {
  const { file, migrations, busyTimeout = 5_000 } = options
  let database: DatabaseSync | undefined
  try {
    makePrivate(file)
    database = new DatabaseSync(file, { timeout: busyTimeout, enableForeignKeyConstraints: true })
    refuseForeign(database, file, migrations)
    settings(database)
    if (options.before !== undefined) keepBefore(database, migrations, options.before)
    const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(database, file) })
    await migrate(db as unknown as Kysely<unknown>, database, file, migrations)
    return { db, file, close: () => closing(db, database) }
  } catch (error) {
    if (database?.isOpen) database.close()
    throw explain(error, file)
  }
}

const closing = async <Tables>(db: Kysely<Tables>, database: DatabaseSync | undefined): Promise<void> => {
  // A turn on the connection: what was asked before has ended when it comes.
  await db.connection().execute(async () => {})
  await db.destroy()
  if (database?.isOpen) database.close()
}
