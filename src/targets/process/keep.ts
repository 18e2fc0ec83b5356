import { randomBytes } from 'node:crypto'
import { lstat, mkdir, readdir, readlink, rename, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Folder, keepFolder } from '../../folder/layout.ts'
import { type Problem, ProblemError } from '../../kernel/problem.ts'
import type { RevisionSpec } from '../../ports/target.ts'
import * as say from './messages.ts'
import { copyTree, removeTree } from './tree.ts'

/** No kept folder can have this name: `keepFolder` writes `%` only before hexadecimal digits. */
const seedPrefix = '%seed-'

type Found = 'absent' | 'folder' | 'other'

const kindOf = async (path: string): Promise<Found> => {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return 'absent'
    if (code === 'ENOTDIR') return 'other'
    throw error
  }
}

/** Nothing but folders may stand on the way to a kept one, or the link would be made somewhere else. */
const inImage = async (app: string, component: string, path: string): Promise<Found> => {
  const parts = path.split('/')
  for (let length = 1; length <= parts.length; length += 1) {
    const way = parts.slice(0, length).join('/')
    const found = await kindOf(join(app, way))
    if (found === 'absent') return 'absent'
    if (found === 'other') throw new ProblemError(say.keepInTheWay(component, path, way))
  }
  return 'folder'
}

/** What was left by somebody who was killed while seeding. */
const sweep = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (name.startsWith(seedPrefix)) await removeTree(join(folder, name))
  }
}

/**
 * Makes a kept folder. The image's content seeds it, whole or not at all, as long as it is empty: renaming onto it is
 * refused by the system where something is in it already.
 */
const seed = async (kept: string, component: string, from: string | null): Promise<void> => {
  await mkdir(kept, { recursive: true, mode: 0o700 })
  // Once it is the application user's it has been seeded, and is not ours to look into.
  if (from === null || (await lstat(kept)).uid !== process.getuid?.()) return
  if ((await readdir(kept)).length > 0) return
  await sweep(component)
  const half = join(component, `${seedPrefix}${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    await copyTree(from, half)
    await rename(half, kept)
  } catch (error) {
    await removeTree(half).catch(() => undefined)
    const code = (error as NodeJS.ErrnoException).code
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}

const isThere = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (error) {
    // What we may not look into is there.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT'
  }
}

type Keeps = Pick<RevisionSpec, 'application' | 'environment' | 'component' | 'keep'>

/** Throws `keep-missing` where releases before had a kept folder that is gone: the data folder was moved without it. */
export const requireKept = async (folder: Folder, spec: Keeps): Promise<void> => {
  const { application, environment, component } = spec
  const problems: Problem[] = []
  for (const { path, made } of spec.keep) {
    const kept = keepFolder(folder, application, environment, component, path)
    if (made === true && !(await isThere(kept))) problems.push(say.keepMissing(component, path, kept))
  }
  if (problems.length > 0) throw new ProblemError(problems)
}

/** Whether an application folder leads to the kept ones of this data folder: it may have stood elsewhere. */
export const leadsToKept = async (folder: Folder, spec: Keeps, app: string): Promise<boolean> => {
  const { application, environment, component } = spec
  for (const { path } of spec.keep) {
    const target = await readlink(join(app, path)).catch(() => null)
    if (target !== keepFolder(folder, application, environment, component, path)) return false
  }
  return true
}

/** Makes the kept folders of a revision, and in its new application folder `into` the links to them. */
export const linkKept = async (
  folder: Folder,
  spec: Pick<RevisionSpec, 'application' | 'environment' | 'component' | 'keep'>,
  image: string,
  into: string,
): Promise<void> => {
  const { application, environment, component } = spec
  for (const { path } of spec.keep) {
    const found = await inImage(image, component, path)
    const kept = keepFolder(folder, application, environment, component, path)
    const all = join(
      folder.keep,
      ...kept
        .slice(folder.keep.length + 1)
        .split('/')
        .slice(0, 3),
    )
    await seed(kept, all, found === 'folder' ? join(image, path) : null)
    await mkdir(dirname(join(into, path)), { recursive: true, mode: 0o755 })
    await symlink(kept, join(into, path))
  }
}
