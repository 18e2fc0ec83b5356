import { ChunkDecoder } from './chunks.ts'
import { malformed, UpstreamFault } from './fault.ts'
import { type ResponseHead, readHead } from './head.ts'

/** Who reads an answer. Buffers are lent: copy what is kept after the call returns. */
export interface ResponseSink {
  /** A whole answer that came in one piece. */
  whole(head: ResponseHead, body: Buffer): void
  information(head: ResponseHead): void
  head(head: ResponseHead): void
  body(bytes: Buffer): void
  end(trailers: readonly string[]): void
  /** 101: the connection is the sink's now, with what already came on it. */
  switched(head: ResponseHead, rest: Buffer): void
}

const maxHead = 65_536
const maxInformation = 32
const nothing = Buffer.alloc(0)

/**
 * Reads the answers of one connection, one request at a time. Strict: anything that is not one answer of
 * HTTP/1.1 to the request that was asked throws an `UpstreamFault`, and the connection is of no more use.
 */
export class ResponseParser {
  #sink: ResponseSink | undefined
  #toHead = false
  #upgradable = false
  #pending: Buffer = nothing
  #head: ResponseHead | undefined
  #left = 0
  #chunks: ChunkDecoder | undefined
  #information = 0
  #began = false

  /** True from the first byte of an answer. */
  get began(): boolean {
    return this.#began
  }

  expect(sink: ResponseSink, method: string, upgradable: boolean): void {
    this.#sink = sink
    this.#toHead = method === 'HEAD'
    this.#upgradable = upgradable
    this.#head = undefined
    this.#began = false
    this.#information = 0
  }

  feed(bytes: Buffer): void {
    let rest = bytes
    while (rest.length > 0) {
      const sink = this.#sink
      if (sink === undefined) throw malformed('bytes that nobody asked for')
      this.#began = true
      rest = this.#head === undefined ? this.#feedHead(sink, rest) : this.#feedBody(sink, rest)
    }
  }

  /** The connection ended. Throws unless that ends the answer as it should. */
  close(): void {
    const sink = this.#sink
    if (sink === undefined) return
    if (this.#head?.framing.kind === 'close') return void this.#finish(sink, [])
    this.#sink = undefined
    throw new UpstreamFault(this.#began ? 'broken' : 'closed', 'the connection ended before the answer')
  }

  #feedHead(sink: ResponseSink, bytes: Buffer): Buffer {
    const all = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes])
    const end = all.indexOf('\r\n\r\n', 0, 'latin1')
    if (end < 0) {
      if (all.length > maxHead) throw malformed('the head is longer than 64 KB')
      this.#pending = all === bytes ? Buffer.from(bytes) : all
      return nothing
    }
    if (end > maxHead) throw malformed('the head is longer than 64 KB')
    this.#pending = nothing
    const head = readHead(all.toString('latin1', 0, end + 2), this.#toHead)
    const rest = all.subarray(end + 4)
    if (head.status < 200) return this.#informed(sink, head, rest)
    return this.#answered(sink, head, rest)
  }

  #informed(sink: ResponseSink, head: ResponseHead, rest: Buffer): Buffer {
    if (head.status === 101) {
      if (!this.#upgradable || head.upgrade === undefined) throw malformed('a 101 that nobody asked for')
      this.#sink = undefined
      sink.switched(head, rest)
      return nothing
    }
    this.#information += 1
    if (this.#information > maxInformation) throw malformed('too many informational answers')
    sink.information(head)
    return rest
  }

  #answered(sink: ResponseSink, head: ResponseHead, rest: Buffer): Buffer {
    const { framing } = head
    if (framing.kind === 'length' && rest.length >= framing.length) {
      this.#sink = undefined
      sink.whole(head, rest.length === framing.length ? rest : rest.subarray(0, framing.length))
      return rest.subarray(framing.length)
    }
    this.#head = head
    if (framing.kind === 'length') this.#left = framing.length
    if (framing.kind === 'chunked') this.#chunks = new ChunkDecoder()
    sink.head(head)
    return rest
  }

  #feedBody(sink: ResponseSink, bytes: Buffer): Buffer {
    const chunks = this.#chunks
    if (chunks !== undefined) {
      const { used, done } = chunks.feed(bytes, (data) => sink.body(data))
      if (done) this.#finish(sink, chunks.trailers)
      return bytes.subarray(used)
    }
    if (this.#head?.framing.kind === 'close') {
      sink.body(bytes)
      return nothing
    }
    const used = Math.min(this.#left, bytes.length)
    this.#left -= used
    sink.body(used === bytes.length ? bytes : bytes.subarray(0, used))
    if (this.#left === 0) this.#finish(sink, [])
    return bytes.subarray(used)
  }

  #finish(sink: ResponseSink, trailers: readonly string[]): void {
    this.#sink = undefined
    this.#head = undefined
    this.#chunks = undefined
    sink.end(trailers)
  }
}
