/** Whoever sends less than this in the time that a client may be silent keeps a place for nothing. */
const least = 1_024

/** Whether a body still comes fast enough: a client that sends a byte now and then is no better than a silent one. */
export class Pace {
  #since: number | undefined
  #then = 0

  /** `received`: bytes so far; `now` and `patience` in milliseconds. Asked only while the client is to send. */
  tooSlow(received: number, now: number, patience: number): boolean {
    this.#since ??= now
    if (now - this.#since < patience) return false
    const slow = received - this.#then < least
    this.#since = now
    this.#then = received
    return slow
  }
}
