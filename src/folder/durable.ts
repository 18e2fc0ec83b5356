import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { notWritten } from './messages.ts'

const temporaryName = (path: string): string =>
  join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}`)

/**
 * Replaces a file so that after a crash it is the old or the new one, whole: write, fsync, rename, fsync of the
 * folder. Throws a `ProblemError` (`disk-full`, `not-writable`); the old file then still stands.
 */
export const writeDurably = async (path: string, content: string | Uint8Array, mode = 0o600) => {
  const temporary = temporaryName(path)
  try {
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw notWritten(path, error)
  }
}

/** The same without giving up the thread, for writers that must order writes among themselves. */
export const writeDurablySync = (path: string, content: string | Uint8Array, mode = 0o600): void => {
  const temporary = temporaryName(path)
  try {
    const file = openSync(temporary, 'wx', mode)
    try {
      writeAll(file, content)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(temporary, path)
    syncFolderSync(dirname(path))
  } catch (error) {
    try {
      rmSync(temporary, { force: true })
    } catch {
      // What could not be written need not be removed; the first error is the one to tell.
    }
    throw notWritten(path, error)
  }
}

const writeAll = (file: number, content: string | Uint8Array): void => {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
}

/** Makes renames and new names inside a folder durable. */
export const syncFolder = async (path: string) => {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const syncFolderSync = (path: string): void => {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
