import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { ProblemError } from '../kernel/problem.ts'
import { cutOff, notThere } from './messages.ts'
import type { Answer } from './types.ts'

type Waiting = {
  readonly hear: (value: unknown) => void
  readonly fail: (error: Error) => void
  readonly stays: boolean
}

/**
 * One connection to a socket of JSON lines, opened at the first call and again after it broke. Calls that were under
 * way when it broke fail with `connection-lost`: they may or may not have had their effect; all of ours are idempotent.
 */
export class LinesClient {
  readonly #path: string
  #socket: Socket | null = null
  #last = 0
  readonly #waiting = new Map<number, Waiting>()

  constructor(path: string) {
    this.#path = path
  }

  /** One request, one answer. Throws the other side's problems, `not-there` or `connection-lost`. */
  call<T>(op: string, members: Readonly<Record<string, unknown>> = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#send(op, members, { hear: (value) => resolve(value as T), fail: reject, stays: false })
    })
  }

  /** Hears every line of a subscription until the signal aborts; ends in `lost` when the connection breaks. */
  subscribe(
    op: string,
    members: Readonly<Record<string, unknown>>,
    hear: (value: unknown) => void,
    lost: (error: Error) => void,
  ): () => void {
    const id = this.#send(op, members, { hear, fail: lost, stays: true })
    return () => this.#waiting.delete(id)
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = null
  }

  #send(op: string, members: Readonly<Record<string, unknown>>, waiting: Waiting): number {
    this.#last += 1
    const id = this.#last
    this.#waiting.set(id, waiting)
    this.#open().write(`${JSON.stringify({ ...members, id, op })}\n`)
    return id
  }

  #open(): Socket {
    if (this.#socket !== null) return this.#socket
    const socket = connect({ path: this.#path })
    this.#socket = socket
    let cause: Error | undefined
    socket.on('error', (error) => {
      cause = error
    })
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = null
      const lost = [...this.#waiting.values()]
      this.#waiting.clear()
      const error = new ProblemError(isAbsent(cause) ? notThere(this.#path) : cutOff(this.#path), cause)
      for (const one of lost) one.fail(error)
    })
    const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })
    // It repeats its input's errors, and one that nobody hears ends the process.
    lines.on('error', () => {})
    lines.on('line', (line) => this.#hear(line))
    return socket
  }

  #hear(line: string): void {
    const answer = JSON.parse(line) as Answer
    const waiting = this.#waiting.get(answer.id)
    if (waiting === undefined) return
    if (!waiting.stays) this.#waiting.delete(answer.id)
    if (answer.ok) waiting.hear(answer.value)
    else waiting.fail(new ProblemError(answer.problems))
  }
}

const isAbsent = (error: Error | undefined): boolean => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code === 'ENOENT' || code === 'ECONNREFUSED'
}
