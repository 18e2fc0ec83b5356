import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { readBytes, small } from '../folder/at-once.ts'
import type { Folder } from '../folder/layout.ts'
import type { Digest } from '../kernel/canonical.ts'
import { putBlob } from './blobs.ts'
import { badTar, whiteoutName } from './messages.ts'
import { block, headerOf, padding } from './tar-header.ts'
import { type Layer, mediaTypes } from './types.ts'

/** What goes into a layer. `path` relative to the image's root, its bytes one a character (latin1). */
export type LayerEntry = {
  readonly path: string
  readonly kind: 'file' | 'program' | 'folder' | 'link'
  readonly target?: string
  /** The file on the disk that holds the bytes, and how many they are. */
  readonly source?: Buffer | string
  readonly size?: number
}

/** OCI image-spec 1.1, `layer.md`: such a name takes a file of an earlier layer away. */
export const whiteout = '.wh.'

/** Every folder above an entry is an entry too, so that no unpacker has to guess its mode. */
const withParents = (entries: readonly LayerEntry[]): readonly LayerEntry[] => {
  const all = new Map(entries.map((entry) => [entry.path, entry]))
  for (const { path } of entries) {
    const parts = path.split('/')
    if (parts.at(-1)?.startsWith(whiteout)) throw whiteoutName(path)
    for (let depth = 1; depth < parts.length; depth += 1) {
      const parent = parts.slice(0, depth).join('/')
      if (!all.has(parent)) all.set(parent, { path: parent, kind: 'folder' })
    }
  }
  return [...all.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

const changed = ({ path }: LayerEntry) =>
  badTar(`${path} changed while it was read`, `${path} a changé pendant la lecture`)

const smallBytes = (entry: LayerEntry, size: number): Buffer => {
  const bytes = readBytes(entry.source ?? '', size)
  if (bytes.length !== size) throw changed(entry)
  return bytes
}

async function* fileBytes(entry: LayerEntry): AsyncGenerator<Buffer> {
  let read = 0
  for await (const chunk of createReadStream(entry.source ?? '', { highWaterMark: 262_144 })) {
    read += (chunk as Buffer).length
    yield chunk as Buffer
  }
  if (read !== (entry.size ?? 0)) throw changed(entry)
}

async function* tarOf(entries: readonly LayerEntry[]): AsyncGenerator<Buffer> {
  for (const entry of withParents(entries)) {
    const mode = entry.kind === 'file' ? 0o644 : entry.kind === 'link' ? 0o777 : 0o755
    const size = entry.kind === 'file' || entry.kind === 'program' ? (entry.size ?? 0) : 0
    const kind = entry.kind === 'program' ? 'file' : entry.kind
    yield headerOf(entry.path, kind, mode, size, entry.target ?? '')
    if (size === 0) continue
    if (size <= small) yield smallBytes(entry, size)
    else yield* fileBytes(entry)
    yield padding(size)
  }
  yield Buffer.alloc(2 * block)
}

/** The same bytes in pieces of one size: what the compressor makes of them cannot depend on how they came. */
async function* inPieces(source: AsyncIterable<Buffer>, piece = 65_536): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let size = 0
  for await (const part of source) {
    held.push(part)
    size += part.length
    if (size < piece) continue
    const all = Buffer.concat(held)
    const whole = size - (size % piece)
    for (let at = 0; at < whole; at += piece) yield all.subarray(at, at + piece)
    held = [all.subarray(whole)]
    size -= whole
  }
  if (size > 0) yield Buffer.concat(held)
}

/**
 * Writes a layer: sorted by bytes of the name, mtime 0, user and group 0, modes 0644 and 0755, zlib level 6. Equal
 * entries give equal bytes, whatever the clock, the umask, the user or the order in which they were found.
 */
export const putLayer = async (folder: Folder, entries: readonly LayerEntry[]): Promise<Layer> => {
  const hash = createHash('sha256')
  const tar = async function* () {
    for await (const piece of inPieces(tarOf(entries))) {
      hash.update(piece)
      yield piece
    }
  }
  const source = Readable.from(tar(), { objectMode: false })
  const gzip = createGzip({ level: 6 })
  pipeline(source, gzip, () => undefined)
  const put = await putBlob(folder, gzip)
  const diffId: Digest = `sha256:${hash.digest('hex')}`
  return { mediaType: mediaTypes.layer, ...put, diffId }
}
