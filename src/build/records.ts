import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../folder/durable.ts'
import type { Folder } from '../folder/layout.ts'
import { blobPresent } from '../images/blobs.ts'
import { type Layer, mediaTypes } from '../images/types.ts'
import { canonical, type Digest, digestOf, isDigest, type Json } from '../kernel/canonical.ts'

/** Raised when equal inputs would give other bytes than before: nothing of an older format is taken as built. */
export const buildFormat = 1

const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value))
const layerShape = z.object({ mediaType: z.literal(mediaTypes.layer), digest, size: z.int(), diffId: digest })
const builtShape = z.object({ image: digest, start: z.array(z.string()), log: z.string() })

export type BuiltRecord = z.output<typeof builtShape>

const place = (folder: Folder, kind: 'layers' | 'builds', key: Json): string =>
  join(folder.cache, kind, digestOf({ format: buildFormat, key }).slice('sha256:'.length))

const read = async <T>(path: string, shape: z.ZodType<T>): Promise<T | null> => {
  try {
    return shape.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}

const write = async (path: string, value: Json): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeDurably(path, canonical(value))
}

/** The layer that was made of equal inputs, while its blob is there; otherwise a new one. */
export const layerOnce = async (folder: Folder, key: Json, make: () => Promise<Layer>): Promise<Layer> => {
  const path = place(folder, 'layers', key)
  const known = await read(path, layerShape)
  if (known !== null && (await blobPresent(folder, known.digest))) return known
  const layer = await make()
  await write(path, { ...layer })
  return layer
}

export const readBuilt = (folder: Folder, key: Json): Promise<BuiltRecord | null> =>
  read(place(folder, 'builds', key), builtShape)

export const writeBuilt = (folder: Folder, key: Json, built: BuiltRecord): Promise<void> =>
  write(place(folder, 'builds', key), { ...built })
