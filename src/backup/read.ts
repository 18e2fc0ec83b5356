import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { syncFolder, writeDurably } from '../folder/durable.ts'
import type { Folder } from '../folder/layout.ts'
import { readTar, type TarItem } from '../images/tar-read.ts'
import { ProblemError } from '../kernel/problem.ts'
import { keyNameFile } from '../secrets/key.ts'
import { cutOff, damaged, newerBackup, notABackup, notEmpty, originalMayLive } from './messages.ts'
import { format, type Label, names, type Seal } from './types.ts'

/** Stands in a restored data folder until a person says that the original is gone. */
export const markName = 'restored.json'
export type Mark = { readonly label: Label; readonly at: number }

const shapes = [
  /^control\.db$/,
  /^repositories\/[^/].*$/,
  /^images\/[^/].*$/,
  /^archives\/[^/]+$/,
  /^secrets\/key-name$/,
]
const longestWords = 65_536

/** Only what a backup writes, and never out of the folder. */
const isExpected = (path: string): boolean =>
  shapes.some((shape) => shape.test(path)) &&
  path.split('/').every((name) => name !== '' && name !== '.' && name !== '..') &&
  !path.includes('\0')

/** What a restored folder waits with; null where it was not restored, or a person has said so. */
export const readMark = (root: string): Mark | null => {
  const path = join(root, markName)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Mark) : null
}

/** Throws `original-may-live` where nothing may be started yet. */
export const refuseUntold = (root: string): void => {
  const mark = readMark(root)
  if (mark !== null) throw new ProblemError(originalMayLive(root, mark.label.host))
}

const words = async <T>(item: TarItem): Promise<T> => {
  if (item.size > longestWords)
    throw notABackup({ en: 'its label is too long', fr: 'son étiquette est trop longue' })
  const parts: Buffer[] = []
  for await (const part of item.body()) parts.push(part)
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as T
  } catch {
    throw notABackup({ en: 'its label cannot be read', fr: 'son étiquette est illisible' })
  }
}

const put = async (item: TarItem, into: string, add: (bytes: Uint8Array) => void): Promise<void> => {
  await mkdir(dirname(into), { recursive: true, mode: 0o700 })
  const handle = await open(into, 'wx', 0o600)
  try {
    for await (const bytes of item.body()) {
      add(bytes)
      await handle.writeFile(bytes)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const labelOf = (label: Label | undefined): Label => {
  if (label === undefined) throw notABackup({ en: 'it has no label', fr: 'il n’a pas d’étiquette' })
  return label
}

/** Everything of an archive below a new folder, proven whole; its label. */
const extract = async (source: AsyncIterable<Uint8Array>, into: string): Promise<Label> => {
  const hash = createHash('sha256')
  let [files, bytes] = [0, 0]
  const add = (some: Uint8Array): void => {
    bytes += some.length
    hash.update(some)
  }
  let label: Label | undefined
  let seal: Seal | undefined
  for await (const item of readTar(source)) {
    const path = Buffer.from(item.path, 'latin1').toString('utf8')
    if (seal !== undefined) throw damaged()
    if (path === names.label && label === undefined && files === 0) {
      label = await words<Label>(item)
      if (label.format !== format) throw newerBackup(String(label.version))
      add(Buffer.from(JSON.stringify(label)))
      files += 1
    } else if (path === names.seal) seal = await words<Seal>(item)
    else {
      labelOf(label)
      if (item.kind !== 'file' || !isExpected(path))
        throw notABackup({ en: `it holds ${path}`, fr: `il contient ${path}` })
      await put(item, join(into, path), add)
      files += 1
    }
  }
  const known = labelOf(label)
  if (seal === undefined) throw cutOff()
  if (seal.files !== files || seal.bytes !== bytes || seal.digest !== hash.digest('hex')) throw damaged()
  return known
}

/** Unpacks a backup into an empty data folder, whole or not at all, and marks it as one that nothing is started in. */
export const readBackup = async (
  folder: Folder,
  source: AsyncIterable<Uint8Array>,
  now: number,
  prepare: (database: string, label: Label) => Promise<void>,
): Promise<Label> => {
  if (existsSync(folder.controlDatabase)) throw notEmpty(folder.root)
  const scratch = await mkdtemp(join(folder.root, '.restoring-'))
  try {
    const label = await extract(source, scratch).catch((error: unknown) => {
      const code = error instanceof ProblemError ? error.problems[0]?.code : undefined
      throw code === 'bad-archive' ? cutOff() : error
    })
    const database = join(scratch, names.database)
    if (!existsSync(database)) throw notABackup({ en: 'it has no records', fr: 'il n’a pas de registres' })
    await prepare(database, label)
    await writeDurably(join(folder.root, markName), JSON.stringify({ label, at: now } satisfies Mark))
    for (const [name, into] of [
      [names.repositories, folder.repositories],
      [names.images, folder.images],
      [names.archives, folder.archives],
    ] as const) {
      const from = join(scratch, name)
      if (!existsSync(from)) continue
      if ((await readdir(into)).length > 0) throw notEmpty(folder.root)
      await rm(into, { recursive: true })
      await rename(from, into)
    }
    const keyName = join(scratch, names.keyName)
    if (existsSync(keyName)) await rename(keyName, keyNameFile(folder))
    // Last: with it the folder is in use.
    await rename(database, folder.controlDatabase)
    await syncFolder(folder.root)
    return label
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** A person says that the original is gone: from here on everything may be started. */
export const tellOriginalGone = async (root: string): Promise<Mark | null> => {
  const mark = readMark(root)
  if (mark === null) return null
  await rm(join(root, markName))
  await syncFolder(root)
  return mark
}
