import { UpstreamConnection } from './connection.ts'

const maxIdle = 256

/** The connections to one instance: the last used is used first, so that the others age out. */
export class Pool {
  readonly #port: number
  readonly #idle: UpstreamConnection[] = []
  readonly #all = new Set<UpstreamConnection>()

  constructor(port: number) {
    this.#port = port
  }

  get size(): number {
    return this.#all.size
  }

  /** A connection for one request: one that rests and is young enough, or a new one. */
  take(now: number, repeatable: boolean): UpstreamConnection {
    for (let resting = this.#idle.pop(); resting !== undefined; resting = this.#idle.pop()) {
      if (!resting.fresh(now)) resting.destroy()
      else if (repeatable || resting.safe(now)) return resting
      else {
        this.#idle.push(resting)
        break
      }
    }
    return this.fresh()
  }

  /** A new connection, whatever rests. */
  fresh(): UpstreamConnection {
    const connection = new UpstreamConnection(this.#port, (closed) => this.#forget(closed))
    this.#all.add(connection)
    return connection
  }

  give(connection: UpstreamConnection, now: number, idleHint: number | undefined): void {
    connection.rest(now, idleHint)
    if (this.#idle.length >= maxIdle || !connection.fresh(now)) connection.destroy()
    else this.#idle.push(connection)
  }

  /** Lets go of connections that rested too long. */
  sweep(now: number): void {
    const old = this.#idle.findIndex((connection) => connection.fresh(now))
    for (const connection of this.#idle.splice(0, old < 0 ? this.#idle.length : old)) connection.destroy()
  }

  /** Ends what rests; with `all`, also what is under way. */
  close(all: boolean): void {
    for (const connection of this.#idle.splice(0)) connection.destroy()
    if (all) for (const connection of this.#all) connection.socket.destroy()
  }

  #forget(connection: UpstreamConnection): void {
    this.#all.delete(connection)
    const at = this.#idle.indexOf(connection)
    if (at >= 0) this.#idle.splice(at, 1)
  }
}
