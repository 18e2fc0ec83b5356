import type { DatabaseSync } from 'node:sqlite'
import { type Kysely, sql } from 'kysely'
import { ProblemError } from '../../kernel/problem.ts'
import { brokenReferences, newerSchema, otherSchema } from './messages.ts'

/**
 * One step forward of the schema; there is no way back. `id` counts from 1 without a gap, and neither id nor name
 * of a published migration ever changes. `up` runs inside a transaction of its own.
 */
export type Migration = {
  readonly id: number
  readonly name: string
  up(db: Kysely<unknown>): Promise<void>
}

type Applied = { readonly id: number; readonly name: string }

const table = `create table if not exists schema_migrations (
  id integer primary key, name text not null, applied_at text not null) strict`

const applied = (database: DatabaseSync): readonly Applied[] => {
  const there = database.prepare("select 1 from sqlite_schema where name = 'schema_migrations'").get()
  if (there === undefined) return []
  return database
    .prepare('select id, name from schema_migrations order by id')
    .all()
    .map((row) => ({ id: Number(row['id']), name: String(row['name']) }))
}

/** Throws `newer-schema` or `other-schema` where the file is not ours to open. Changes nothing. */
export const refuseForeign = (
  database: DatabaseSync,
  file: string,
  migrations: readonly Migration[],
): void => {
  const known = migrations.at(-1)?.id ?? 0
  const done = applied(database)
  const found = done.at(-1)?.id ?? 0
  if (found > known) throw new ProblemError(newerSchema(file, found, known))
  for (const { id, name } of done) {
    const ours = migrations.find((migration) => migration.id === id)?.name
    if (ours !== name) throw new ProblemError(otherSchema(file, id, name, ours ?? '—'))
  }
}

/** A database of an earlier version, which `migrate` will change. */
export const isBehind = (database: DatabaseSync, migrations: readonly Migration[]): boolean => {
  const done = applied(database).at(-1)?.id ?? 0
  return done > 0 && done < (migrations.at(-1)?.id ?? 0)
}

const inOrder = (migrations: readonly Migration[]): void => {
  migrations.forEach((migration, index) => {
    if (migration.id !== index + 1)
      throw new RangeError(`migration “${migration.name}” has id ${migration.id}, expected ${index + 1}`)
  })
}

const step = (db: Kysely<unknown>, database: DatabaseSync, migration: Migration): Promise<void> =>
  db.transaction().execute(async (transaction) => {
    // Asked inside the transaction: another process may have done it while this one waited for its turn.
    if (applied(database).some((done) => done.id === migration.id)) return
    await migration.up(transaction)
    const broken = database.prepare('pragma foreign_key_check').get()
    if (broken !== undefined)
      throw new ProblemError(brokenReferences(migration.name, String(broken['table'])))
    await sql`insert into schema_migrations (id, name, applied_at)
      values (${migration.id}, ${migration.name}, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))`.execute(transaction)
  })

/**
 * Brings the schema forward, each migration in one transaction with its record. References are off meanwhile and
 * checked before each commit, as https://www.sqlite.org/lang_altertable.html asks for rebuilt tables.
 */
export const migrate = async (
  db: Kysely<unknown>,
  database: DatabaseSync,
  file: string,
  migrations: readonly Migration[],
): Promise<void> => {
  inOrder(migrations)
  refuseForeign(database, file, migrations)
  database.exec(table)
  database.exec('pragma foreign_keys = off')
  try {
    for (const migration of migrations) await step(db, database, migration)
  } finally {
    database.exec('pragma foreign_keys = on')
  }
  refuseForeign(database, file, migrations)
}
