import { createHash } from 'node:crypto'
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { headerOf, padding } from '../images/tar-header.ts'
import { keyNameFile } from '../secrets/key.ts'
import { format, type Label, names, type Seal } from './types.ts'

const part = 1_048_576

export type BackupParts = {
  readonly folder: Folder
  readonly version: string
  readonly now: () => number
  /** Writes a consistent copy of the records to a new file. */
  readonly snapshot: (to: string) => Promise<void>
}

/** Counts and digests what goes by, for the seal. */
class Tally {
  files = 0
  bytes = 0
  readonly #hash = createHash('sha256')

  add(bytes: Uint8Array): void {
    this.bytes += bytes.length
    this.#hash.update(bytes)
  }

  seal(): Seal {
    return { files: this.files, bytes: this.bytes, digest: this.#hash.digest('hex') }
  }
}

const header = (path: string, size: number): Buffer =>
  headerOf(Buffer.from(path).toString('latin1'), 'file', 0o600, size, '')

async function* text(path: string, words: unknown, tally: Tally | null): AsyncGenerator<Uint8Array> {
  const body = Buffer.from(JSON.stringify(words))
  yield header(path, body.length)
  yield body
  yield padding(body.length)
  if (tally === null) return
  tally.files += 1
  tally.add(body)
}

/** One file as it is when it is opened; nothing where it is gone by then. */
async function* file(path: string, from: string, tally: Tally): AsyncGenerator<Uint8Array> {
  const handle = await open(from, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (handle === null) return
  try {
    const { size } = await handle.stat()
    yield header(path, size)
    for (let at = 0; at < size; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(part, size - at)), 0, null, at)
      // One that became shorter is filled up: the archive keeps its shape, the reader of the file judges it.
      const bytes = bytesRead === 0 ? Buffer.alloc(Math.min(part, size - at)) : buffer.subarray(0, bytesRead)
      at += bytes.length
      tally.add(bytes)
      yield bytes
    }
    yield padding(size)
    tally.files += 1
  } finally {
    await handle.close()
  }
}

/** Paths of the files below a folder, relative to it; folders that are gone hold none. */
const filesBelow = async (root: string): Promise<readonly string[]> => {
  const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    },
  )
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted()
}

const isObject = (path: string): boolean => path.split('/').includes('objects')
/** Left by whoever writes now, or was killed writing. */
const isHalf = (path: string): boolean => /\.lock$|(^|\/)(tmp_|\.)|\/incoming-/.test(path)

/**
 * What branches and tags name is read before the objects that they lead to, and both after the records: whatever is
 * named is there, however much comes meanwhile.
 */
const repositories = async (folder: Folder): Promise<readonly string[]> => {
  const all = (await filesBelow(folder.repositories)).filter((path) => !isHalf(path))
  return [...all.filter((path) => !isObject(path)), ...all.filter(isObject)]
}

const whole = async (root: string): Promise<readonly string[]> =>
  (await filesBelow(root)).filter((path) => !isHalf(path))

/** Objects are listed again after the names were read: a commit may have come between. */
async function* everything(parts: BackupParts, database: string, tally: Tally): AsyncGenerator<Uint8Array> {
  const { folder } = parts
  const below = (name: string, root: string, paths: readonly string[]) =>
    paths.map((path) => ({ path: `${name}/${path}`, from: join(root, path) }))
  yield* file(names.database, database, tally)
  yield* file(names.keyName, keyNameFile(folder), tally)
  const named = (await repositories(folder)).filter((path) => !isObject(path))
  for (const one of below(names.repositories, folder.repositories, named))
    yield* file(one.path, one.from, tally)
  const objects = (await repositories(folder)).filter(isObject)
  for (const one of below(names.repositories, folder.repositories, objects))
    yield* file(one.path, one.from, tally)
  for (const [name, root] of [
    [names.images, folder.images],
    [names.archives, folder.archives],
  ] as const)
    for (const one of below(name, root, await whole(root))) yield* file(one.path, one.from, tally)
}

/** Which key opens the secrets that the records hold; the key itself is in no backup. */
const keyOf = async (folder: Folder): Promise<Pick<Label, 'key'>> => {
  const key = (await readFile(keyNameFile(folder), 'utf8').catch(() => '')).trim()
  return key === '' ? {} : { key }
}

/**
 * A data folder as a tar archive, while it is in use: its records as they were at one moment, its repositories, and
 * every image that is kept, which are those that a way back can reach. In no backup: kept folders of applications,
 * the key file, logs, telemetry; instances are started again from what is in it.
 */
export async function* writeBackup(parts: BackupParts): AsyncGenerator<Uint8Array> {
  const { folder, version, now } = parts
  const scratch = await mkdtemp(join(folder.root, '.backup-'))
  try {
    const tally = new Tally()
    const label: Label = {
      format,
      version,
      host: hostname(),
      data: folder.root,
      at: now(),
      ...(await keyOf(folder)),
    }
    const database = join(scratch, names.database)
    await parts.snapshot(database)
    yield* text(names.label, label, tally)
    yield* everything(parts, database, tally)
    yield* text(names.seal, tally.seal(), null)
    yield Buffer.alloc(1_024)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
