import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { lstat, mkdir, open, readdir } from 'node:fs/promises'
import { gather, small, takingTurns, writeNew } from '../../folder/at-once.ts'
import { type Like, linkEqual } from '../../images/like.ts'
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

const writeBlob = async (
  blob: Blob,
  { kind, path }: TreeEntry,
  place: Buffer,
  like?: Like,
): Promise<void> => {
  const mode = kind === 'program' ? 0o755 : 0o644
  if (blob.size <= small) {
    const bytes = await gather(blob.bytes())
    // As an image has it: no right to write.
    const wanted = { place, bytes, mode: mode & 0o555 }
    if (like === undefined || !linkEqual(like, path, wanted)) writeNew(place, bytes, mode)
    return
  }
  const file = await open(place, 'wx', 0o600)
  try {
    for await (const part of blob.bytes()) await file.writeFile(part)
    await file.chmod(mode)
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
  for await (const blob of readBlobs(environment, [entry.object]))
    await writeBlob(blob, entry, Buffer.from(path))
}

/**
 * Writes a tree exactly as git stores it: no filters, no line endings changed, modes 0644 and 0755 whatever the
 * umask. Every name is made new (`wx`), so nothing is ever written through a link. What is equal in a tree that is
 * `like` becomes a link to it, read-only as it is there.
 */
export const writeTree = async (
  environment: GitEnvironment,
  tree: string,
  into: string,
  limits: TreeLimits,
  like?: Like,
): Promise<void> => {
  const turns = takingTurns()
  const { entries, links } = await inspectTree(environment, tree, limits)
  await prepare(into)
  for (const entry of entries) {
    if (entry.kind !== 'folder') continue
    const path = bytePath(into, entry.path)
    mkdirSync(path)
    chmodSync(path, 0o755)
    await turns()
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
    await writeBlob(blob, entry, bytePath(into, entry.path), like)
    await turns()
  }
  // Links come last: while files are written, no name of the tree leads anywhere else.
  for (const [path, target] of links) symlinkSync(Buffer.from(target, 'latin1'), bytePath(into, path))
}
