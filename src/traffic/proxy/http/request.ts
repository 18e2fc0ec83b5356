import type { IncomingMessage } from 'node:http'

/** A request that is answered here and passed on to nobody. */
export type Refusal = { readonly status: 400 | 405 | 417 | 501 | 505; readonly why: string }

/** What the edge needs to know of a request, and the head that the application is sent. */
export type ReadRequest = {
  readonly method: string
  /** Origin form: path and query, or `*`. */
  readonly target: string
  /** Without `Host`, the forwarded fields and the empty line. */
  readonly fields: string
  readonly host: string
  readonly hasBody: boolean
  /** Bytes of the body where they were announced. */
  readonly length: number | undefined
  readonly chunked: boolean
  readonly upgrade: boolean
  /** May be sent again where no byte of an answer came (RFC 9110, section 9.2.2, of those without a body). */
  readonly repeatable: boolean
  readonly cookie: string
  readonly agent: string
  readonly forced: string | undefined
  /** The application's own header that names a person, where one is declared. */
  readonly person: string | undefined
  /** What proxies before us said, to be believed only of trusted ones. */
  readonly forwardedFor: string | undefined
  readonly forwardedProto: string | undefined
}

/** How a front reads: `trusted` keeps the forwarded fields, since a component of ours sent them. */
export type Reading = { readonly trusted: boolean; readonly personHeader: string | undefined }

const untrusted = new Set([
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-server',
  'x-real-ip',
  'forwarded',
  'x-ecluse-version',
  // Read by applications behind CGI as the variable `HTTP_PROXY` (CVE-2016-5385).
  'proxy',
]) // prettier-ignore

/** What decides where a request ends and whose it is: never by another spelling of the name. */
const decisive = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'trailer',
  'te',
  'upgrade',
  'keep-alive',
]) // prettier-ignore

/** Applications behind CGI or WSGI read `x_forwarded_for` as `x-forwarded-for`. */
const isUntrusted = (lower: string): boolean => {
  if (!lower.includes('_')) return untrusted.has(lower)
  const read = lower.replaceAll('_', '-')
  return untrusted.has(read) || decisive.has(read)
}

/** Fields that a `Connection` header cannot take away from what is behind us. */
const kept = new Set([
  'host',
  'content-length',
  'cookie',
  'authorization',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'origin',
  'expect',
]) // prettier-ignore

const refuse = (status: Refusal['status'], why: string): Refusal => ({ status, why })

/** Gathers the fields of one request in one pass: this is the hot path of every request. */
class Gathering {
  fields = ''
  hosts = 0
  host = ''
  cookie = ''
  agent = ''
  forced: string | undefined
  person: string | undefined
  forwardedFor: string | undefined
  forwardedProto: string | undefined
  length: string | undefined
  encoding: string | undefined
  listed: string[] | undefined
  websocket = ''

  read(raw: readonly string[], reading: Reading, upgrade: boolean): void {
    const { personHeader } = reading
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const name = raw[i] ?? ''
      const value = raw[i + 1] ?? ''
      const lower = name.toLowerCase()
      if (lower === personHeader) this.person = value
      if (this.#take(lower, value, reading.trusted, upgrade)) this.fields += `${name}: ${value}\r\n`
    }
  }

  /** Takes note of a field; false when it ends here. */
  #take(lower: string, value: string, trusted: boolean, upgrade: boolean): boolean {
    switch (lower) {
      case 'host':
        this.hosts += 1
        this.host = value
        return false
      case 'cookie':
        this.cookie = this.cookie === '' ? value : `${this.cookie}; ${value}`
        return true
      case 'user-agent':
        this.agent = value
        return true
      case 'content-length':
        this.length = value
        return true
      case 'transfer-encoding':
        this.encoding = this.encoding === undefined ? value : `${this.encoding}, ${value}`
        return false
      case 'connection':
        this.#connection(value)
        return false
      case 'te':
        return /^trailers$/i.test(value)
      case 'upgrade':
        this.websocket = value
        return upgrade
      case 'keep-alive':
      case 'proxy-connection':
      case 'proxy-authorization':
        return false
      case 'x-ecluse-version':
        this.forced = value
        return false
      case 'x-forwarded-for':
        this.forwardedFor = this.forwardedFor === undefined ? value : `${this.forwardedFor},${value}`
        return trusted
      case 'x-forwarded-proto':
        this.forwardedProto = value
        return trusted
      default:
        return trusted || !isUntrusted(lower)
    }
  }

  #connection(value: string): void {
    if (value === 'keep-alive' || value === 'close') return
    for (const part of value.toLowerCase().split(',')) {
      const token = part.trim()
      if (
        token === '' ||
        token === 'close' ||
        token === 'keep-alive' ||
        token === 'upgrade' ||
        token === 'te'
      )
        continue
      if (kept.has(token)) continue
      this.listed ??= []
      this.listed.push(token)
    }
  }

  /** Fields without those that `Connection` says end at this hop. */
  passed(): string {
    const { listed } = this
    if (listed === undefined) return this.fields
    const lines = this.fields
      .split('\r\n')
      .filter((line) => !listed.includes(line.slice(0, line.indexOf(':')).toLowerCase()))
    return lines.join('\r\n')
  }
}

