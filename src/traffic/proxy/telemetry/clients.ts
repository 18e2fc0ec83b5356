const within = 30_000
const maxErring = 65_536
const maxSeen = 262_144

/**
 * Clients whose error was counted in the last 30 s: a further one is a repeat (JUDGE, "What counts"). Bounded: the
 * one counted longest ago is forgotten first.
 */
export class Erring {
  /** In the order in which they were counted. */
  readonly #counted = new Map<number, number>()

  /** Whether an error of this client at `now` (milliseconds that never go back) is a repeat; if not, it is counted. */
  repeats(client: number, now: number): boolean {
    const last = this.#counted.get(client)
    if (last !== undefined && now - last < within) return true
    this.#counted.delete(client)
    for (const [oldest, at] of this.#counted) {
      if (this.#counted.size < maxErring && now - at < within) break
      this.#counted.delete(oldest)
    }
    this.#counted.set(client, now)
    return false
  }

  clear(): void {
    this.#counted.clear()
  }

  get size(): number {
    return this.#counted.size
  }
}

/**
 * Distinct clients of one generation, each told once, as an open table of 32-bit numbers (2 MB at most). Full, it
 * counts nobody more, on either side alike, so that the ratio of the sides stays what it was.
 */
export class Seen {
  #slots = new Uint32Array(1_024)
  #count = 0

  /** True the first time that a client is seen. */
  first(client: number): boolean {
    if (this.#count >= maxSeen) return false
    if (this.#count * 2 >= this.#slots.length) this.#grow()
    if (!this.#insert(client === 0 ? 1 : client)) return false
    this.#count += 1
    return true
  }

  clear(): void {
    this.#slots = new Uint32Array(1_024)
    this.#count = 0
  }

  #insert(client: number): boolean {
    const mask = this.#slots.length - 1
    for (let at = client & mask; ; at = (at + 1) & mask) {
      const held = this.#slots[at]
      if (held === client) return false
      if (held === 0) {
        this.#slots[at] = client
        return true
      }
    }
  }

  #grow(): void {
    const before = this.#slots
    this.#slots = new Uint32Array(before.length * 2)
    for (const client of before) if (client !== 0) this.#insert(client)
  }
}
