import type { IncomingMessage, RequestOptions } from 'node:http'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { request as httpRequest } from '../lines/node-http.ts'
import type { Way } from '../ports/way.ts'
import type { Happening } from '../records/types.ts'
import { cutOff, nothingAnswers, notTheApi } from './messages.ts'

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

const withQuery = (path: string, query: Query): string => {
  const given = Object.entries(query).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [[key, String(value)] as [string, string]],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

const awayCodes: ReadonlySet<string> = new Set(['not-there', 'connection-lost', 'server-not-reached'])

/** Codes of problems that mean the control plane is away: it may come back, and every request may be repeated. */
export const isAway = (error: unknown): boolean =>
  error instanceof ProblemError && error.problems.some(({ code }) => awayCodes.has(code))

type Sent = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | AsyncIterable<Uint8Array | string>
  readonly signal?: AbortSignal | undefined
}

/**
 * The API over a Unix socket, one connection a request, or over a way to another machine. Throws the other side’s
 * problems; `not-there` where nobody
 * listens, `connection-lost` where the answer broke off.
 */
export class ApiClient {
  /** What is at the other end, for sentences. */
  readonly #socket: string
  readonly #connection: Pick<RequestOptions, 'socketPath' | 'agent'>

  constructor(to: string | Way) {
    this.#socket = typeof to === 'string' ? to : to.name
    this.#connection = typeof to === 'string' ? { socketPath: to, agent: false } : { agent: to.agent }
  }

  async get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return readJson<T>(
      await this.#send({ method: 'GET', path: withQuery(path, query), signal }),
      this.#socket,
    )
  }

  async post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
    const headers = { 'content-type': 'application/json' }
    const sent = { method: 'POST', path, headers, body: JSON.stringify(body), signal } as const
    return readJson<T>(await this.#send(sent), this.#socket)
  }

  /** Streams a body; read no faster than the other side takes it. */
  async upload<T>(path: string, type: string, body: AsyncIterable<Uint8Array | string>): Promise<T> {
    const headers = { 'content-type': type }
    return readJson<T>(await this.#send({ method: 'POST', path, headers, body }), this.#socket)
  }

  /** An answer's bytes as they come; throws where the connection breaks before the end. */
  async *download(path: string, body: unknown): AsyncGenerator<Uint8Array> {
    const headers = { 'content-type': 'application/json' }
    const response = await this.#send({ method: 'POST', path, headers, body: JSON.stringify(body) })
    if (response.statusCode !== 200) await readJson(response, this.#socket)
    try {
      for await (const part of response) yield part as Uint8Array
    } catch (error) {
      throw new ProblemError(cutOff(this.#socket), error)
    }
  }

  /** The lines of a JSON-lines answer until it ends or the signal aborts. */
  async *lines<T>(path: string, query: Query, signal?: AbortSignal): AsyncGenerator<T> {
    const response = await this.#send({ method: 'GET', path: withQuery(path, query), signal })
    for await (const line of linesOf(response, this.#socket, signal)) {
      if (line === '') continue
      const value = JSON.parse(line) as T | { problems: readonly Problem[] }
      if (isProblems(value)) throw new ProblemError(value.problems)
      yield value
    }
  }

  /** Happenings after a number, as they come, until the signal aborts. Throws when the connection breaks. */
  async *events(after: number, query: Query, signal?: AbortSignal): AsyncGenerator<Happening> {
    const headers = { accept: 'text/event-stream', 'last-event-id': String(after) }
    const response = await this.#send({
      method: 'GET',
      path: withQuery('/v1/events', query),
      headers,
      signal,
    })
    for await (const line of linesOf(response, this.#socket, signal)) {
      if (!line.startsWith('data: ')) continue
      const value = JSON.parse(line.slice(6)) as Happening | { problems: readonly Problem[] }
      if (isProblems(value)) throw new ProblemError(value.problems)
      yield value
    }
    if (signal?.aborted !== true) throw new ProblemError(cutOff(this.#socket))
  }

  #send({ method, path, headers = {}, body, signal }: Sent): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        socketPath: this.#socket,
        method,
        path,
        headers: { host: 'localhost', ...headers },
        ...this.#connection,
        ...(signal === undefined ? {} : { signal }),
      })
      request.once('response', resolve)
      request.once('error', (error) => reject(this.#explain(error)))
      if (body === undefined || typeof body === 'string') request.end(body)
      else pour(body, request).catch((error) => request.destroy(error as Error))
    })
  }

  #explain(error: Error): Error {
    if (error instanceof ProblemError || error.name === 'AbortError') return error
    const code = (error as NodeJS.ErrnoException).code
    const absent = code === 'ENOENT' || code === 'ECONNREFUSED'
    return new ProblemError(absent ? nothingAnswers(this.#socket) : cutOff(this.#socket), error)
  }
}

const isProblems = (value: unknown): value is { problems: readonly Problem[] } =>
  typeof value === 'object' && value !== null && Array.isArray((value as { problems?: unknown }).problems)

/** Writes what comes, waiting where the other side is slow; an answer that came early ends it. */
const pour = async (
  body: AsyncIterable<Uint8Array | string>,
  request: ReturnType<typeof httpRequest>,
): Promise<void> => {
  let answered = false
  request.once('response', (response) => {
    answered = true
    // What was answered before all was sent leaves a connection that nothing can follow on.
    response.once('end', () => {
      if (!request.writableEnded) request.destroy()
    })
  })
  for await (const chunk of body) {
    if (request.destroyed || answered) return
    if (!request.write(chunk)) await drained(request)
  }
  request.end()
}

const drained = (request: ReturnType<typeof httpRequest>): Promise<void> =>
  new Promise((resolve) => {
    const events = ['drain', 'close', 'response'] as const
    const done = (): void => {
      for (const event of events) request.off(event, done)
      resolve()
    }
    for (const event of events) request.on(event, done)
  })

const wholeText = async (response: IncomingMessage, socket: string): Promise<string> => {
  try {
    const parts: Uint8Array[] = []
    for await (const part of response) parts.push(part as Uint8Array)
    return Buffer.concat(parts).toString('utf8')
  } catch (error) {
    throw (error as Error).name === 'AbortError' ? error : new ProblemError(cutOff(socket), error)
  }
}

const readJson = async <T>(response: IncomingMessage, socket: string): Promise<T> => {
  const text = await wholeText(response, socket)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new ProblemError(notTheApi(socket, response.statusCode ?? 0), error)
  }
  if (response.statusCode === 200) return value as T
  if (isProblems(value)) throw new ProblemError(value.problems)
  throw new ProblemError(notTheApi(socket, response.statusCode ?? 0))
}

async function* linesOf(
  response: IncomingMessage,
  socket: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  if (response.statusCode !== 200) await readJson(response, socket)
  response.setEncoding('utf8')
  let rest = ''
  try {
    for await (const part of response) {
      const lines = (rest + String(part)).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch (error) {
    if (signal?.aborted === true) return
    throw error instanceof ProblemError ? error : new ProblemError(cutOff(socket), error)
  }
}
