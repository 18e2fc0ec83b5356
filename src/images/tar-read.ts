import { badTar } from './messages.ts'
import { block, parseHeader, parsePax, type RawHeader, type TarEntry } from './tar-header.ts'

export type TarItem = TarEntry & { body(): AsyncIterable<Buffer> }

/** Extended headers hold names: more than this is an attack. */
const longestExtension = 1_048_576

/** Gives a stream's bytes in the amounts asked for. */
class Bytes {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** At most `limit` bytes, at least one; null at the end. */
  async some(limit: number): Promise<Buffer | null> {
    while (this.#held.length === 0) {
      const next = await this.#source.next()
      if (next.done === true) return null
      this.#held = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.length)
    }
    const part = this.#held.subarray(0, limit)
    this.#held = this.#held.subarray(part.length)
    return part
  }

  /** Exactly so many bytes; null where the stream is at its end. Throws `bad-archive` in the middle. */
  async exactly(length: number): Promise<Buffer | null> {
    const parts: Buffer[] = []
    for (let left = length; left > 0; ) {
      const part = await this.some(left)
      if (part === null && left === length) return null
      if (part === null) throw cut()
      parts.push(part)
      left -= part.length
    }
    const [only] = parts
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
  }

  async close(): Promise<void> {
    await this.#source.return?.()
  }
}

const cut = () => badTar('it ends in the middle', 'elle s’arrête au milieu')

/** An entry's bytes; what was not read of them is skipped by `end`, however the reading stopped. */
class Body {
  readonly #bytes: Bytes
  #left: number
  readonly #rest: number

  constructor(bytes: Bytes, size: number) {
    this.#bytes = bytes
    this.#left = size
    this.#rest = (block - (size % block)) % block
  }

  async *read(): AsyncGenerator<Buffer> {
    for (let part = await this.#next(); part !== null; part = await this.#next()) yield part
  }

  async end(): Promise<void> {
    while ((await this.#next()) !== null);
    if (this.#rest > 0 && (await this.#bytes.exactly(this.#rest)) === null) throw cut()
  }

  async #next(): Promise<Buffer | null> {
    if (this.#left === 0) return null
    const part = await this.#bytes.some(this.#left)
    if (part === null) throw cut()
    this.#left -= part.length
    return part
  }
}

type Extension = { path?: string; target?: string; size?: number }

const readExtension = async (bytes: Bytes, header: RawHeader, into: Extension): Promise<void> => {
  if (header.size > longestExtension) throw badTar('a name is too long', 'un nom est trop long')
  const parts: Buffer[] = []
  const raw = new Body(bytes, header.size)
  for await (const part of raw.read()) parts.push(part)
  await raw.end()
  const body = Buffer.concat(parts)
  const words = () => body.toString('latin1').replace(/\0+$/, '')
  if (header.type === 'L') into.path = words()
  if (header.type === 'K') into.target = words()
  if (header.type !== 'x') return
  const records = parsePax(body)
  const [path, target, size] = ['path', 'linkpath', 'size'].map((key) => records.get(key))
  if (path !== undefined) into.path = path
  if (target !== undefined) into.target = target
  if (size !== undefined) into.size = Number(size)
}

/**
 * Reads a tar archive, entry after entry, as its bytes come. A body that is not read is skipped. Throws `bad-archive`
 * for a broken one. Nothing is judged here: names may be anything.
 */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarItem> {
  const bytes = new Bytes(source)
  let extension: Extension = {}
  try {
    for (;;) {
      const raw = await bytes.exactly(block)
      const header = raw === null ? null : parseHeader(raw)
      if (header === null) break
      if (['x', 'L', 'K', 'g'].includes(header.type)) {
        await readExtension(bytes, header, extension)
        continue
      }
      const size = extension.size ?? header.size
      if (!Number.isSafeInteger(size) || size < 0)
        throw badTar('an entry has no size', 'un élément n’a pas de taille')
      const path = extension.path ?? header.path
      const body = new Body(bytes, header.kind === 'file' || header.kind === 'other' ? size : 0)
      yield {
        path,
        kind: header.kind === 'file' && path.endsWith('/') ? 'folder' : header.kind,
        mode: header.mode,
        size,
        target: extension.target ?? header.target,
        body: () => body.read(),
      }
      await body.end()
      extension = {}
    }
    // What follows the end is read, so that whoever computes a digest sees every byte.
    while ((await bytes.some(1_048_576)) !== null);
  } finally {
    await bytes.close()
  }
}
