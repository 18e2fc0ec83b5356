import { isIPv6, type Server } from 'node:net'
import { ProblemError } from '../../../kernel/problem.ts'
import type { Deadlines } from '../http/deadlines.ts'
import { type Destination, Front } from '../http/front.ts'
import type { Secure } from '../http/server.ts'
import { cannotListen, socketNotHanded } from '../messages.ts'

const backlog = 4_096
const patience = 5_000

/** A listening socket as Node's core passes it between processes: bound, not yet read. */
export type Handle = object

/** Whoever holds the listening sockets while the data plane is killed or replaced. */
export type Sockets = {
  /** The bound socket of an address; undefined: bind it here. Throws `address-taken`, `address-refused`. */
  want(address: string): Promise<Handle | undefined>
  /** Nobody serves the address any more. */
  drop(address: string): void
}

/** `HOST:PORT` or `[IPV6]:PORT`; undefined when it is neither. */
export const parseAddress = (
  address: string,
): { readonly host: string; readonly port: number } | undefined => {
  const at = address.lastIndexOf(':')
  const port = Number(address.slice(at + 1))
  if (at < 0 || !/^\d{1,5}$/.test(address.slice(at + 1)) || port > 65_535) return undefined
  const host = address.slice(0, at).replace(/^\[(.*)\]$/, '$1')
  if (host.includes(':') && !isIPv6(host)) return undefined
  return { host: host === '' || host === '*' ? '0.0.0.0' : host === 'localhost' ? '127.0.0.1' : host, port }
}

/** The addresses that are served, each by a front of its own. */
export class Listeners {
  readonly #fronts = new Map<string, Front>()
  readonly #opening = new Map<string, Promise<void>>()
  readonly #sockets: Sockets
  readonly #deadlines: Deadlines

  constructor(sockets: Sockets, deadlines: Deadlines) {
    this.#sockets = sockets
    this.#deadlines = deadlines
  }

  get addresses(): readonly string[] {
    return [...this.#fronts.keys()]
  }

  has(address: string): boolean {
    return this.#fronts.has(address)
  }

  /** Whether it is open, with TLS or without. */
  speaks(address: string, secure: boolean): boolean {
    return this.#fronts.get(address)?.secure === secure
  }

  front(address: string): Front | undefined {
    return this.#fronts.get(address)
  }

  /** Listens on an address, or gives one that is open a new destination. Throws `address-taken` and its like. */
  async open(address: string, destination: Destination, secure?: Secure): Promise<void> {
    await this.#opening.get(address)?.catch(() => undefined)
    const known = this.#fronts.get(address)
    if (known !== undefined && known.secure === (secure !== undefined)) {
      known.destination = destination
      return
    }
    // It speaks otherwise from now on. Whoever holds the socket lets nobody be refused in between.
    this.#fronts.delete(address)
    known?.retire()
    const opening = this.#open(address, destination, secure).finally(() => this.#opening.delete(address))
    this.#opening.set(address, opening)
    await opening
  }

  /** Accepts nobody new on an address; what is under way goes on. */
  close(address: string): void {
    const front = this.#fronts.get(address)
    if (front === undefined) return
    this.#fronts.delete(address)
    front.retire()
    this.#sockets.drop(address)
  }

  /** Accepts nobody new anywhere; the held sockets stay with whoever holds them. */
  retire(): void {
    for (const front of this.#fronts.values()) front.retire()
    this.#fronts.clear()
  }

  async #open(address: string, destination: Destination, secure: Secure | undefined): Promise<void> {
    const parsed = parseAddress(address)
    if (parsed === undefined) throw new ProblemError(cannotListen(address, 'EINVAL'))
    const handle = await inTime(this.#sockets.want(address), address)
    const front = new Front(destination, this.#deadlines, secure)
    try {
      await listening(front.server, handle ?? { host: parsed.host, port: parsed.port })
    } catch (error) {
      this.#sockets.drop(address)
      throw new ProblemError(
        cannotListen(address, (error as NodeJS.ErrnoException).code ?? String(error)),
        error,
      )
    }
    this.#fronts.set(address, front)
  }
}

/** Ends when the server listens. Throws what the system says. */
export const listening = (server: Server, where: Handle | { host: string; port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    const done = (): void => {
      server.off('error', reject)
      server.on('error', () => {})
      resolve()
    }
    if ('port' in where) server.listen({ ...where, backlog }, done)
    else server.listen(where, backlog, done)
  })

const inTime = <T>(asked: Promise<T>, address: string): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ProblemError(socketNotHanded(address))), patience)
    asked.then(resolve, reject).finally(() => clearTimeout(timer))
  })
