import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import type { Deadlines } from './deadlines.ts'
import { type Client, Exchange, type Job } from './exchange.ts'
import { type Reading, type ReadRequest, type Refusal, readRequest } from './request.ts'

/** Where requests of one listening address go. */
export interface Destination {
  readonly reading: Reading
  /** A job for the request, or what it is answered where nobody can be asked. */
  place(request: ReadRequest, address: string): Job | { readonly status: number; readonly body: string }
}

const maxHeader = 32_768
const maxConnections = 10_000
/** So many requests may wait behind the first on one connection. */
const maxPipelined = 1_000
const protocolsOfTheHop = /^(h2c|http\/|tls\/)/i

const plain = (res: ServerResponse, status: number, body: string, close: boolean): void => {
  if (close) res.shouldKeepAlive = false
  const headers = ['Content-Type', 'text/plain; charset=utf-8', 'Cache-Control', 'no-store']
  res.writeHead(status, [...headers, 'Content-Length', String(Buffer.byteLength(body))])
  res.end(body)
}

const rawRefusal = (socket: Socket, status: string): void => {
  if (!socket.writable) return void socket.destroy()
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

const onClientError = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'HPE_HEADER_OVERFLOW') rawRefusal(socket, '431 Request Header Fields Too Large')
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') rawRefusal(socket, '408 Request Timeout')
  else if (error.code === 'ECONNRESET') socket.destroy()
  else rawRefusal(socket, '400 Bad Request')
}

/** What waits behind the first request of a connection: read on only when it is done. */
const waiting = new WeakMap<Socket, number>()

/** Pipelined requests are asked one after the other: their effects keep their order, and nothing piles up. */
const inTurn = (client: Client, start: () => void): void => {
  const { res, req } = client
  if (res.socket !== null) return void start()
  const { socket } = req
  const count = (waiting.get(socket) ?? 0) + 1
  if (count > maxPipelined) return void socket.destroy()
  waiting.set(socket, count)
  socket.pause()
  res.once('socket', () => {
    const left = (waiting.get(socket) ?? 1) - 1
    waiting.set(socket, left)
    if (left === 0) socket.resume()
    start()
  })
}

/** The server of one listening address: strict HTTP/1.1, every request an `Exchange`. */
export class Front {
  readonly server: Server
  #destination: Destination
  readonly #deadlines: Deadlines
  #closing = false

  constructor(destination: Destination, deadlines: Deadlines) {
    this.#destination = destination
    this.#deadlines = deadlines
    this.server = createServer({
      insecureHTTPParser: false,
      requireHostHeader: false,
      maxHeaderSize: maxHeader,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
      keepAliveTimeout: 75_000,
      headersTimeout: 20_000,
      requestTimeout: 0,
      connectionsCheckingInterval: 5_000,
      shouldUpgradeCallback: (req) =>
        req.method === 'GET' && !protocolsOfTheHop.test(req.headers.upgrade ?? ''),
    })
    this.server.maxConnections = maxConnections
    const take = (req: IncomingMessage, res: ServerResponse): void => this.#take({ req, res })
    this.server.on('request', take)
    this.server.on('checkContinue', take)
    this.server.on('checkExpectation', (_req: IncomingMessage, res: ServerResponse) =>
      plain(res, 417, 'expectation unknown\n', true),
    )
    this.server.on('upgrade', (req, socket, early) => this.#upgrade(req, socket as Socket, early))
    this.server.on('clientError', (error, socket) => onClientError(error, socket as Socket))
  }

  set destination(destination: Destination) {
    this.#destination = destination
  }

  /** Accepts nobody new. Connections end with their next answer; those that rest, after a while. */
  retire(): void {
    if (this.#closing) return
    this.#closing = true
    // Not the close of the HTTP server, which cuts resting connections that a request may be on its way on.
    NetServer.prototype.close.call(this.server)
    setTimeout(() => this.server.closeIdleConnections(), 5_000).unref()
  }

  #upgrade(req: IncomingMessage, socket: Socket, early: Buffer): void {
    socket.on('error', () => socket.destroy())
    const res = new ServerResponse(req)
    res.shouldKeepAlive = false
    res.assignSocket(socket)
    res.on('finish', () => {
      if (res.socket === null) return
      res.detachSocket(socket)
      socket.destroySoon()
    })
    this.#take({ req, res, upgrade: { socket, early } })
  }

  #take(client: Client): void {
    inTurn(client, () => this.#start(client))
  }

  #start(client: Client): void {
    const { req, res, upgrade } = client
    if (this.#closing) res.shouldKeepAlive = false
    const request = readRequest(req, this.#destination.reading, upgrade !== undefined)
    if (isRefusal(request)) return void plain(res, request.status, `${request.why}\n`, true)
    const placed = this.#destination.place(request, addressOf(req))
    if ('status' in placed) return void plain(res, placed.status, placed.body, false)
    new Exchange(placed, client, this.#deadlines).start()
  }
}

const isRefusal = (read: ReadRequest | Refusal): read is Refusal => 'why' in read

const addressOf = (req: IncomingMessage): string => {
  const address = req.socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') ? address.slice(7) : address
}
