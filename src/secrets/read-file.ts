import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { SecretPlace } from '../ports/vault.ts'
import { fileNotPlain, fileOpen, fileOurs, fileUnreadable, tooLarge } from './messages.ts'
import { longestValue, textIn } from './value.ts'

const opened = async (place: SecretPlace, path: string): Promise<FileHandle> => {
  try {
    // A pipe without a writer would be waited for, for ever.
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw new ProblemError(fileUnreadable(place, path, (error as NodeJS.ErrnoException).code ?? 'failed'))
  }
}

/**
 * What a file of the server holds. Refused: one that others can read or write, one of this data folder (an application
 * could otherwise be given the key, or what belongs to another one), and what is no plain file.
 */
export const readSecretFile = async (folder: Folder, place: SecretPlace, path: string): Promise<string> => {
  const file = await opened(place, path)
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new ProblemError(fileNotPlain(place, path))
    const real = await realpath(path).catch(() => path)
    if (real.startsWith(`${folder.root}${sep}`)) throw new ProblemError(fileOurs(place, path))
    if ((found.mode & 0o007) !== 0) throw new ProblemError(fileOpen(place, path, found.mode & 0o777))
    if (found.size > longestValue + 2) throw new ProblemError(tooLarge(place, longestValue))
    return textIn(place, await file.readFile())
  } finally {
    await file.close()
  }
}
