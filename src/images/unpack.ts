import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { takingTurns } from '../folder/at-once.ts'
import { syncFolder } from '../folder/durable.ts'
import type { Folder } from '../folder/layout.ts'
import { notWritten } from '../folder/messages.ts'
import type { Digest } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { streamBlob } from './blobs.ts'
import { bytePath, Extractor, isFolder, refuseKind, tidyName } from './extract.ts'
import { flush } from './flush.ts'
import { whiteout } from './layer.ts'
import { beside } from './leftovers.ts'
import type { Like } from './like.ts'
import { staysInside } from './links.ts'
import { type Image, readImage } from './manifest.ts'
import { badImage, blobDamaged, whiteoutName } from './messages.ts'
import { readTar } from './tar-read.ts'
import { inImage } from './types.ts'

/** An image as files: `root` is a tree that nobody writes to; every file in it is read-only. Paths are absolute. */
export type Unpacked = {
  readonly root: string
  /** The image's own Node. */
  readonly node: string
  /** The application's folder. */
  readonly app: string
  /** argv that the image starts with. */
  readonly start: readonly string[]
}

/** What is written at once of what was compressed, in bytes. */
const piece = 262_144

/** One layer unpacked: 8 GiB, a million entries. */
const layerLimits = { bytes: 8 * 1024 ** 3, entries: 1_000_000 }

const underWay = new Map<string, Promise<void>>()

/** Makes a folder once: whoever comes while it is being made waits for the same. */
const once = async (path: string, make: (temporary: string) => Promise<void>): Promise<void> => {
  if (await isFolder(path)) return
  const running = underWay.get(path)
  if (running !== undefined) return running
  const mine = makeWhole(path, make).finally(() => underWay.delete(path))
  underWay.set(path, mine)
  return mine
}

/** Written beside, flushed to the disk, renamed: after a crash the folder is whole or absent. */
const makeWhole = async (path: string, make: (temporary: string) => Promise<void>): Promise<void> => {
  const temporary = beside(path)
  try {
    await mkdir(temporary, { recursive: true, mode: 0o755 })
    await make(temporary)
    await flush(temporary)
    await rename(temporary, path)
    await syncFolder(join(path, '..'))
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined)
    // Another process was first, with the same bytes.
    if (
      ['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '') &&
      (await isFolder(path))
    )
      return
    throw error instanceof ProblemError || (error as NodeJS.ErrnoException).code === undefined
      ? error
      : notWritten(path, error)
  }
}

/** Files lose their right to be written: they are shared by every revision of the image. */
const unpackLayer = async (
  folder: Folder,
  digest: Digest,
  diffId: Digest,
  into: string,
  like: Like | undefined,
): Promise<void> => {
  const extractor = new Extractor(into, layerLimits, 'refuse', like)
  const gunzip = createGunzip({ chunkSize: piece })
  const source = Readable.from(streamBlob(folder, digest), { objectMode: false })
  pipeline(source, gunzip, () => undefined)
  const hash = createHash('sha256')
  const hashed = async function* () {
    for await (const chunk of gunzip) {
      hash.update(chunk as Buffer)
      yield chunk as Buffer
    }
  }
  for await (const item of readTar(hashed())) {
    const path = tidyName(item.path)
    if (path.split('/').at(-1)?.startsWith(whiteout)) throw whiteoutName(path)
    if (item.kind === 'folder') extractor.folder(path)
    else if (item.kind === 'file')
      await extractor.file(path, item.mode & 0o100 ? 0o555 : 0o444, item.size, item.body())
    else if (item.kind === 'link') extractor.link(path, item.target)
    else refuseKind(item)
  }
  const found: Digest = `sha256:${hash.digest('hex')}`
  if (found !== diffId) throw blobDamaged(diffId, found)
}

const layerFolder = (folder: Folder, layer: Digest): string =>
  join(folder.unpacked, 'layers', layer.slice('sha256:'.length))

