import { chmod, lstat, mkdir, open, readdir, symlink } from 'node:fs/promises'
import type { GitEnvironment } from './git.ts'
import { fileTooLarge, notEmpty } from './messages.ts'
import { type Blob, inspectTree, readBlobs, refusePointers } from './objects.ts'
import { shown, type TreeEntry, type TreeLimits } from './tree.ts'

const bytePath = (into: string, path: string): Buffer =>
  Buffer.concat([Buffer.from(`${into}/`), Buffer.from(path, 'latin1')])

const prepare = async (into: string): Promise<void> => {
  await mkdir(into, { recursive: true, mode: 0o755 })
  if (!(await lstat(into)).isDirectory() || (await readdir(into)).length > 0) throw notEmpty(into)
}

const writeBlob = async (blob: Blob, { kind }: TreeEntry, path: Buffer | string): Promise<void> => {
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const part of blob.bytes()) await file.writeFile(part)
    await file.chmod(kind === 'program' ? 0o755 : 0o644)
  } finally {
    await file.close()
  }
}

/** Writes one file as `writeTree` does. `path` does not exist. */
export const writeOne = async (
  environment: GitEnvironment,
  entry: TreeEntry,
  path: string,
  limits: TreeLimits,
): Promise<void> => {
  if (entry.size > limits.file) throw fileTooLarge(shown(entry.path), entry.size, limits.file)
  await refusePointers(environment, [entry])
  for await (const blob of readBlobs(environment, [entry.object])) await writeBlob(blob, entry, path)
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
    await writeBlob(blob, entry, bytePath(into, entry.path))
  }
  // Links come last: while files are written, no name of the tree leads anywhere else.
  for (const [path, target] of links) await symlink(Buffer.from(target, 'latin1'), bytePath(into, path))
}
