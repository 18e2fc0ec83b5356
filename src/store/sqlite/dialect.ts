import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import { explaining } from './explain.ts'

/** SQLite has no booleans; anything else that it cannot hold is refused by `node:sqlite` itself. */
const bind = (value: unknown): SQLInputValue =>
  typeof value === 'boolean' ? Number(value) : value === undefined ? null : (value as SQLInputValue)

/** Prepared statements by their SQL: preparing anew costs more than running. The oldest makes room. */
const statements = (database: DatabaseSync, most: number) => {
  const kept = new Map<string, StatementSync>()
  return (sql: string): StatementSync => {
    const known = kept.get(sql)
    if (known !== undefined) {
      kept.delete(sql)
      kept.set(sql, known)
      return known
    }
    const made = database.prepare(sql)
    kept.set(sql, made)
    if (kept.size > most) kept.delete(kept.keys().next().value ?? sql)
    return made
  }
}

const connection = (database: DatabaseSync, file: string): DatabaseConnection => {
  const prepare = statements(database, 200)
  const execute = <R>(query: CompiledQuery): QueryResult<R> => {
    const statement = prepare(query.sql)
    const parameters = query.parameters.map(bind)
    if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes) }
  }
  return {
    executeQuery: async <R>(query: CompiledQuery) => explaining(file, () => execute<R>(query)),
    async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
      // A statement of its own: a kept one could be run again while this one is still being read.
      const statement = explaining(file, () => database.prepare(query.sql))
      for (const row of statement.iterate(...query.parameters.map(bind))) yield { rows: [row as R] }
    },
  }
}

const driver = (database: DatabaseSync, file: string): Driver => {
  const only = connection(database, file)
  const run = (sql: string) => explaining(file, () => database.exec(sql))
  const named = (words: string, name: string) => run(`${words} "${name.replaceAll('"', '""')}"`)
  return {
    init: async () => {},
    acquireConnection: async () => only,
    releaseConnection: async () => {},
    // A writer that begins as a reader can be refused halfway: writers take their lock at the start.
    beginTransaction: async (_: DatabaseConnection, { accessMode }: TransactionSettings) =>
      run(accessMode === 'read only' ? 'begin' : 'begin immediate'),
    commitTransaction: async () => run('commit'),
    // On a full disk SQLite has rolled back by itself already, and would refuse to do it twice.
    rollbackTransaction: async () => {
      if (database.isTransaction) run('rollback')
    },
    savepoint: async (_, name) => named('savepoint', name),
    rollbackToSavepoint: async (_, name) => named('rollback to', name),
    releaseSavepoint: async (_, name) => named('release', name),
    destroy: async () => {
      if (database.isOpen) database.close()
    },
  }
}

/**
 * Kysely over the SQLite built into Node. One connection: Kysely's own mutex (the adapter asks for it) lets one
 * query or one transaction use it at a time.
 */
export const nodeSqliteDialect = (database: DatabaseSync, file: string): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => driver(database, file),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: (): QueryCompiler => new SqliteQueryCompiler(),
})
