import { createReadStream, existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { nothingRestored } from '../backup/messages.ts'
import { readBackup, tellOriginalGone } from '../backup/read.ts'
import type { Label } from '../backup/types.ts'
import { writeBackup } from '../backup/write.ts'
import type { Folder } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { inTransaction } from '../records/handle.ts'
import { putEntry } from '../records/ledger.ts'
import { migrations } from '../records/migrations.ts'
import { liveElsewhere } from '../records/restored.ts'
import type { Schema } from '../records/schema.ts'
import { openDatabase } from '../store/sqlite/open.ts'
import { snapshotDatabase } from '../store/sqlite/snapshot.ts'
import type { Adapters } from './adapters.ts'
import { thisPackage } from './package-root.ts'

/** The whole data folder as it is now; in the ledger, and therefore in the backup itself. */
export const backupOf = (folder: Folder, { records, clock }: Adapters['parts']) =>
  async function* (actor: Actor): AsyncGenerator<Uint8Array> {
    await inTransaction(records, (handle) =>
      putEntry(handle, { at: clock.now(), actor, action: 'backed-up', subject: {}, payload: {} }),
    )
    yield* writeBackup({
      folder,
      version: thisPackage.version,
      now: clock.now,
      snapshot: (to) => snapshotDatabase(folder.controlDatabase, to),
    })
  }

/** In a container a user may have a number and no name. */
const whoever = (): Actor => {
  const id = process.getuid?.()
  const known = id === undefined ? {} : { id }
  try {
    return { kind: 'user', name: userInfo().username, ...known }
  } catch {
    return { kind: 'user', name: String(id ?? 'unknown'), ...known }
  }
}

/** Unpacks a backup into an empty data folder, where nothing is started until the original is said to be gone. */
export const restoreInto = (folder: Folder, file: string): Promise<Label> => {
  if (!existsSync(file))
    throw new ProblemError({
      code: 'no-such-file',
      kind: 'usage',
      message: { en: `there is no file ${file}`, fr: `il n’y a pas de fichier ${file}` },
      place: { file },
    })
  const now = Date.now()
  return readBackup(folder, createReadStream(file), now, async (database, label) => {
    const opened = await openDatabase<Schema>({ file: database, migrations })
    try {
      await inTransaction(opened.db, async (records) => {
        await liveElsewhere(records)
        const payload = { host: label.host, data: label.data, at: label.at }
        await putEntry(records, { at: now, actor: whoever(), action: 'restored', subject: {}, payload })
      })
    } finally {
      await opened.close()
    }
  })
}

export const originalGone = async (folder: Folder): Promise<void> => {
  if ((await tellOriginalGone(folder.root)) === null) throw nothingRestored(folder.root)
}
