import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../folder/durable.ts'
import type { Folder } from '../folder/layout.ts'
import { canonical, type Digest, isDigest, type Json } from '../kernel/canonical.ts'
import { blobPresent, openLayout, putBlob, readBlob } from './blobs.ts'
import { badImage } from './messages.ts'
import { type Descriptor, type ImageConfig, type Layer, type Manifest, mediaTypes } from './types.ts'

const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))
const descriptor = z.object({ mediaType: z.string(), digest, size: z.int().min(0) })

const manifestShape = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(mediaTypes.manifest),
  config: descriptor,
  layers: z.array(descriptor).max(128),
})

const configShape = z.object({
  created: z.string(),
  architecture: z.string(),
  os: z.string(),
  config: z.object({
    Env: z.array(z.string()),
    Cmd: z.array(z.string()),
    WorkingDir: z.string(),
    Labels: z.record(z.string(), z.string()),
  }),
  rootfs: z.object({ type: z.literal('layers'), diff_ids: z.array(digest) }),
})

const indexShape = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.literal(mediaTypes.index),
  manifests: z.array(descriptor.extend({ annotations: z.record(z.string(), z.string()).optional() })),
})

export type Image = { readonly manifest: Manifest; readonly config: ImageConfig }

const parse = async <T>(folder: Folder, image: Digest, blob: Digest, shape: z.ZodType<T>): Promise<T> => {
  const bytes = await readBlob(folder, blob)
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw badImage(image, `${blob} is not JSON`, `${blob} n’est pas du JSON`)
  }
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const at = read.error.issues[0]?.path.join('.') ?? ''
  throw badImage(
    image,
    `“${at}” of ${blob} is not as expected`,
    `« ${at} » de ${blob} n’a pas la forme attendue`,
  )
}

/** An image's manifest and config, their digests checked. Throws `image-missing`, `image-damaged`, `bad-image`. */
export const readImage = async (folder: Folder, image: Digest): Promise<Image> => {
  const manifest = await parse(folder, image, image, manifestShape)
  const config = await parse(folder, image, manifest.config.digest, configShape)
  if (config.rootfs.diff_ids.length !== manifest.layers.length)
    throw badImage(
      image,
      'its layers and diff_ids differ in number',
      'ses couches et ses diff_ids ne vont pas de pair',
    )
  return { manifest, config }
}

/** Writes config, manifest and the layout's index; the layers' blobs are there already. Gives the image's digest. */
export const writeImage = async (
  folder: Folder,
  layers: readonly Layer[],
  config: Omit<ImageConfig, 'rootfs'>,
  name: string,
): Promise<Digest> => {
  const whole: ImageConfig = {
    ...config,
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
  }
  const put = await putBlob(folder, canonical(whole as unknown as Json))
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, ...put },
    layers: layers.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
  }
  const image = await putBlob(folder, canonical(manifest as unknown as Json))
  await inTurn(() => enter(folder, { mediaType: mediaTypes.manifest, ...image }, name))
  return image.digest
}

/** Whether every blob of the image is there and has its digest. */
export const present = async (folder: Folder, image: Digest): Promise<boolean> => {
  if (!(await blobPresent(folder, image))) return false
  const found = await readImage(folder, image).catch(() => null)
  if (found === null) return false
  for (const layer of found.manifest.layers) if (!(await blobPresent(folder, layer.digest))) return false
  return true
}

let turn: Promise<unknown> = Promise.resolve()
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const mine = turn.then(work)
  turn = mine.catch(() => undefined)
  return mine
}

const named = 'org.opencontainers.image.ref.name'

/** The index names the newest image of each name, and keeps the older ones unnamed: the blobs are what counts. */
const enter = async (folder: Folder, image: Descriptor, name: string): Promise<void> => {
  await openLayout(folder)
  const path = join(folder.images, 'index.json')
  const before = await readFile(path, 'utf8').catch(() => '')
  const known = before === '' ? [] : readIndex(before)
  const others = known.flatMap((entry) => {
    if (entry.digest === image.digest) return []
    return [entry.annotations?.[named] === name ? plain(entry) : entry]
  })
  const manifests = [...others, { ...image, annotations: { [named]: name } }]
  const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests }
  const next = canonical(index as unknown as Json)
  if (next !== before) await writeDurably(path, next)
}

const plain = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size })

const readIndex = (words: string): z.output<typeof indexShape>['manifests'] => {
  try {
    return indexShape.parse(JSON.parse(words)).manifests
  } catch {
    // Somebody else's hand was in it. Images are found by digest; the index is for other tools.
    return []
  }
}

const readEntries = async (folder: Folder): Promise<z.output<typeof indexShape>['manifests']> => {
  const words = await readFile(join(folder.images, 'index.json'), 'utf8').catch(() => '')
  return words === '' ? [] : readIndex(words)
}

/** Images that the index names, or named once. */
export const imagesKnown = async (folder: Folder): Promise<readonly Digest[]> =>
  (await readEntries(folder)).map(({ digest: image }) => image)

/** The newest image of a name that is still there. */
export const newestNamed = async (folder: Folder, name: string): Promise<Digest | null> =>
  (await readEntries(folder)).findLast(({ annotations }) => annotations?.[named] === name)?.digest ?? null

/** Images that the index names no longer. */
export const leaveOut = (folder: Folder, gone: ReadonlySet<Digest>): Promise<void> =>
  inTurn(async () => {
    const known = await readEntries(folder)
    const manifests = known.filter((entry) => !gone.has(entry.digest))
    if (manifests.length === known.length) return
    const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests }
    await writeDurably(join(folder.images, 'index.json'), canonical(index as unknown as Json))
  })
