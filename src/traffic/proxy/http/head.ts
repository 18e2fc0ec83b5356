import { malformed } from './fault.ts'

/** How long the body of an answer is: `length` bytes, in chunks, or until the connection closes. */
export type Framing =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' }

/** The head of an answer, hop-by-hop fields taken away. */
export type ResponseHead = {
  readonly status: number
  readonly reason: string
  /** Names and values in turn, in the order they came. */
  readonly headers: string[]
  readonly framing: Framing
  /** Whether the connection may carry another request. */
  readonly keepAlive: boolean
  /** `Keep-Alive: timeout=N` in milliseconds, where it was given. */
  readonly idleHint: number | undefined
  /** The protocol that a 101 changes to. */
  readonly upgrade: string | undefined
  readonly eventStream: boolean
  /** True where a cache shared by people may keep the answer (RFC 9111, section 3): nothing personal belongs in it. */
  readonly shareable: boolean
}

const statusLine = /HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?\r\n/y
const fieldLine = /([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)\r\n/y

const none: Framing = { kind: 'length', length: 0 }
const chunked: Framing = { kind: 'chunked' }
const untilClose: Framing = { kind: 'close' }

/** What the fields of one head add up to. */
class Fields {
  length: number | undefined
  chunked = false
  close = false
  keepAlive = false
  /** Names that `Connection` lists besides the usual ones: they end here too. */
  listed: string[] | undefined
  idleHint: number | undefined
  upgrade: string | undefined
  eventStream = false
  cacheControl = ''
  expires = false
}

const readConnection = (fields: Fields, value: string): void => {
  for (const part of value.toLowerCase().split(',')) {
    const token = part.trim()
    if (token === 'close') fields.close = true
    else if (token === 'keep-alive') fields.keepAlive = true
    else if (token !== '' && token !== 'upgrade') {
      fields.listed ??= []
      fields.listed.push(token)
    }
  }
}

const readLength = (fields: Fields, value: string): void => {
  if (!/^\d{1,15}$/.test(value)) throw malformed('Content-Length is not a number')
  const length = Number(value)
  if (fields.length !== undefined) throw malformed('Content-Length stands twice')
  fields.length = length
}

const readTransferEncoding = (fields: Fields, value: string): void => {
  if (fields.chunked || value.toLowerCase() !== 'chunked')
    throw malformed('Transfer-Encoding is not just chunked')
  fields.chunked = true
}

/** Takes note of a field; true when it ends at this hop and is not passed on. */
const readField = (fields: Fields, name: string, value: string): boolean => {
  switch (name.length) {
    case 2:
      return name.toLowerCase() === 'te'
    case 7: {
      const lower = name.toLowerCase()
      if (lower === 'expires') fields.expires = true
      if (lower === 'upgrade') fields.upgrade = value
      return lower === 'upgrade' || lower === 'trailer'
    }
    case 10: {
      const lower = name.toLowerCase()
      if (lower === 'connection') readConnection(fields, value)
      else if (lower === 'keep-alive') {
        const seconds = /timeout=(\d{1,6})/i.exec(value)?.[1]
        if (seconds !== undefined) fields.idleHint = Number(seconds) * 1_000
      } else return false
      return true
    }
    case 12:
      if (name.toLowerCase() === 'content-type') fields.eventStream = /^text\/event-stream\b/i.test(value)
      return false
    case 13:
      if (name.toLowerCase() === 'cache-control') fields.cacheControl += `,${value.toLowerCase()}`
      return false
    case 14:
      if (name.toLowerCase() === 'content-length') readLength(fields, value)
      return false
    case 16:
      return name.toLowerCase() === 'proxy-connection'
    case 17: {
      if (name.toLowerCase() !== 'transfer-encoding') return false
      readTransferEncoding(fields, value)
      return true
    }
    case 18:
      return name.toLowerCase() === 'proxy-authenticate'
    default:
      return false
  }
}

/** Public, kept by shared caches on purpose, or storable by their default: then it is everybody's answer. */
const isShareable = (cacheControl: string, expires: boolean): boolean => {
  if (cacheControl === '') return expires
  if (/\b(public|s-maxage)\b/.test(cacheControl)) return true
  if (/\b(private|no-store|no-cache)\b/.test(cacheControl)) return false
  return expires || /\b(immutable|max-age\s*=\s*"?0*[1-9])/.test(cacheControl)
}

const without = (headers: readonly string[], names: readonly string[]): string[] => {
  const kept: string[] = []
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? ''
    const lower = name.toLowerCase()
    if (lower !== 'content-length' && names.includes(lower)) continue
    kept.push(name, headers[i + 1] ?? '')
  }
  return kept
}

const framingOf = (fields: Fields, minor: string, status: number, toHead: boolean): Framing => {
  if (fields.chunked && fields.length !== undefined)
    throw malformed('both Content-Length and Transfer-Encoding')
  if (fields.chunked && minor === '0') throw malformed('Transfer-Encoding in HTTP/1.0')
  if (toHead || status === 204 || status === 304 || status < 200) return none
  if (fields.chunked) return chunked
  return fields.length === undefined ? untilClose : { kind: 'length', length: fields.length }
}

/**
 * Reads the head of an answer, strictly (RFC 9112, sections 4 to 6): `text` is the head in latin-1 with its
 * last CRLF and without the empty line. Throws an `UpstreamFault` of kind `malformed`.
 */
export const readHead = (text: string, toHead: boolean): ResponseHead => {
  statusLine.lastIndex = 0
  const start = statusLine.exec(text)
  if (start === null) throw malformed('no HTTP/1.1 status line')
  const [, minor = '1', digits = '', reason = ''] = start
  const status = Number(digits)
  const fields = new Fields()
  let headers: string[] = []
  let at = statusLine.lastIndex
  while (at < text.length) {
    fieldLine.lastIndex = at
    const line = fieldLine.exec(text)
    if (line === null) throw malformed('a header line is not well formed')
    at = fieldLine.lastIndex
    const name = line[1] ?? ''
    const value = (line[2] ?? '').trimEnd()
    if (!readField(fields, name, value)) headers.push(name, value)
  }
  if (fields.listed !== undefined) headers = without(headers, fields.listed)
  const framing = framingOf(fields, minor, status, toHead)
  return {
    status,
    reason,
    headers,
    framing,
    keepAlive: framing.kind !== 'close' && !fields.close && (minor === '1' || fields.keepAlive),
    idleHint: fields.idleHint,
    upgrade: fields.upgrade,
    eventStream: fields.eventStream,
    shareable: isShareable(fields.cacheControl, fields.expires),
  }
}
