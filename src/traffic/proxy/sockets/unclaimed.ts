import { createServer, type Server, type Socket } from 'node:net'
import { type Handle, listening, parseAddress, type Sockets } from './listeners.ts'

/** Nobody has more to say here, in milliseconds. */
const patience = 5_000
const mostConnections = 1_000
/** The first byte of a TLS record that begins a handshake (RFC 8446, section 5.1). */
const handshake = 0x16
/** A fatal alert, unrecognized_name: no host is known here (RFC 8446, section 6.2). */
const alert = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x70])

const body = '503 nothing is served here yet · rien n’est encore servi ici\n'
const answer = [
  'HTTP/1.1 503 Service Unavailable',
  'Content-Type: text/plain; charset=utf-8',
  'Cache-Control: no-store',
  'Retry-After: 30',
  'Connection: close',
  `Content-Length: ${Buffer.byteLength(body)}`,
  '',
  body,
].join('\r\n')

const take = (socket: Socket): void => {
  socket.setTimeout(patience, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.once('data', (first: Buffer) => {
    socket.end(first[0] === handshake ? alert : answer)
    // What else it says is read away: closed with unread bytes, it might lose the answer.
    socket.resume()
  })
}

const portOf = (address: string): number | undefined => parseAddress(address)?.port

/**
 * The public sockets on which the service manager listens and that no release has: whoever comes is told so, at once,
 * instead of waiting for ever. Stands before the sockets of others, and lets go of what they want.
 */
export class Unclaimed implements Sockets {
  readonly #sockets: Sockets
  readonly #servers = new Map<string, Server>()
  readonly #opening = new Set<string>()
  readonly #wanted = new Set<string>()

  constructor(sockets: Sockets) {
    this.#sockets = sockets
  }

  async want(address: string): Promise<Handle | undefined> {
    this.#wanted.add(address)
    for (const open of this.#servers.keys()) if (portOf(open) === portOf(address)) this.#letGo(open)
    try {
      return await this.#sockets.want(address)
    } catch (error) {
      this.#wanted.delete(address)
      throw error
    }
  }

  drop(address: string): void {
    this.#wanted.delete(address)
    this.#sockets.drop(address)
  }

  /** All such sockets that there are; those whose port is of `others` are left to them. */
  sync(addresses: readonly string[], others: Iterable<string>): void {
    for (const open of this.#servers.keys()) if (!addresses.includes(open)) this.#letGo(open)
    const left = new Set([...others].map(portOf))
    for (const address of addresses) {
      if (this.#servers.has(address) || this.#opening.has(address)) continue
      if (left.has(portOf(address)) || this.#isWanted(address)) continue
      this.#opening.add(address)
      this.#open(address)
        // Tried again with the next look.
        .catch(() => undefined)
        .finally(() => this.#opening.delete(address))
    }
  }

  close(): void {
    for (const address of this.#servers.keys()) this.#letGo(address)
  }

  #isWanted(address: string): boolean {
    return [...this.#wanted].some((one) => portOf(one) === portOf(address))
  }

  async #open(address: string): Promise<void> {
    const handle = await this.#sockets.want(address)
    // Not handed: it is not ours to bind.
    if (handle === undefined) return
    if (this.#wanted.has(address)) return
    if (this.#isWanted(address)) return void this.#sockets.drop(address)
    const server = createServer(take)
    server.maxConnections = mostConnections
    await listening(server, handle)
    this.#servers.set(address, server)
    if (this.#isWanted(address)) this.#letGo(address)
  }

  #letGo(address: string): void {
    this.#servers.get(address)?.close()
    this.#servers.delete(address)
    this.#sockets.drop(address)
  }
}
