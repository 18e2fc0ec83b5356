import { ProblemError } from '../kernel/problem.ts'
import type { RunKey } from '../ports/supervision.ts'
import { addressOf } from './inherited.ts'
import type { Keeper } from './keeper.ts'
import { type Claim, claimFreePort, claimPort } from './ports.ts'
import { bindSocket, parseAddress, type TcpHandle } from './sockets.ts'

export const innerAddress = (port: number): string => `127.0.0.1:${port}`

/**
 * The sockets that the data plane serves, held open here, so that a killed data plane refuses nobody: the kernel goes
 * on queueing connections on our descriptor until the next one accepts them.
 */
export class Holder {
  readonly #keeper: Keeper
  readonly #held = new Map<string, TcpHandle>()
  readonly #claims = new Map<number, Claim>()
  readonly #inherited = new Set<string>()

  constructor(keeper: Keeper) {
    this.#keeper = keeper
  }

  addresses(): readonly string[] {
    return [...this.#held.keys()]
  }

  /** Keeps a socket that this process was started with: also while nobody serves it, since others hold it too. */
  inherit(address: string, handle: TcpHandle): void {
    this.#inherited.add(address)
    this.#held.set(address, handle)
  }

  /** An inherited socket that gets what comes to the address: that of every address counts for each. */
  #inheritedFor(address: string): TcpHandle | undefined {
    const parsed = parseAddress(address)
    if (parsed === undefined) return undefined
    const { host, port } = parsed
    const every = [...(host === '0.0.0.0' || host === '::' ? [`[::]:${port}`, `0.0.0.0:${port}`] : [])]
    const exact = addressOf({ address: host, port })
    const found = [exact, ...every].find((one) => this.#inherited.has(one))
    return found === undefined ? undefined : this.#held.get(found)
  }

  /** The bound socket of an address. Throws `address-taken`, `address-refused`. */
  hold(address: string): TcpHandle {
    const held = this.#held.get(address) ?? this.#inheritedFor(address)
    if (held !== undefined) return held
    const bound = bindSocket(address)
    if ('problem' in bound) throw new ProblemError(bound.problem)
    this.#held.set(address, bound.handle)
    return bound.handle
  }

  /** Keeps a socket that the data plane handed back: the one that it really listens on. */
  take(address: string, handle: TcpHandle): void {
    this.#held.get(address)?.close()
    this.#held.set(address, handle)
  }

  /** Closes an address that is served no more; inner ones live as long as their runs. */
  dropPublic(address: string): void {
    if (this.#inherited.has(address)) return
    if (!Object.values(this.#keeper.state.inner).some((port) => innerAddress(port) === address))
      this.#drop(address)
  }

  #drop(address: string): void {
    this.#held.get(address)?.close()
    this.#held.delete(address)
  }

  /** The inner port of a run, durable and bound before it is told. The same for every call with the same key. */
  async reserve(key: RunKey): Promise<number> {
    const known = this.#keeper.state.inner[key]
    if (known !== undefined) return known
    const claim = await this.#claimBindable()
    const meanwhile = this.#keeper.state.inner[key]
    if (meanwhile !== undefined) {
      this.#release(claim.port, claim)
      return meanwhile
    }
    this.#claims.set(claim.port, claim)
    try {
      this.#keeper.request(() => {
        this.#keeper.state.inner[key] = claim.port
        return () => {
          delete this.#keeper.state.inner[key]
        }
      })
    } catch (error) {
      this.#release(claim.port, claim)
      throw error
    }
    return claim.port
  }

  /** Gives the inner port of a gone run back; the caller saves. */
  release(key: RunKey): void {
    const port = this.#keeper.state.inner[key]
    if (port === undefined) return
    delete this.#keeper.state.inner[key]
    this.#release(port, this.#claims.get(port))
  }

  /** Binds again the inner ports of an earlier life that nobody handed back; those still taken are answered. */
  async rebind(): Promise<readonly number[]> {
    const missing: number[] = []
    for (const port of Object.values(this.#keeper.state.inner)) {
      if (!this.#claims.has(port)) {
        const claim = await claimPort(port)
        if (claim !== undefined) this.#claims.set(port, claim)
      }
      try {
        this.hold(innerAddress(port))
      } catch {
        missing.push(port)
      }
    }
    return missing
  }

  async #claimBindable(): Promise<Claim> {
    for (;;) {
      const claim = await claimFreePort()
      try {
        this.hold(innerAddress(claim.port))
        return claim
      } catch {
        claim.release()
      }
    }
  }

  #release(port: number, claim: Claim | undefined): void {
    this.#drop(innerAddress(port))
    claim?.release()
    this.#claims.delete(port)
  }
}
