import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { notWritten } from '../folder/messages.ts'

/** One that nobody refers to is closed by the garbage collector, and the lock given back. */
const kept = new Set<DatabaseSync>()

/**
 * Takes the data folder for this supervisor until the process ends, however it ends: a POSIX lock held through a
 * SQLite transaction that never ends (Node has no lock of its own). False where another one holds it.
 */
export const takeFolder = (supervisorFolder: string): boolean => {
  const file = join(supervisorFolder, 'lock')
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch (error) {
    // An existing one is not opened: POSIX drops a process's locks on a file when it closes any descriptor of it.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritten(file, error)
  }
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    if (isBusy(error)) return false
    throw notWritten(file, error)
  }
  kept.add(database)
  return true
}

const busy = 5
const isBusy = (error: unknown): boolean => ((error as { errcode?: number }).errcode ?? 0) % 256 === busy
