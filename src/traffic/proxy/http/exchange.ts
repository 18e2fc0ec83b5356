import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Balance } from './balance.ts'
import { allowedTrailers } from './chunks.ts'
import type { ConnectionUser, UpstreamConnection } from './connection.ts'
import { copyOf } from './copies.ts'
import type { Deadlines, Timed } from './deadlines.ts'
import { UpstreamFault } from './fault.ts'
import { answerWith, type Substitute } from './file-answer.ts'
import type { ResponseHead } from './head.ts'
import type { InstanceTarget } from './instance.ts'
import { clientPatience, Leaving } from './leaving.ts'
import { faultWords, ownFields, ownWords } from './own-words.ts'
import { Pace } from './pace.ts'
import type { ReadRequest } from './request.ts'
import { openTunnel } from './tunnel.ts'

/** How an exchange came out. `cut`: the client went away, which is nobody's error. */
export type Outcome = {
  readonly result: 'answered' | 'timeout' | 'broken' | 'cut'
  /** What the client was answered; 0 where it was answered nothing. */
  readonly status: number
  /** Milliseconds from the request's head to the answer's, or to the end of waiting for it. */
  readonly took: number
}

/** The client's side. `socket` and `early` (bytes after the head) are there where an upgrade was asked for. */
export type Client = {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly upgrade?: { readonly socket: Socket; readonly early: Buffer }
}

/** One request's place in the world: whom to ask, what to add, and who is told how it went. */
export interface Job {
  readonly balance: Balance
  readonly request: ReadRequest
  /** The head as the application gets it. */
  readonly head: string
  readonly timeout: number
  /** Longest body that is passed on, in bytes; null or absent: any. */
  readonly maxBody?: number | null
  /** How long the client may be silent, in milliseconds. */
  readonly patience?: number
  /** What is answered in place of a 404. */
  instead?(): Substitute | undefined
  /** May add fields to the answer. */
  decorate(head: ResponseHead): void
  /** Once, when the answer is whole; at the head of an answer that is a stream of events. */
  answered(outcome: Outcome): void
  /** Once, when nothing of it is under way any more. */
  closed(): void
}

const maxAttempts = 3
/** What a client still sends after its answer is read away up to here, so that its connection can go on. */
const maxLeftover = 1_048_576
/** Bodies up to here leave in one write with their head. */
const oneWrite = 32_768

const statusOf = (fault: UpstreamFault): number =>
  fault.kind === 'timeout' ? 504 : fault.kind === 'nobody' ? 503 : 502

/** One request and its answer, streamed both ways, each side no faster than the other takes it. */
export class Exchange implements ConnectionUser, Timed {
  readonly #job: Job
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #upgrade: Client['upgrade']
  readonly #deadlines: Deadlines
  readonly #started: number
  #instance: InstanceTarget | undefined
  #connection: UpstreamConnection | undefined
  #head: ResponseHead | undefined
  #attempts = 0
  #piping = false
  #uploaded: boolean
  /** When something last moved, by whose turn it was. */
  #moved: number
  #upstreamHeld = false
  #clientHeld = false
  #reported = false
  #done = false
  #answeredAt = 0
  #continued: boolean
  #leftover = 0
  #received = 0
  readonly #pace = new Pace()

  constructor(job: Job, client: Client, deadlines: Deadlines) {
    this.#job = job
    this.#req = client.req
    this.#res = client.res
    this.#upgrade = client.upgrade
    this.#continued = client.req.headers.expect === undefined
    this.#deadlines = deadlines
    this.#started = performance.now()
    this.#moved = this.#started
    this.#uploaded = !job.request.hasBody
  }

  start(): void {
    this.#res.on('close', () => this.#clientClosed())
    this.#deadlines.add(this)
    this.#ask(false, undefined)
  }

