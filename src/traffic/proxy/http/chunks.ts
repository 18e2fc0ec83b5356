import { malformed } from './fault.ts'

const forbidden = new Set([
  'transfer-encoding',
  'content-length',
  'host',
  'connection',
  'trailer',
  'set-cookie',
  'authorization',
  'te',
  'upgrade',
]) // prettier-ignore

const maxLine = 1_024
const maxTrailers = 16_384

/** Names and values of trailer fields that may follow a body (RFC 9110, section 6.5.1): no framing, no routing. */
export const allowedTrailers = (fields: readonly string[]): [string, string][] => {
  const kept: [string, string][] = []
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? ''
    if (!forbidden.has(name.toLowerCase())) kept.push([name, fields[i + 1] ?? ''])
  }
  return kept
}

/** Takes the chunked coding off a body (RFC 9112, section 7.1), strictly: CRLF only, bounded lines and trailers. */
export class ChunkDecoder {
  #state: 'size' | 'data' | 'data-end' | 'trailers' = 'size'
  #left = 0
  #line = ''
  #trailerSize = 0
  readonly trailers: string[] = []

  /** Hands data to `take`; gives how many bytes belonged to the body, and whether it ended with them. */
  feed(bytes: Buffer, take: (data: Buffer) => void): { readonly used: number; readonly done: boolean } {
    let at = 0
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const end = Math.min(bytes.length, at + this.#left)
        take(bytes.subarray(at, end))
        this.#left -= end - at
        at = end
        if (this.#left === 0) this.#state = 'data-end'
        continue
      }
      const feed = bytes.indexOf(10, at)
      const end = feed < 0 ? bytes.length : feed + 1
      this.#line += bytes.toString('latin1', at, end)
      at = end
      if (this.#line.length > (this.#state === 'trailers' ? maxTrailers : maxLine))
        throw malformed('a chunk line is too long')
      if (feed >= 0 && this.#endLine()) return { used: at, done: true }
    }
    return { used: at, done: false }
  }

  #endLine(): boolean {
    const line = this.#line
    this.#line = ''
    if (!line.endsWith('\r\n')) throw malformed('a chunk line does not end in CRLF')
    if (this.#state === 'data-end') {
      if (line !== '\r\n') throw malformed('a chunk is longer than its size')
      this.#state = 'size'
      return false
    }
    if (this.#state === 'size') {
      const size = /^([0-9a-fA-F]{1,12})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?\r\n$/.exec(line)?.[1]
      if (size === undefined) throw malformed('a chunk has no size')
      this.#left = Number.parseInt(size, 16)
      this.#state = this.#left === 0 ? 'trailers' : 'data'
      return false
    }
    return this.#endTrailer(line)
  }

  #endTrailer(line: string): boolean {
    if (line === '\r\n') return true
    this.#trailerSize += line.length
    const field = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*\r\n$/.exec(line)
    if (field === null || this.#trailerSize > maxTrailers) throw malformed('a trailer is not well formed')
    this.trailers.push(field[1] ?? '', field[2] ?? '')
    return false
  }
}
