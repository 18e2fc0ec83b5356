/** Looks at instances that are well, of all of them together, in a second. */
const looksASecond = 8
const minute = 60_000

/**
 * How often instances that are well are looked at: each about every second while they are few, less often where they
 * are many, so that fifty applications at rest cost no more than a handful does. An end of a process is heard of at
 * once in any case, and an edge that is refused by an instance tries another one.
 */
export class Pace {
  #instances = 0

  /** Counts one more instance; the answer takes it out again. */
  enter(): () => void {
    this.#instances += 1
    return () => {
      this.#instances -= 1
    }
  }

  /** Milliseconds between two looks at one instance that is well: never less than `least`, never more than `most`. */
  between(least: number, most = minute): number {
    return Math.min(Math.max(least, (this.#instances * 1_000) / looksASecond), Math.max(least, most))
  }
}

/** Looks that come due within so many milliseconds begin at once: each alone would wake the process several times. */
const grid = 250

/** Milliseconds until a look that is due after `wait`, moved to the next moment at which others begin too. */
export const together = (wait: number, now = performance.now()): number =>
  Math.ceil((now + wait) / grid) * grid - now

/** Of this process. */
export const pace = new Pace()