/** Hard links where the file system can: the runtime of a hundred images is on the disk, and in memory, once. */
const linkFile = async (from: Buffer, to: Buffer): Promise<void> => {
  try {
    linkSync(from, to)
  } catch (error) {
    if (!['EMLINK', 'EPERM', 'EXDEV', 'ENOTSUP'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error
    await copyFile(from, to)
  }
}

/** A folder may be there already, of an earlier layer. */
const makeFolder = (path: Buffer, isLink: boolean): void => {
  try {
    mkdirSync(path, { mode: 0o755 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || isLink) throw error
  }
}

/** Lays one layer over what is there. A later layer may add to folders, never replace: ours never do. */
const layOver = async (
  image: Digest,
  layer: string,
  into: string,
  links: Map<string, string>,
  turns = takingTurns(),
  path = '',
): Promise<void> => {
  const entries = readdirSync(bytePath(layer, path), { withFileTypes: true, encoding: 'buffer' })
  for (const entry of entries) {
    const name = entry.name.toString('latin1')
    const below = path === '' ? name : `${path}/${name}`
    const [from, to] = [bytePath(layer, below), bytePath(into, below)]
    try {
      if (entry.isDirectory()) {
        makeFolder(to, links.has(below))
        await layOver(image, layer, into, links, turns, below)
      } else if (entry.isSymbolicLink()) {
        const target = readlinkSync(from, { encoding: 'buffer' })
        symlinkSync(target, to)
        links.set(below, target.toString('latin1'))
      } else await linkFile(from, to)
      await turns()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const shown = to.subarray(into.length + 1).toString('utf8')
      throw badImage(image, `${shown} is in two layers`, `${shown} figure dans deux couches`)
    }
  }
}

/** By layer, a tree that it hardly differs from. */
export type Likes = ReadonlyMap<Digest, Like>

const compose = async (
  folder: Folder,
  image: Digest,
  { manifest, config }: Image,
  into: string,
  likes: Likes,
): Promise<void> => {
  const links = new Map<string, string>()
  for (const [index, layer] of manifest.layers.entries()) {
    const diffId = config.rootfs.diff_ids[index] ?? layer.digest
    const unpacked = layerFolder(folder, layer.digest)
    await once(unpacked, async (temporary) => {
      try {
        await unpackLayer(folder, layer.digest, diffId, temporary, likes.get(layer.digest))
      } catch (error) {
        // Damage shows as many things (a broken archive, a link that leaves); its true name comes first.
        for await (const _ of streamBlob(folder, layer.digest));
        throw error
      }
    })
    await layOver(image, unpacked, into, links)
  }
  for (const [path, target] of links) {
    if (staysInside(links, path)) continue
    const shown = `${Buffer.from(path, 'latin1').toString('utf8')} -> ${Buffer.from(target, 'latin1').toString('utf8')}`
    throw badImage(image, `the link ${shown} leads out of it`, `le lien ${shown} en sort`)
  }
  for (const needed of [inImage.node, inImage.app]) {
    await chmod(join(into, needed), needed === inImage.app ? 0o755 : 0o555).catch(() => {
      throw badImage(image, `it has no ${needed}`, `elle n’a pas de ${needed}`)
    })
  }
}

/**
 * The image as files, in `unpacked/HEX`: made once per digest, whole or not at all, every blob's digest checked. May
 * be called by many at once. Throws `image-missing`, `image-damaged`, `bad-image`, `bad-archive`, `disk-full`.
 */
export const unpack = async (folder: Folder, image: Digest, likes: Likes = new Map()): Promise<Unpacked> => {
  const read = await readImage(folder, image)
  const root = join(folder.unpacked, image.slice('sha256:'.length))
  await mkdir(join(folder.unpacked, 'layers'), { recursive: true, mode: 0o700 })
  await once(root, (temporary) => compose(folder, image, read, temporary, likes))
  return { root, node: join(root, inImage.node), app: join(root, inImage.app), start: read.config.config.Cmd }
}
