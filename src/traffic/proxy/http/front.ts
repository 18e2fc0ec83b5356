import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import { Server as NetServer, type Socket } from 'node:net'
import { ServerResponse as HttpResponse } from '../../../lines/node-http.ts'
import type { Deadlines } from './deadlines.ts'
import { type Client, Exchange, type Job } from './exchange.ts'
import { type Reading, type ReadRequest, type Refusal, readRequest } from './request.ts'
import { type Secure, serverOf } from './server.ts'

/** What is answered here, without asking anybody. */
export type Answer = {
  readonly status: number
  readonly body: string
  /** Names and values in turn, besides those of every answer of ours. */
  readonly headers?: readonly string[]
  /** In place of plain text. */
  readonly type?: string
  /** Nothing more is read of this connection. */
  readonly close?: boolean
}

/** What answers a request here, with a file. */
export interface Served {
  serve(client: Client, deadlines: Deadlines): void
}

/** Where requests of one listening address go. */
export interface Destination {
  readonly reading: Reading
  /** Who takes a request, where one address has several destinations. */
  choose?(req: IncomingMessage): Destination
  /** A job for the request, or what it is answered where nobody is asked. `secure`: it came over TLS. */
  place(request: ReadRequest, address: string, secure: boolean): Job | Answer | Served
}

/** How many may be connected to one address at once. `exempt`: proxies, whose connections are of many people. */
export type Crowd = {
  readonly connections: number
  readonly perClient: number
  readonly exempt: (address: string) => boolean
}

const maxConnections = 10_000
/** So many requests may wait behind the first on one connection. */
const maxPipelined = 1_000

const say = (res: ServerResponse, { status, body, headers = [], type, close }: Answer): void => {
  if (close === true) res.shouldKeepAlive = false
  const ours = ['Content-Type', type ?? 'text/plain; charset=utf-8', 'Cache-Control', 'no-store']
  res.writeHead(status, [...ours, ...headers, 'Content-Length', String(Buffer.byteLength(body))])
  res.end(body)
}

const rawRefusal = (socket: Socket, status: string): void => {
  if (!socket.writable) return void socket.destroy()
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** Errors of TLS itself: whoever made them understands no answer in HTTP. */
const isHandshake = ({ code }: NodeJS.ErrnoException): boolean =>
  code?.startsWith('ERR_SSL_') === true || code?.startsWith('ERR_TLS_') === true

const onClientError = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'HPE_HEADER_OVERFLOW') rawRefusal(socket, '431 Request Header Fields Too Large')
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') rawRefusal(socket, '408 Request Timeout')
  else if (error.code === 'ECONNRESET' || isHandshake(error)) socket.destroy()
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
  readonly secure: boolean
  #destination: Destination
  readonly #deadlines: Deadlines
  #closing = false
  #shown: object | undefined
  #crowd: Crowd | undefined
  readonly #connected = new Map<string, number>()

  constructor(destination: Destination, deadlines: Deadlines, secure?: Secure) {
    this.#destination = destination
    this.#deadlines = deadlines
    this.secure = secure !== undefined
    this.server = serverOf(secure)
    this.server.maxConnections = maxConnections
    this.server.on('connection', (socket: Socket) => this.#admit(socket))
    const take = (req: IncomingMessage, res: ServerResponse): void => this.#take({ req, res })
    this.server.on('request', take)
    this.server.on('checkContinue', take)
    this.server.on('checkExpectation', (_req: IncomingMessage, res: ServerResponse) =>
      say(res, { status: 417, body: 'expectation unknown\n', close: true }),
    )
    this.server.on('upgrade', (req, socket, early) => this.#upgrade(req, socket as Socket, early))
    this.server.on('clientError', (error, socket) => onClientError(error, socket as Socket))
  }

  set destination(destination: Destination) {
    this.#destination = destination
  }

  /** From the next connection on. */
  set crowd(crowd: Crowd) {
    this.#crowd = crowd
    this.server.maxConnections = crowd.connections
  }

  /** What is shown to clients that name no host. */
  showByDefault(pem: { readonly cert: string; readonly key: string }): void {
    if (!this.secure || this.#shown === pem) return
    this.#shown = pem
    const server = this.server as unknown as SecureServer
    server.setSecureContext({ ...pem, minVersion: 'TLSv1.2' })
  }

  /** Accepts nobody new. Connections end with their next answer; those that rest, after a while. */
  retire(): void {
    if (this.#closing) return
    this.#closing = true
    // Not the close of the HTTP server, which cuts resting connections that a request may be on its way on.
    NetServer.prototype.close.call(this.server)
    setTimeout(() => this.server.closeIdleConnections(), 5_000).unref()
  }

  /** One client takes not every place of an address; of those beyond its share nothing is read. */
  #admit(socket: Socket): void {
    const crowd = this.#crowd
    if (crowd === undefined || !Number.isFinite(crowd.perClient)) return
    const address = plainAddress(socket.remoteAddress ?? '')
    const count = (this.#connected.get(address) ?? 0) + 1
    if (count > crowd.perClient && !crowd.exempt(address)) return void socket.destroy()
    this.#connected.set(address, count)
    socket.once('close', () => {
      const left = (this.#connected.get(address) ?? 1) - 1
      if (left === 0) this.#connected.delete(address)
      else this.#connected.set(address, left)
    })
  }

  #upgrade(req: IncomingMessage, socket: Socket, early: Buffer): void {
    socket.on('error', () => socket.destroy())
    const res = new HttpResponse(req)
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
    const destination = this.#destination.choose?.(req) ?? this.#destination
    const request = readRequest(req, destination.reading, upgrade !== undefined)
    if (isRefusal(request)) {
      return void say(res, { status: request.status, body: `${request.why}\n`, close: true })
    }
    const placed = destination.place(request, addressOf(req), this.secure)
    if ('status' in placed) return void say(res, placed)
    if ('serve' in placed) return void placed.serve(client, this.#deadlines)
    new Exchange(placed, client, this.#deadlines).start()
  }
}

const isRefusal = (read: ReadRequest | Refusal): read is Refusal => 'why' in read

const plainAddress = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address)

const addressOf = (req: IncomingMessage): string => plainAddress(req.socket.remoteAddress ?? '')
