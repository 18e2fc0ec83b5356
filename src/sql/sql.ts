import type { Sql } from '../ports/sql.ts'
import { readPostgresql } from './postgresql.ts'
import { readSqlite } from './sqlite.ts'

/** Reads SQL by PostgreSQL's own parser, compiled to WebAssembly, and by a kept one of SQLite's language. */
export const sqlReader: Sql = {
  read: (dialect, text) => (dialect === 'postgresql' ? readPostgresql(text) : readSqlite(text)),
}
