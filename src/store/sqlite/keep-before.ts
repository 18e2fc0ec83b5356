import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { isBehind, type Migration } from './migrate.ts'

/**
 * Keeps a database as it is before its schema is brought forward, so that the earlier version can have it back: it
 * reads no later schema. Whole or absent; the one that was kept before makes room.
 */
export const keepBefore = (database: DatabaseSync, migrations: readonly Migration[], to: string): void => {
  if (!isBehind(database, migrations)) return
  const beside = `${to}.new`
  rmSync(beside, { force: true })
  // SQLite takes an empty file for one that is not there; its mode stays.
  closeSync(openSync(beside, 'wx', 0o600))
  try {
    database.prepare('vacuum into ?').run(beside)
    const written = openSync(beside, 'r')
    try {
      fsyncSync(written)
    } finally {
      closeSync(written)
    }
    renameSync(beside, to)
  } finally {
    rmSync(beside, { force: true })
  }
}
