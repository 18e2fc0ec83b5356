import { Pool } from './pool.ts'

const failuresInARow = 5
const firstBackoff = 1_000
const longestBackoff = 30_000

/** One instance as the data plane uses it: its connections, what is in flight, and how it did lately. */
export class InstanceTarget {
  readonly id: string
  readonly port: number
  readonly pool: Pool
  /** `ready`: asked. `last-resort`: asked where nobody is ready. `off`: gets nothing new. */
  use: 'ready' | 'last-resort' | 'off' = 'off'
  inFlight = 0
  /** Told when nothing is in flight any more. */
  readonly #emptied: () => void
  #failures = 0
  #backoff = firstBackoff
  #asideUntil = 0

  constructor(id: string, port: number, emptied: () => void) {
    this.id = id
    this.port = port
    this.pool = new Pool(port)
    this.#emptied = emptied
  }

  begin(): void {
    this.inFlight += 1
  }

  end(): void {
    this.inFlight -= 1
    if (this.inFlight === 0) this.#emptied()
  }

  aside(now: number): boolean {
    return now < this.#asideUntil
  }

  succeeded(): void {
    if (this.#failures === 0) return
    this.#failures = 0
    this.#backoff = firstBackoff
  }

  /** After five in a row it wants to be set aside; whoever balances decides whether it may be. */
  failed(now: number, mayLeave: () => boolean): void {
    this.#failures += 1
    if (this.#failures < failuresInARow || this.aside(now) || !mayLeave()) return
    this.#asideUntil = now + this.#backoff
    this.#backoff = Math.min(longestBackoff, this.#backoff * 2)
    // Back again it is on trial: one more failure sets it aside for longer.
    this.#failures = failuresInARow - 1
  }
}
