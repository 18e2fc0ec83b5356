import { chmod, lstat, mkdir, open, readdir, symlink } from 'node:fs/promises'
import type { GitEnvironment } from './git.ts'
import { notEmpty } from './messages.ts'
import { inspectTree, readBlobs } from './objects.ts'
import type { TreeLimits } from './tree.ts'

const bytePath = (into: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(`${into}/`), Buffer.from(path, 'latin1')])

const prepare = async (into: string): Promise<void> => {
  await mkdir(into, { recursive: true, mode: 0o755 })
  if (!(await lstat(into)).isDirectory() || (await readdir(into)).length > 0) throw notEmpty(into)
}

/**
 * Writes a tree exactly as git stores it: no filters, no line endings changed, modes 0644 and 0755 whatever the
 * umask. Every name is made new (`wx`), so nothing is ever written through a link.
 */
export const writeTree = async (
  environment: GitEnvironment,
  tree: string,
  into: string,
  limits: TreeLimits,
): Promise<void> => {
  const { entries, links } = await inspectTree(environment, tree, limits)
  await prepare(into)
  for (const entry of entries) {
    if (entry.kind !== 'folder') continue
    const path = bytePath(into, entry.path)
    await mkdir(path)
    await chmod(path, 0o755)
  }
  const files = entries.filter((entry) => entry.kind === 'file' || entry.kind === 'program')
  let index = 0
  for await (const blob of readBlobs(
    environment,
    files.map((entry) => entry.object),
  )) {
    const entry = files[index]
    index += 1
    if (entry === undefined) continue
    const file = await open(bytePath(into, entry.path), 'wx', 0o600)
    try {
      for await (const part of blob.bytes()) await file.writeFile(part)
      await file.chmod(entry.kind === 'program' ? 0o755 : 0o644)
    } finally {
      await file.close()
    }
  }
  // Links come last: while files are written, no name of the tree leads anywhere else.
  for (const [path, target] of links) await symlink(Buffer.from(target, 'latin1'), bytePath(into, path))
}
