import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder, writeDurably } from '../folder/durable.ts'
import type { Folder } from '../folder/layout.ts'
import { notWritten } from '../folder/messages.ts'
import { type Digest, isDigest } from '../kernel/canonical.ts'
import { beside } from './leftovers.ts'
import { badDigest, blobDamaged, blobMissing } from './messages.ts'

const blobs = (folder: Folder): string => join(folder.images, 'blobs', 'sha256')

/** Where a blob stands. Throws `bad-digest`. */
export const blobPath = (folder: Folder, digest: Digest): string => {
  if (!isDigest(digest)) throw badDigest(digest)
  return join(blobs(folder), digest.slice('sha256:'.length))
}

/** Makes the layout's own files where they are missing (OCI image-spec 1.1, `image-layout.md`). */
export const openLayout = async (folder: Folder): Promise<void> => {
  await mkdir(blobs(folder), { recursive: true, mode: 0o700 })
  const marker = join(folder.images, 'oci-layout')
  const there = await stat(marker).catch(() => null)
  if (there === null) await writeDurably(marker, '{"imageLayoutVersion":"1.0.0"}')
}

export type Put = { readonly digest: Digest; readonly size: number }

/**
 * Stores bytes under their digest: written beside, fsynced, then renamed, so that a blob is whole or absent.
 * Throws `disk-full`, `not-writable`.
 */
export const putBlob = async (
  folder: Folder,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<Put> => {
  await openLayout(folder)
  const temporary = beside(join(blobs(folder), 'incoming'))
  const hash = createHash('sha256')
  let size = 0
  const parts =
    typeof content === 'string' || content instanceof Uint8Array ? [Buffer.from(content)] : content
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      for await (const part of parts) {
        hash.update(part)
        size += part.length
        await file.writeFile(part).catch((error: unknown) => {
          throw notWritten(temporary, error)
        })
      }
      await file.sync()
    } finally {
      await file.close()
    }
    const digest: Digest = `sha256:${hash.digest('hex')}`
    await rename(temporary, blobPath(folder, digest))
    await syncFolder(blobs(folder))
    return { digest, size }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw isSystem(error) ? notWritten(temporary, error) : error
  }
}

const isSystem = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO'].includes(
    (error as NodeJS.ErrnoException | undefined)?.code ?? '',
  )

/** A small blob's bytes, their digest checked. Throws `image-missing`, `image-damaged`. */
export const readBlob = async (folder: Folder, digest: Digest): Promise<Buffer> => {
  const bytes = await readFile(blobPath(folder, digest)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? blobMissing(digest) : error
  })
  const found = createHash('sha256').update(bytes).digest('hex')
  if (`sha256:${found}` !== digest) throw blobDamaged(digest, `sha256:${found}`)
  return bytes
}

/** A large blob's bytes as they come; at its end the digest is checked. Throws as `readBlob`. */
export async function* streamBlob(folder: Folder, digest: Digest): AsyncGenerator<Buffer> {
  const path = blobPath(folder, digest)
  if ((await stat(path).catch(() => null)) === null) throw blobMissing(digest)
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    hash.update(chunk as Buffer)
    yield chunk as Buffer
  }
  const found: Digest = `sha256:${hash.digest('hex')}`
  if (found !== digest) throw blobDamaged(digest, found)
}

/** Blobs that this process has read whole: a file that is the same inode, size and times is not read again. */
const seen = new Map<string, string>()

/** Whether a blob is there and has its digest. */
export const blobPresent = async (folder: Folder, digest: Digest): Promise<boolean> => {
  const path = blobPath(folder, digest)
  const found = await stat(path, { bigint: true }).catch(() => null)
  if (found === null) return false
  const mark = [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join()
  if (seen.get(path) === mark) return true
  try {
    for await (const _ of streamBlob(folder, digest));
    seen.set(path, mark)
    return true
  } catch {
    return false
  }
}