  #ask(fresh: boolean, not: InstanceTarget | undefined): void {
    const now = performance.now()
    const instance = this.#job.balance.pick(now, not)
    if (instance === undefined) return void this.#fail(new UpstreamFault('nobody', 'no instance is there'))
    this.#attempts += 1
    this.#instance = instance
    instance.begin()
    this.#connection = fresh ? instance.pool.fresh() : instance.pool.take(now, this.#job.request.repeatable)
    this.#connection.begin(this, this.#job.head, this.#job.request.method, this.#upgrade !== undefined)
  }

  connected(): void {
    if (this.#uploaded || this.#piping) return
    this.#piping = true
    const req = this.#req
    req.on('data', (chunk: Buffer) => this.#upload(chunk))
    req.on('end', () => this.#uploadEnd())
    req.on('error', () => this.#clientClosed())
  }

  #upload(chunk: Buffer): void {
    const socket = this.#connection?.socket
    if (this.#done) return void this.#discard(chunk.length)
    if (socket === undefined) return
    this.#moved = performance.now()
    this.#received += chunk.length
    if (this.#received > (this.#job.maxBody ?? Number.POSITIVE_INFINITY)) return void this.#refuse(413)
    let free: boolean
    if (this.#job.request.chunked) {
      socket.cork()
      socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1')
      socket.write(chunk)
      free = socket.write('\r\n', 'latin1')
      socket.uncork()
    } else free = socket.write(chunk)
    if (free) return
    this.#upstreamHeld = true
    this.#req.pause()
  }

  /** Answered before it was all sent: the rest is read away, within bounds. */
  #discard(length: number): void {
    this.#leftover += length
    if (this.#leftover > maxLeftover) this.#req.destroy()
  }

  #uploadEnd(): void {
    if (this.#done) return
    this.#uploaded = true
    this.#moved = performance.now()
    if (!this.#job.request.chunked) return
    const trailers = allowedTrailers(this.#req.rawTrailers).map(([name, value]) => `${name}: ${value}\r\n`)
    this.#connection?.socket.write(`0\r\n${trailers.join('')}\r\n`, 'latin1')
  }

  drained(): void {
    if (!this.#upstreamHeld) return
    this.#upstreamHeld = false
    this.#moved = performance.now()
    this.#req.resume()
  }

  information(head: ResponseHead): void {
    if (this.#res.headersSent || this.#req.httpVersionMinor === 0) return
    if (head.status === 100) {
      this.#continued = true
      this.#res.writeContinue()
    }
    if (head.status !== 103) return
    const link = head.headers.filter((_, i) => i % 2 === 1 && head.headers[i - 1]?.toLowerCase() === 'link')
    try {
      if (link.length > 0) this.#res.writeEarlyHints({ link })
    } catch {
      // A hint that is not well formed is left out: the answer that follows is what counts.
    }
  }

  whole(head: ResponseHead, body: Buffer): void {
    if (head.status === 404 && this.#substituted()) return
    this.#writeHead(head)
    if (body.length === 0) this.#res.end()
    else if (body.length <= oneWrite) this.#res.end(body.toString('latin1'), 'latin1')
    else {
      const copy = copyOf(body)
      this.#res.end(copy.bytes, copy.written)
    }
    this.#finish(head)
  }

  head(head: ResponseHead): void {
    if (head.status === 404 && this.#substituted()) return
    this.#head = head
    this.#moved = performance.now()
    this.#writeHead(head)
    // Held back until the first bytes follow, unless none came with it.
    this.#res.flushHeaders()
    this.#res.on('drain', () => this.#clientDrained())
    if (head.eventStream) this.#report('answered', head.status)
  }

  body(bytes: Buffer): void {
    if (this.#done) return
    this.#moved = performance.now()
    const copy = copyOf(bytes)
    if (this.#res.write(copy.bytes, copy.written)) return
    this.#clientHeld = true
    this.#connection?.socket.pause()
  }

  /** A file of an earlier release where there is one: the application's own answer is let go. */
  #substituted(): boolean {
    const file = this.#job.instead?.()
    if (file === undefined) return false
    this.#answeredAt = performance.now()
    this.#report('answered', 200)
    this.#close()
    void answerWith(file, this.#res, this.#job.request.method === 'HEAD', this.#deadlines)
    return true
  }

  #clientDrained(): void {
    if (!this.#clientHeld) return
    this.#clientHeld = false
    this.#moved = performance.now()
    this.#connection?.socket.resume()
  }

  end(trailers: readonly string[]): void {
    if (this.#done) return
    if (trailers.length > 0) this.#res.addTrailers(allowedTrailers(trailers))
    this.#res.end()
    if (this.#head !== undefined) this.#finish(this.#head)
  }

  switched(head: ResponseHead, rest: Buffer): void {
    if (this.#connection === undefined || this.#upgrade === undefined) return
    this.#head = head
    this.#answeredAt = performance.now()
    this.#deadlines.remove(this)
    this.#report('answered', head.status)
    this.#res.detachSocket(this.#res.socket as Socket)
    openTunnel(this.#upgrade, this.#connection, head, rest, () => this.#close())
  }

  failed(fault: UpstreamFault): void {
    const instance = this.#instance
    const reused = (this.#connection?.uses ?? 0) > 0
    this.#release()
    if (this.#done) return
    const again =
      fault.kind === 'refused'
        ? !this.#piping
        : fault.kind === 'closed' && reused && this.#job.request.repeatable
    if (instance !== undefined && !(again && fault.kind === 'closed')) {
      this.#job.balance.failed(instance, performance.now())
    }
    if (again && this.#attempts < maxAttempts && !this.#res.headersSent) {
      return void this.#ask(fault.kind === 'closed', fault.kind === 'refused' ? instance : undefined)
    }
    this.#fail(fault)
  }

  check(now: number): void {
    const idle = now - this.#moved
    if (this.#head === undefined) {
      // A client that is slow to send its body does not use up the application's time.
      if (this.#uploaded || this.#upstreamHeld || !this.#piping) {
        if (idle >= this.#job.timeout) this.#timeout()
      } else if (idle >= this.#patience || this.#pace.tooSlow(this.#received, now, this.#patience))
        this.#refuse(408)
    } else if (this.#clientHeld) {
      if (idle >= Math.max(this.#patience, this.#job.timeout)) this.#clientGone()
    } else if (idle >= this.#job.timeout && !this.#head.eventStream) this.#timeout()
  }

  #timeout(): void {
    if (this.#instance !== undefined) this.#job.balance.failed(this.#instance, performance.now())
    this.#cutUpstream()
    this.#fail(new UpstreamFault('timeout', 'no answer in time'))
  }

  #writeHead(head: ResponseHead): void {
    this.#answeredAt = performance.now()
    this.#job.decorate(head)
    // Whether a client that was not told to continue still sends its body cannot be known.
    if (!this.#continued && !this.#uploaded) this.#res.shouldKeepAlive = false
    this.#res.writeHead(head.status, head.reason, head.headers)
  }

  /** The answer is whole. */
  #finish(head: ResponseHead): void {
    const { instance, connection } = { instance: this.#instance, connection: this.#connection }
    if (instance !== undefined && connection !== undefined) {
      if (head.status >= 500) this.#job.balance.failed(instance, performance.now())
      else this.#job.balance.succeeded(instance)
      if (head.keepAlive && this.#uploaded) {
        this.#connection = undefined
        instance.pool.give(connection, performance.now(), head.idleHint)
      }
    }
    this.#report('answered', head.status)
    this.#close()
    if ((this.#res.socket?.writableLength ?? 0) > 0)
      this.#deadlines.add(new Leaving(this.#res, this.#deadlines))
  }

  #fail(fault: UpstreamFault): void {
    if (this.#done) return
    const status = statusOf(fault)
    const sent = this.#res.headersSent
    this.#report(fault.kind === 'timeout' ? 'timeout' : 'broken', sent ? (this.#head?.status ?? 0) : status)
    this.#close()
    if (sent) return void this.#res.destroy()
    const body = faultWords(status, fault.kind)
    this.#res.writeHead(status, ownFields(body)).end(body)
  }

  get #patience(): number {
    return this.#job.patience ?? clientPatience
  }

  /** The client asks too much, or too slowly: nobody's error but its own. */
  #refuse(status: 408 | 413): void {
    if (this.#done) return
    this.#cutUpstream()
    const sent = this.#res.headersSent
    this.#report('cut', sent ? (this.#head?.status ?? 0) : status)
    this.#close()
    if (sent) return void this.#res.destroy()
    const body = status === 413 ? ownWords.bodyTooLong : ownWords.tooSlow
    this.#res.writeHead(status, ownFields(body, 'Connection', 'close')).end(body)
  }

  #clientClosed(): void {
    if (!this.#done) this.#clientGone()
  }

  #clientGone(): void {
    this.#cutUpstream()
    this.#report('cut', this.#head?.status ?? 0)
    this.#close()
    this.#res.destroy()
  }

  #report(result: Outcome['result'], status: number): void {
    if (this.#reported) return
    this.#reported = true
    const answered = this.#answeredAt > 0 && result !== 'timeout'
    this.#job.answered({
      result,
      status,
      took: (answered ? this.#answeredAt : performance.now()) - this.#started,
    })
  }

  #cutUpstream(): void {
    this.#connection?.destroy()
    this.#release()
  }

  #release(): void {
    this.#connection = undefined
    const instance = this.#instance
    this.#instance = undefined
    instance?.end()
  }

  #close(): void {
    if (this.#done) return
    this.#done = true
    this.#deadlines.remove(this)
    this.#cutUpstream()
    if (!this.#uploaded && this.#piping) this.#req.resume()
    this.#job.closed()
  }
}
