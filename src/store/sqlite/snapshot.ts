import { backup, DatabaseSync } from 'node:sqlite'
import { explain } from './explain.ts'

/** All in one step: in several, whoever writes meanwhile would make it begin anew each time. */
const pages = 1_000_000_000

/** A consistent copy of a database that others use and write to, in a new file. */
export const snapshotDatabase = async (file: string, to: string): Promise<void> => {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
    await backup(database, to, { rate: pages })
  } catch (error) {
    throw explain(error, to)
  } finally {
    if (database?.isOpen) database.close()
  }
}
