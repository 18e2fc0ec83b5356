import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { type Folder, folders } from '../folder/layout.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { ApplicationUser } from '../ports/supervision.ts'
import { notGiven } from './user-messages.ts'

/**
 * What only root can do, in one place. Folders of our own account are not root's to trust: a name in them may have
 * become a link by the time it is used. So root opens, renames and removes nothing there by itself: it does so as that
 * account (`as`), or lets programs do it that follow no link and change only what that account owns (`give`).
 */
const run = promisify(execFile)

/** Does synchronous work with another account's rights; null: with our own. */
export const as = <T>(account: ApplicationUser | null, work: () => T): T => {
  if (account === null || process.seteuid === undefined || process.setegid === undefined) return work()
  process.setegid(account.gid)
  try {
    process.seteuid(account.uid)
    return work()
  } finally {
    process.seteuid(0)
    process.setegid(0)
  }
}

/** What a process started in `work` may not give others by default. */
export const withMask = <T>(mask: number, work: () => T): T => {
  const before = process.umask(mask)
  try {
    return work()
  } finally {
    process.umask(before)
  }
}

/**
 * argv that becomes the account, with its groups, before the command: our planes read what is shared with an
 * application's group.
 */
export const argvAs = (account: ApplicationUser | null, argv: readonly string[]): readonly string[] =>
  account === null
    ? argv
    : [
        '/usr/bin/setpriv',
        `--reuid=${account.uid}`,
        `--regid=${account.gid}`,
        '--init-groups',
        '--no-new-privs',
        '--',
        ...argv,
      ]

/**
 * Lets folders below `keep/`, `jobs/` or `runs/` become another account's. Only what `from` owns changes hands, links are not
 * followed, and the folder itself comes last: one that was given is not walked again.
 */
export const give = async (
  folder: Folder,
  paths: readonly string[],
  from: ApplicationUser,
  to: ApplicationUser,
): Promise<void> => {
  const left = paths.filter((path) => {
    const inside = [folder.keep, folder.jobs, folder.runs].some((above) => path.startsWith(`${above}/`))
    if (!inside || normalize(path) !== path) throw new ProblemError(notGiven(path, 'it is not one of ours'))
    return statSync(path, { throwIfNoEntry: false })?.uid !== to.uid
  })
  if (left.length === 0) return
  const argv = ['-R', '-h', '-P', `--from=${from.uid}`, `${to.uid}:${to.gid}`, '--', ...left]
  try {
    await run('/usr/bin/chown', argv)
  } catch (error) {
    throw new ProblemError(notGiven(left[0] ?? '', String((error as { stderr?: unknown }).stderr ?? error)))
  }
}

/** Temporary folders of instances stand in a folder of root's: nobody but their own user can touch them. */
const temporaries = (folder: Folder): string => join(folder.root, 'tmp')

export const makeTemporary = (folder: Folder, user: ApplicationUser): string => {
  const path = join(temporaries(folder), randomBytes(12).toString('hex'))
  mkdirSync(path, { mode: 0o700 })
  chownSync(path, user.uid, user.gid)
  return path
}

/** `rm` walks by descriptor: a folder that becomes a link meanwhile leads it nowhere. */
export const removeTemporary = (path: string): void => {
  void run('/usr/bin/rm', ['-rf', '--one-file-system', '--', path]).catch(() => undefined)
}

/** After a boot of the machine nobody uses any of them. */
export const sweepTemporaries = (folder: Folder): void => {
  for (const name of readdirSync(temporaries(folder))) removeTemporary(join(temporaries(folder), name))
}

/**
 * The data folder of a prepared server: root's, where our own account makes its files but cannot replace root's, and
 * where applications' users pass through without looking around.
 */
export const prepareFolder = (folder: Folder, own: ApplicationUser): void => {
  mkdirSync(folder.root, { recursive: true, mode: 0o700 })
  chownSync(folder.root, 0, own.gid)
  chmodSync(folder.root, 0o1771)
  for (const path of [folder.supervisor, temporaries(folder)]) ours(path, 0, 0, 0o700)
  chmodSync(temporaries(folder), 0o711)
  for (const path of folders(folder)) if (path !== folder.supervisor) ours(path, own.uid, own.gid, 0o700)
}

/** Makes a folder of an account, or finds it so. */
const ours = (path: string, uid: number, gid: number, mode: number): void => {
  try {
    mkdirSync(path, { mode })
    chownSync(path, uid, gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const found = lstatSync(path)
    if (!found.isDirectory() || found.uid !== uid)
      throw new ProblemError(notGiven(path, 'another owner has it'))
  }
}

/**
 * argv of an application's process, once it is its user: only then it enters its folder, which the application may have
 * made a link to another's, and no set-user-ID program gives it more. Never before: its variables, LD_PRELOAD among
 * them, are the application's.
 */
export const argvWithin = (cwd: string, argv: readonly string[]): readonly string[] => [
  '/usr/bin/env',
  '-C',
  cwd,
  '/usr/bin/setpriv',
  '--no-new-privs',
  '--',
  ...argv,
]

/** Lets our own account use what root made beside it. */
export const handTo = (path: string, own: ApplicationUser): void => chownSync(path, own.uid, own.gid)
