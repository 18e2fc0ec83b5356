import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../folder/durable.ts'
import { type Folder, runFolder } from '../../folder/layout.ts'
import { notWritten } from '../../folder/messages.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { RevisionSpec } from '../../ports/target.ts'
import { leadsToKept, linkKept, requireKept } from './keep.ts'
import { linkTree, removeTree } from './tree.ts'

const halfPrefix = '.app-'

/** Application folders that somebody who was killed left half made. */
export const sweepHalves = async (root: string): Promise<void> => {
  for (const name of await readdir(root)) {
    if (name.startsWith(halfPrefix)) await removeTree(join(root, name))
  }
}

/**
 * The revision's own application folder: hard links to the unpacked image's, so that an application finds itself
 * where its files are, with links to its kept folders. It is made beside its place and renamed, so that it is there
 * whole or not at all; one that is there is right, since a run key names its content. Not to be called twice at once
 * for one component. Throws `keep-not-a-folder`, `keep-missing`, `disk-full`, `not-writable`; nothing is left then.
 */
export const prepare = async (folder: Folder, spec: RevisionSpec, imageApp: string): Promise<string> => {
  const { root, app, tmp, logs } = runFolder(folder, spec.key)
  for (const path of [tmp, logs]) await mkdir(path, { recursive: true, mode: 0o700 })
  await requireKept(folder, spec)
  if (existsSync(app)) {
    if (await leadsToKept(folder, spec, app)) return app
    await removeTree(app)
  }
  await sweepHalves(root)
  const half = join(root, `${halfPrefix}${process.pid}-${randomBytes(4).toString('hex')}`)
  const kept = new Set(spec.keep.map((one) => one.path))
  try {
    await linkTree(imageApp, half, (path) => kept.has(path))
    await linkKept(folder, spec, imageApp, half)
    await rename(half, app)
    await syncFolder(root)
    return app
  } catch (error) {
    await removeTree(half).catch(() => undefined)
    throw error instanceof ProblemError ? error : notWritten(app, error)
  }
}
