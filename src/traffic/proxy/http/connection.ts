import net from 'node:net'
import { UpstreamFault } from './fault.ts'
import { ResponseParser, type ResponseSink } from './response-parser.ts'

/** Applications that give no hint close idle connections after five seconds (Node's default), some earlier. */
const defaultIdle = 5_000
/** Without a hint, what may not be sent twice goes only on a connection used within this time. */
const carefulIdle = 1_000
/** Left between our last use of a connection and the moment when the application may close it. */
const margin = 1_000

/** All connections read into one buffer: what is kept is copied, what is passed on at once is not. */
const shared = Buffer.allocUnsafeSlow(262_144)

/** Who uses a connection for one request. */
export interface ConnectionUser extends ResponseSink {
  connected(): void
  drained(): void
  failed(fault: UpstreamFault): void
}

/** Who has a connection to itself after an upgrade. Buffers are lent. */
export interface TunnelEnd {
  bytes(data: Buffer): void
  drained(): void
  ended(): void
}

/**
 * One connection to an instance, carrying one request at a time. Its user is told of every end exactly once:
 * `failed`, or the end of the answer.
 */
export class UpstreamConnection {
  readonly socket: net.Socket
  readonly #parser = new ResponseParser()
  readonly #closed: (connection: UpstreamConnection) => void
  #user: ConnectionUser | undefined
  #tunnel: TunnelEnd | undefined
  #connected = false
  #idleLimit = defaultIdle - margin
  #hinted = false
  #idleSince = 0
  /** Requests that it carried before the present one. */
  uses = 0

  constructor(port: number, closed: (connection: UpstreamConnection) => void) {
    this.#closed = closed
    const callback = (size: number): boolean => this.#read(size)
    this.socket = net.connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: shared, callback },
    })
    this.socket.on('connect', () => this.#connect())
    this.socket.on('drain', () => {
      this.#user?.drained()
      this.#tunnel?.drained()
    })
    this.socket.on('end', () => this.#end())
    this.socket.on('error', (error) => this.#fail(error))
    this.socket.on('close', () => this.#close())
  }

  get connected(): boolean {
    return this.#connected
  }

  /** Whether bytes of the answer came already: then nothing may be asked again. */
  get answering(): boolean {
    return this.#parser.began
  }

  /** Sends a head. Nothing leaves before the connection stands. */
  begin(user: ConnectionUser, head: string, method: string, upgradable: boolean): void {
    this.#user = user
    this.#parser.expect(user, method, upgradable)
    this.socket.write(head, 'latin1')
    if (this.#connected) user.connected()
  }

  /** The request is over and its answer whole: free for the next. */
  rest(now: number, idleHint: number | undefined): void {
    this.#user = undefined
    // A slow client may have held it up to the last byte.
    if (this.socket.isPaused()) this.socket.resume()
    this.uses += 1
    this.#idleSince = now
    if (idleHint === undefined) return
    this.#hinted = true
    this.#idleLimit = Math.max(0, idleHint - margin)
  }

  /** Young enough that the application does not close it while a request is on its way. */
  fresh(now: number): boolean {
    return !this.socket.destroyed && now - this.#idleSince < this.#idleLimit
  }

  /** Young enough also for a request that may not be sent twice. */
  safe(now: number): boolean {
    return this.#hinted || now - this.#idleSince < carefulIdle
  }

  /** The user has no more interest; what is on the wire is cut. */
  destroy(): void {
    this.#user = undefined
    this.socket.destroy()
  }

  /** After a 101: what comes is no HTTP any more. */
  hand(tunnel: TunnelEnd): void {
    this.#user = undefined
    this.#tunnel = tunnel
  }

  #connect(): void {
    this.#connected = true
    this.#user?.connected()
  }

  #read(size: number): boolean {
    try {
      if (this.#tunnel === undefined) this.#parser.feed(shared.subarray(0, size))
      else this.#tunnel.bytes(shared.subarray(0, size))
    } catch (error) {
      this.#fail(error)
    }
    return !this.socket.isPaused()
  }

  #end(): void {
    try {
      this.#tunnel?.ended()
      this.#parser.close()
      this.socket.destroy()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    const user = this.#user
    this.#user = undefined
    this.socket.destroy()
    this.#tunnel?.ended()
    user?.failed(this.#fault(error))
  }

  #fault(error: unknown): UpstreamFault {
    if (error instanceof UpstreamFault) return error
    const words = error instanceof Error ? error.message : String(error)
    if (!this.#connected) return new UpstreamFault('refused', words)
    return new UpstreamFault(this.answering ? 'broken' : 'closed', words)
  }

  #close(): void {
    if (this.#user !== undefined || this.#tunnel !== undefined) this.#end()
    this.#closed(this)
  }
}
