import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Folder } from '../folder/layout.ts'
import { weightOf } from '../folder/weight.ts'
import type { Digest } from '../kernel/canonical.ts'
import { blobPath } from './blobs.ts'
import { readImage } from './manifest.ts'

/**
 * What images take on the disk, blobs and unpacked layers, what they share once. `known` keeps what layers weigh, which
 * never changes; an image that cannot be read weighs nothing.
 */
export const weighImages = async (
  folder: Folder,
  images: Iterable<Digest>,
  known: Map<Digest, number>,
): Promise<number> => {
  const [blobs, layers] = [new Set<Digest>(), new Set<Digest>()]
  for (const image of images) {
    const read = await readImage(folder, image).catch(() => null)
    if (read === null) continue
    for (const one of [image, read.manifest.config.digest]) blobs.add(one)
    for (const { digest } of read.manifest.layers) for (const kind of [blobs, layers]) kind.add(digest)
  }
  let bytes = 0
  for (const digest of blobs) bytes += (await stat(blobPath(folder, digest)).catch(() => null))?.size ?? 0
  for (const digest of layers) {
    const weight = known.get(digest) ?? (await weightOf(layerFolder(folder, digest)))
    if (weight > 0) known.set(digest, weight)
    bytes += weight
  }
  return bytes
}

const layerFolder = (folder: Folder, layer: Digest): string =>
  join(folder.unpacked, 'layers', layer.slice('sha256:'.length))
