import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import ms from 'ms'

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
/** How long one call into SQLite may block this process, and how long a request goes on trying. */
const BLOCKS_AT_MOST = ms('100ms')
const TRIES_FOR = ms('10s')

// Extended codes (BUSY_SNAPSHOT, BUSY_RECOVERY) carry the primary one in their low byte.
const isBusy = (error) => [SQLITE_BUSY, SQLITE_LOCKED].includes((error?.errcode ?? 0) & 0xff)

/**
 * Another revision or instance may hold the database: the busy timeout waits a little inside SQLite, this waits
 * between tries without blocking the process. Every statement here is atomic by itself, so trying again is safe.
 */
const whenFree = async (work, deadline = Date.now() + TRIES_FOR) => {
  for (let tries = 0; ; tries += 1) {
    try {
      return work()
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error
      await pause(Math.min(200, 2 ** tries) * (0.5 + Math.random()))
    }
  }
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS claims (
  id TEXT PRIMARY KEY, receipt TEXT NOT NULL, name TEXT NOT NULL, benefit TEXT NOT NULL,
  cents INTEGER NOT NULL, stored_by TEXT NOT NULL) WITHOUT ROWID`

const open = (file) => {
  const database = new DatabaseSync(file, { timeout: BLOCKS_AT_MOST })
  try {
    database.exec('PRAGMA journal_mode = WAL')
    // Safe against a killed process; a power cut may cost the last moments (FULL costs a disk flush per claim).
    database.exec('PRAGMA synchronous = NORMAL')
    database.exec(SCHEMA)
    return {
      database,
      insert: database.prepare(
        'INSERT INTO claims (id, receipt, name, benefit, cents, stored_by) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      ),
      select: database.prepare('SELECT id, receipt, name, benefit, cents FROM claims WHERE id = ?'),
    }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Opens the claims of a folder, which other revisions and instances may have open too. */
export const openClaims = async (folder) => {
  mkdirSync(folder, { recursive: true })
  const { database, insert, select } = await whenFree(() => open(join(folder, 'claims.db')))
  const find = (id) => whenFree(() => select.get(id))
  return {
    find,
    /** Stores a claim once, however often it is sent; answers with what is stored under its id. */
    async add(claim, receipt, version) {
      const { changes } = await whenFree(() =>
        insert.run(claim.id, receipt, claim.name, claim.benefit, claim.cents, version),
      )
      return { added: Number(changes) === 1, stored: await find(claim.id) }
    },
    close: () => database.close(),
  }
}
