import { closeSync, openSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ProblemError } from '../../kernel/problem.ts'
import { explain, primary, resultCode } from './explain.ts'
import { inUse } from './messages.ts'

export type Lock = {
  readonly file: string
  /** Gives the lock back. Doing it twice does nothing. */
  release(): void
}

const readdirOrNone = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const links = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).map((name) => readlinkSync(join(folder, name)))
  } catch {
    return []
  }
}

/** The other process that has the file open, where /proc tells it; undefined where it does not. */
const holder = (file: string): number | undefined => {
  const target = realpathSync(file)
  const others = readdirOrNone('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid)
  return others.find((pid) => links(`/proc/${pid}/fd`).includes(target))
}

/** A connection that nobody refers to is closed by the garbage collector, and its lock given back. */
const kept = new Set<DatabaseSync>()

/**
 * Holds a file of its own exclusively, by a SQLite transaction that is never ended: the kernel gives it back when
 * the process ends, however it ends, and no stale file can hold anybody out. Throws `data-folder-in-use` where
 * another process (or another lock of this one) holds it.
 *
 * Nothing else in this process may open and close the file: POSIX drops a process's locks on any close.
 */
export const lockExclusive = (file: string): Lock => {
  let database: DatabaseSync | undefined
  try {
    closeSync(openSync(file, 'ax', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw explain(error, file)
  }
  try {
    database = new DatabaseSync(file, { timeout: 0 })
    database.exec('begin exclusive')
  } catch (error) {
    if (database?.isOpen) database.close()
    if (resultCode(error) === primary.busy) throw new ProblemError(inUse(file, holder(file)), error)
    throw explain(error, file)
  }
  const held = database
  kept.add(held)
  return {
    file,
    release: () => {
      kept.delete(held)
      if (held.isOpen) held.close()
    },
  }
}
