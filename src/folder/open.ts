import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ProblemError } from '../kernel/problem.ts'
import { type Folder, folders, layout } from './layout.ts'
import { newerFolder, notWritten, runtimeFolderTaken } from './messages.ts'
import { readFolderVersion, writeFolderVersion } from './version.ts'

/** The layout version that this program writes; a folder with a higher one is refused. */
export const folderVersion = 1

/**
 * Where the data folder is: the given one, `ECLUSE_DATA`, `/var/lib/ecluse` on a prepared server,
 * `$XDG_STATE_HOME/ecluse`, `~/.local/state/ecluse`.
 */
export const whereFolder = (
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string => {
  if (given !== undefined && given !== '') return resolve(given)
  if (environment['ECLUSE_DATA']) return resolve(environment['ECLUSE_DATA'])
  const prepared = '/var/lib/ecluse'
  if (canWrite(prepared)) return prepared
  return join(environment['XDG_STATE_HOME'] || join(home, '.local/state'), 'ecluse')
}

/** It is root's, and our own account's to write in. */
const canWrite = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Makes what is missing of a data folder and checks that it can be written.
 * Throws a `ProblemError`: `not-writable`, `disk-full`, `newer-folder`, `runtime-folder-taken`.
 */
export const openFolder = (root: string): Folder => {
  const absolute = resolve(root)
  try {
    makeWithParents(absolute)
    const folder = layout(realpathSync(absolute))
    for (const path of folders(folder)) mkdirSync(path, { recursive: true, mode: 0o700 })
    const probe = join(folder.root, `.probe-${process.pid}`)
    writeFileSync(probe, '', { mode: 0o600 })
    rmSync(probe)
    const version = readFolderVersion(folder.root)
    if (version === undefined) writeFolderVersion(folder.root, folderVersion)
    else if (version > folderVersion) throw newerFolder(folder.root, version, folderVersion)
    if (dirname(folder.sockets.supervisor) !== folder.root) makeRuntime(dirname(folder.sockets.supervisor))
    return folder
  } catch (error) {
    throw error instanceof ProblemError ? error : notWritten(absolute, error)
  }
}

/** Not `mkdir`'s own recursion: it goes round for ever where the system says that a parent is not there (/proc). */
const makeWithParents = (path: string): void => {
  if (existsSync(path)) return
  if (dirname(path) !== path) makeWithParents(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another command of ours was first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** `/tmp` belongs to everybody: a folder or link that another user put there first is refused. */
const makeRuntime = (path: string): void => {
  for (const part of [dirname(path), path]) {
    mkdirSync(part, { recursive: true, mode: 0o700 })
    const found = lstatSync(part)
    if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) {
      throw runtimeFolderTaken(part)
    }
  }
}
