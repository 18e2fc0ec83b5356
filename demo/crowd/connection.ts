import { connect, type Socket } from 'node:net'
import { type Answer, MalformedAnswer, readAnswer } from './answer.ts'
import type { Fault } from './protocol.ts'

export type Outcome = Answer | Fault

/** A person waits this long for an answer, in milliseconds. */
const PATIENCE = 20_000
/** A kept connection is not used again so shortly before the server may close it, in milliseconds. */
const MARGIN = 1_000

/**
 * One keep-alive connection of one person, one request at a time. A connection that the server closed while nobody
 * waited is opened anew; one that ends while an answer is awaited is a `cut`, without trying again.
 */
export class Connection {
  readonly #host: string
  readonly #port: number
  #socket: Socket | null = null
  #bytes: Buffer = Buffer.alloc(0)
  #waiting: ((outcome: Outcome) => void) | null = null
  #usableUntil = Number.POSITIVE_INFINITY
  #connected = false

  constructor(host: string, port: number) {
    this.#host = host
    this.#port = port
  }

  /** Sends a whole request; always answers, with an answer or with what went wrong. */
  send(request: string): Promise<Outcome> {
    if (this.#socket !== null && Date.now() > this.#usableUntil) this.close()
    const socket = this.#socket ?? this.#open()
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(socket, 'timeout'), PATIENCE)
      this.#bytes = Buffer.alloc(0)
      this.#waiting = (outcome) => {
        clearTimeout(timer)
        resolve(outcome)
      }
      socket.write(request)
    })
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = null
  }

  #open(): Socket {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true })
    this.#socket = socket
    this.#connected = false
    this.#usableUntil = Number.POSITIVE_INFINITY
    socket.on('connect', () => {
      if (this.#socket === socket) this.#connected = true
    })
    socket.on('data', (bytes: Buffer) => this.#read(socket, bytes))
    socket.on('error', () => this.#ended(socket))
    socket.on('end', () => this.#ended(socket))
    socket.on('close', () => this.#ended(socket))
    return socket
  }

  #read(socket: Socket, bytes: Buffer): void {
    if (this.#socket !== socket) return
    // Bytes that nobody asked for: the connection is worth nothing any more.
    if (this.#waiting === null) {
      this.close()
      return
    }
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    try {
      const answer = readAnswer(this.#bytes)
      if (answer !== undefined) this.#settle(socket, answer)
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error
      this.#settle(socket, 'malformed')
    }
  }

  #ended(socket: Socket): void {
    if (this.#socket === socket) this.#settle(socket, this.#connected ? 'cut' : 'refused')
  }

  #settle(socket: Socket, outcome: Outcome): void {
    const waiting = this.#waiting
    this.#waiting = null
    if (typeof outcome === 'string' || !outcome.keepAlive) {
      socket.destroy()
      this.#socket = null
    } else if (outcome.keepAliveFor !== null) {
      this.#usableUntil = Date.now() + outcome.keepAliveFor - MARGIN
    }
    waiting?.(outcome)
  }
}
