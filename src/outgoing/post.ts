import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import { bareHost, resolveHost } from './address.ts'
import * as say from './messages.ts'

export type Answer =
  | {
      readonly kind: 'answer'
      readonly status: number
      /** At most as much of it as was asked for. */
      readonly body: string
      readonly type: string
      /** What it wishes us to wait. */
      readonly retryAfter: Ms | null
    }
  | { readonly kind: 'none'; readonly why: Text }

export type Asked = {
  readonly url: URL
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  /** Bytes of an answer that are read; absent: 64 KiB. */
  readonly most?: number
}

/** Without an answer in this time it is tried another time. */
export const patience: Ms = 10_000
const mostAnswer = 65_536

const certificateCode =
  /^(?:CERT_|ERR_TLS_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|ERR_SSL|HOSTNAME_MISMATCH|CRL_)/

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'failed'

/** Why nothing came, by the code alone: messages of errors hold addresses. */
export const failureOf = (error: unknown): Text => {
  const code = codeOf(error)
  if (certificateCode.test(code)) return say.badCertificate(code)
  return say.unreachable(/^[A-Z0-9_]{1,40}$/.test(code) ? code : 'failed')
}

/** Seconds or a date, as HTTP has it (RFC 9110, 10.2.3). */
const retryAfterOf = (word: string | undefined, now: number): Ms | null => {
  if (word === undefined) return null
  if (/^\d{1,9}$/.test(word.trim())) return Number(word) * 1_000
  const at = Date.parse(word)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

/** Where a service says how many requests are left, and none is, it says when there are new ones: in seconds of the epoch. */
const renewedAfter = ({ headers }: IncomingMessage, now: number): Ms | null => {
  const first = (...names: readonly string[]) =>
    names.map((name) => headers[name]).find((word) => word !== undefined)
  const [left, at] = [
    first('x-ratelimit-remaining', 'ratelimit-remaining'),
    first('x-ratelimit-reset', 'ratelimit-reset'),
  ]
  return left === '0' && typeof at === 'string' && /^\d{9,11}$/.test(at)
    ? Math.max(0, Number(at) * 1_000 - now)
    : null
}

const read = (message: IncomingMessage, most: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    let size = 0
    message.on('data', (part: Buffer) => {
      if (size >= most) return
      parts.push(part.subarray(0, most - size))
      size += part.length
      // What comes after that says nothing that counts.
      if (size >= most) message.destroy()
    })
    const done = (): void => resolve(Buffer.concat(parts).toString('utf8'))
    message.on('end', done)
    message.on('close', done)
    message.on('error', reject)
  })

const begin = ({ url, method, headers, body }: Asked, address: string): ClientRequest => {
  const host = bareHost(url.hostname)
  const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const options = {
    method,
    host: address,
    port: url.port === '' ? undefined : Number(url.port),
    path: `${url.pathname}${url.search}`,
    headers: { host: url.host, 'user-agent': 'ecluse', ...length, ...headers },
    agent: false as const,
    setHost: false,
  }
  return url.protocol === 'https:'
    ? secureRequest({ ...options, ...(isIP(host) === 0 ? { servername: host } : {}) })
    : plainRequest(options)
}

/**
 * Asks once, over a connection of its own, at an address that was looked at before. Redirects are answers: nothing is
 * followed. Never throws; no word of the address is in what it says.
 */
export const ask = async (asked: Asked, signal: AbortSignal): Promise<Answer> => {
  const found = await resolveHost(asked.url.hostname)
  if (!Array.isArray(found)) return { kind: 'none', why: found as Text }
  const [address = ''] = found as readonly string[]
  return new Promise((resolve) => {
    const request = begin(asked, address)
    const timer = setTimeout(() => request.destroy(), patience)
    const gone = (): void => {
      request.destroy()
    }
    let over = false
    const end = (answer: Answer): void => {
      if (over) return
      over = true
      clearTimeout(timer)
      signal.removeEventListener('abort', gone)
      resolve(answer)
    }
    signal.addEventListener('abort', gone, { once: true })
    const began = performance.now()
    request.on('error', (error) => {
      const late = signal.aborted || performance.now() - began >= patience
      end({ kind: 'none', why: late ? say.noAnswer(patience) : failureOf(error) })
    })
    request.on('close', () => end({ kind: 'none', why: say.noAnswer(patience) }))
    request.on('response', (message) => {
      read(message, asked.most ?? mostAnswer).then(
        (body) =>
          end({
            kind: 'answer',
            status: message.statusCode ?? 0,
            body,
            type: message.headers['content-type'] ?? '',
            retryAfter:
              retryAfterOf(message.headers['retry-after'], Date.now()) ?? renewedAfter(message, Date.now()),
          }),
        (error: unknown) => end({ kind: 'none', why: failureOf(error) }),
      )
    })
    request.end(asked.body ?? undefined)
  })
}