type Target = { readonly target: string; readonly host: string | undefined }

const readTarget = (method: string, url: string): Target | Refusal => {
  if (url.startsWith('/')) {
    return url.includes('#') ? refuse(400, 'the target has a fragment') : { target: url, host: undefined }
  }
  if (url === '*' && method === 'OPTIONS') return { target: url, host: undefined }
  const absolute = /^https?:\/\/([^/?#@]+)(\/[^#]*)?(\?[^#]*)?$/i.exec(url)
  if (absolute === null) return refuse(400, 'the target is no path')
  const [, host = '', path = '/', query = ''] = absolute
  return { target: `${path}${query}`, host }
}

const wellFormedHost = /^(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?$/

/**
 * Reads a request of `node:http`, whose parser (llhttp, strict) already refuses doubled and malformed lengths,
 * folded lines and bare line ends; what it lets through and two parsers could read in two ways is refused here.
 */
export const readRequest = (
  req: IncomingMessage,
  reading: Reading,
  upgrade: boolean,
): ReadRequest | Refusal => {
  const method = req.method ?? 'GET'
  if (method === 'CONNECT' || method === 'TRACE') return refuse(405, `${method} is not served`)
  if (req.httpVersionMajor !== 1) return refuse(505, 'only HTTP/1.1 is spoken here')
  const target = readTarget(method, req.url ?? '')
  if ('status' in target) return target
  const all = new Gathering()
  all.read(req.rawHeaders, reading, upgrade)
  const old = req.httpVersionMinor === 0
  if (all.hosts > 1) return refuse(400, 'more than one Host')
  if (all.hosts === 0 && !old) return refuse(400, 'no Host')
  const host = target.host ?? all.host
  if (host !== '' && !wellFormedHost.test(host)) return refuse(400, 'Host is not well formed')
  if (all.encoding !== undefined) {
    if (old || all.length !== undefined) return refuse(400, 'Transfer-Encoding where it may not stand')
    if (all.encoding.toLowerCase() !== 'chunked') return refuse(501, 'a transfer coding other than chunked')
  }
  const chunked = all.encoding !== undefined
  const hasBody = chunked || (all.length !== undefined && all.length !== '0')
  if (upgrade && hasBody) return refuse(400, 'an upgrade with a body')
  return {
    method,
    target: target.target,
    fields: all.passed(),
    host,
    hasBody,
    length: all.length === undefined ? undefined : Number(all.length),
    chunked,
    upgrade,
    repeatable: !hasBody && (method === 'GET' || method === 'HEAD' || method === 'OPTIONS'),
    cookie: all.cookie,
    agent: all.agent,
    forced: all.forced,
    person: all.person,
    forwardedFor: all.forwardedFor,
    forwardedProto: all.forwardedProto,
  }
}

const forAddress = (address: string): string => (address.includes(':') ? `"[${address}]"` : address)

/** The forwarded fields that the edge sets (RFC 7239, and the older ones that applications read). */
export const forwardedFields = (address: string, host: string, proto: 'http' | 'https' = 'http'): string =>
  `X-Forwarded-For: ${address}\r\nX-Forwarded-Proto: ${proto}\r\nX-Forwarded-Host: ${host}\r\n` +
  `Forwarded: for=${forAddress(address)};host="${host}";proto=${proto}\r\n`

/** The whole head for the application. */
export const requestHead = (request: ReadRequest, forwarded: string): string => {
  const framing = request.chunked ? 'Transfer-Encoding: chunked\r\n' : ''
  const connection = request.upgrade ? 'Connection: Upgrade\r\n' : ''
  const { method, target, host, fields } = request
  return `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n${fields}${forwarded}${framing}${connection}\r\n`
}
