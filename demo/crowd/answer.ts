/** An HTTP/1.1 answer, whole. The body is read as Latin-1: everything that is checked in it is ASCII. */
export type Answer = {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly cookies: readonly string[]
  readonly body: string
  /** False where the server says that it closes the connection. */
  readonly keepAlive: boolean
  /** The server's `Keep-Alive: timeout`, in milliseconds. */
  readonly keepAliveFor: number | null
}

export class MalformedAnswer extends Error {}

type Head = { status: number; headers: Map<string, string>; cookies: string[] }

const readHead = (text: string): Head => {
  const lines = text.split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(lines[0] ?? '')?.[1]
  if (status === undefined) throw new MalformedAnswer(`not HTTP/1.1: ${(lines[0] ?? '').slice(0, 40)}`)
  const headers = new Map<string, string>()
  const cookies: string[] = []
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const colon = line.indexOf(':')
    if (colon < 1) throw new MalformedAnswer(`not a header: ${line.slice(0, 40)}`)
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name === 'set-cookie') cookies.push(value)
    else headers.set(name, value)
  }
  return { status: Number(status), headers, cookies }
}

/** Reads chunks from `start`; the body and where it ends, or undefined while some of it is missing. */
const readChunks = (bytes: Buffer, start: number): { body: string; end: number } | undefined => {
  const parts: string[] = []
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16)
    if (Number.isNaN(size)) throw new MalformedAnswer('not a chunk size')
    const end = line + 2 + size + 2
    if (bytes.length < end) return undefined
    if (size === 0) return { body: parts.join(''), end }
    parts.push(bytes.toString('latin1', line + 2, end - 2))
    at = end
  }
}

const readBody = (bytes: Buffer, start: number, head: Head): { body: string; end: number } | undefined => {
  if (head.headers.get('transfer-encoding') === 'chunked') return readChunks(bytes, start)
  const length = head.headers.get('content-length')
  if (length === undefined || !/^\d+$/.test(length)) throw new MalformedAnswer('an answer without a length')
  const end = start + Number(length)
  return bytes.length < end ? undefined : { body: bytes.toString('latin1', start, end), end }
}

/**
 * Reads one answer from all bytes that came since its request; undefined while some of it is missing.
 * Throws MalformedAnswer for what is not HTTP/1.1 (RFC 9112), and for bytes after the answer's end.
 */
export const readAnswer = (bytes: Buffer): Answer | undefined => {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = readHead(bytes.toString('latin1', 0, end))
  const content = readBody(bytes, end + 4, head)
  if (content === undefined) return undefined
  if (content.end !== bytes.length) throw new MalformedAnswer('bytes after the end of the answer')
  const hint = /(?:^|[\s,])timeout=(\d+)/i.exec(head.headers.get('keep-alive') ?? '')?.[1]
  return {
    ...head,
    body: content.body,
    keepAlive: head.headers.get('connection')?.toLowerCase() !== 'close',
    keepAliveFor: hint === undefined ? null : Number(hint) * 1_000,
  }
}
