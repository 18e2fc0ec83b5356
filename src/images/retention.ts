import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { type Digest, isDigest } from '../kernel/canonical.ts'
import type { Instant } from '../kernel/time.ts'
import { blobPath } from './blobs.ts'
import { imagesKnown, leaveOut, readImage } from './manifest.ts'

/** What was taken away; `bytes` are those of blobs. */
export type Retained = { readonly images: readonly Digest[]; readonly bytes: number }

const digestOf = (name: string): Digest | null => {
  const digest: Digest = `sha256:${name}`
  return isDigest(digest) ? digest : null
}

/** Every blob of the images, themselves included, and their layers; one that cannot be read holds nothing else. */
const blobsOf = async (folder: Folder, images: Iterable<Digest>) => {
  const [all, layers] = [new Set<Digest>(), new Set<Digest>()]
  for (const image of images) {
    all.add(image)
    const read = await readImage(folder, image).catch(() => null)
    if (read === null) continue
    all.add(read.manifest.config.digest)
    for (const { digest } of read.manifest.layers) {
      all.add(digest)
      layers.add(digest)
    }
  }
  return { all, layers }
}

const isOld = async (path: string, before: Instant): Promise<number | null> => {
  const found = await stat(path).catch(() => null)
  return found === null || Math.max(found.mtimeMs, found.ctimeMs) >= before ? null : found.size
}

/** How old something is does not matter where it is known to be needed no more. */
type Fate = {
  readonly kept: ReadonlySet<Digest>
  readonly dropped: ReadonlySet<Digest>
  readonly before: Instant
}

/** Trees are made whole, under the name of what they are of: those of nothing that is kept go. */
const sweepTrees = async (place: string, { kept, dropped, before }: Fate): Promise<void> => {
  for (const name of await readdir(place).catch(() => [])) {
    const digest = digestOf(name)
    const path = join(place, name)
    if (digest === null || kept.has(digest)) continue
    if (!dropped.has(digest) && (await isOld(path, before)) === null) continue
    await rm(path, { recursive: true, force: true })
  }
}

/**
 * Takes away every image that is not among `keep`, with its blobs and what was unpacked of it; what was written at
 * `before` or later stays, because somebody may be about to name it, but for what is among `drop`. The image's
 * manifest goes first: killed in between, an image is missing, never in part. Only the one control plane of a data
 * folder may call it, while nothing is built.
 */
export const retain = async (
  folder: Folder,
  keep: ReadonlySet<Digest>,
  before: Instant,
  drop: ReadonlySet<Digest> = new Set(),
): Promise<Retained> => {
  const gone: Digest[] = []
  const young: Digest[] = []
  for (const image of await imagesKnown(folder)) {
    if (keep.has(image)) continue
    if (!drop.has(image) && (await isOld(blobPath(folder, image), before)) === null) young.push(image)
    else gone.push(image)
  }
  const kept = new Set([...keep, ...young])
  const { all, layers } = await blobsOf(folder, kept)
  const dropped = await blobsOf(
    folder,
    gone.filter((image) => drop.has(image)),
  )
  await leaveOut(folder, new Set(gone))
  let bytes = 0
  const take = async (digest: Digest): Promise<void> => {
    const path = blobPath(folder, digest)
    const at = dropped.all.has(digest) ? Number.POSITIVE_INFINITY : before
    const size = all.has(digest) ? null : await isOld(path, at)
    if (size === null) return
    await rm(path, { force: true })
    bytes += size
  }
  for (const image of gone) await take(image)
  for (const name of await readdir(join(folder.images, 'blobs', 'sha256')).catch(() => [])) {
    const digest = digestOf(name)
    if (digest !== null) await take(digest)
  }
  await sweepTrees(folder.unpacked, { kept, dropped: dropped.all, before })
  await sweepTrees(join(folder.unpacked, 'layers'), { kept: layers, dropped: dropped.layers, before })
  return { images: gone, bytes }
}
