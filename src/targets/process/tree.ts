import { constants, type Dirent, linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { chmod, copyFile, lstat, readdir, rm } from 'node:fs/promises'
import { takingTurns } from '../../folder/at-once.ts'
import { removeFolder } from '../../folder/remove.ts'

/** How a plain file comes to its new place. Paths are bytes: a file's name may be in any encoding. */
type Place = (from: Buffer, to: Buffer) => Promise<void>

/** As many copies under way at once as the thread pool has use for. */
const atOnce = 32

const slash = Buffer.from('/')
const below = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, slash, name])

const copy: Place = (from, to) => copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL)

/** What an image holds is read-only, what becomes an application's own data is not. */
const copyToWrite: Place = async (from, to) => {
  await copy(from, to)
  await chmod(to, (await lstat(to)).mode | 0o200)
}

/** Another file system, too many links, or a file of somebody else: then a copy does as well. */
const linkOrCopy: Place = async (from, to) => {
  try {
    linkSync(from, to)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (!['EXDEV', 'EMLINK', 'EPERM', 'EACCES', 'ENOTSUP'].includes(code)) throw error
    await copy(from, to)
  }
}

type Entry = Dirent<Buffer>

type Walk = {
  readonly place: Place
  readonly skip: (path: string) => boolean
  readonly turns: () => Promise<void> | undefined
}

const placeAll = async (entries: readonly Entry[], from: Buffer, to: Buffer, how: Walk): Promise<void> => {
  for (let next = 0; next < entries.length; next += atOnce) {
    // All of them end before a failure is told: what is half made can then be removed.
    const ends = await Promise.allSettled(
      entries.slice(next, next + atOnce).map(async (entry) => {
        const [source, target] = [below(from, entry.name), below(to, entry.name)]
        if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source, { encoding: 'buffer' }), target)
        else if (entry.isFile()) await how.place(source, target)
      }),
    )
    const failed = ends.find((end) => end.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    await how.turns()
  }
}

const walk = async (from: Buffer, to: Buffer, path: string, how: Walk): Promise<void> => {
  mkdirSync(to, { recursive: true, mode: 0o755 })
  const inside = (entry: Entry) => `${path}${entry.name.toString()}`
  const entries = readdirSync(from, { withFileTypes: true, encoding: 'buffer' }).filter(
    (entry) => !how.skip(inside(entry)),
  )
  await placeAll(entries, from, to, how)
  for (const entry of entries) {
    if (!entry.isDirectory()) continue
    await walk(below(from, entry.name), below(to, entry.name), `${inside(entry)}/`, how)
  }
}

/**
 * Makes `to` the same tree as `from`, of hard links: folders are made, symlinks copied as they are, sockets and
 * devices left out. `skip` is asked with each path inside the tree.
 */
export const linkTree = (from: string, to: string, skip: (path: string) => boolean = () => false) =>
  walk(Buffer.from(from), Buffer.from(to), '', { place: linkOrCopy, skip, turns: takingTurns() })

/** The same of copies that their owner may write. */
export const copyTree = (from: string, to: string) =>
  walk(Buffer.from(from), Buffer.from(to), '', {
    place: copyToWrite,
    skip: () => false,
    turns: takingTurns(),
  })

const unlock = async (path: Buffer): Promise<void> => {
  await chmod(path, 0o700)
  for (const entry of await readdir(path, { withFileTypes: true, encoding: 'buffer' })) {
    if (entry.isDirectory()) await unlock(below(path, entry.name))
  }
}

/** Removes a tree, also one in which an application took away its own right to write. Links are not followed. */
export const removeTree = async (path: string): Promise<void> => {
  try {
    await removeFolder(path)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'EACCES' && code !== 'EPERM' && code !== 'ENOTEMPTY') throw error
    await unlock(Buffer.from(path))
    await rm(path, { recursive: true, force: true })
  }
}
