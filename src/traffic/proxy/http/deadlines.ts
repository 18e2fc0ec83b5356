/** Something that must not take for ever. `now` is `performance.now()`. */
export interface Timed {
  check(now: number): void
}

const period = 50

/** Watches everything under way with one timer: a timer per request costs more than the request's own parsing. */
export class Deadlines {
  readonly #watched = new Set<Timed>()
  #timer: NodeJS.Timeout | undefined

  add(timed: Timed): void {
    this.#watched.add(timed)
    this.#timer ??= setInterval(() => this.#tick(), period)
  }

  remove(timed: Timed): void {
    this.#watched.delete(timed)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    const now = performance.now()
    for (const timed of this.#watched) timed.check(now)
    if (this.#watched.size === 0) this.close()
  }
}
