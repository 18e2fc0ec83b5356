/** Tells everybody who waits that something new was recorded. A ring is never missed: waiting compares numbers. */
export type Bell = {
  ring(): void
  /** How often it has rung. */
  count(): number
  /** Answers when it has rung more than `after` times, or when the signal aborts. */
  next(after: number, signal: AbortSignal): Promise<void>
}

/** `also` hears every ring, for whoever stands outside. */
export const bellOf = (also: () => void): Bell => {
  let rung = 0
  const waiting = new Set<() => void>()
  return {
    ring: () => {
      rung += 1
      for (const wake of [...waiting]) wake()
      also()
    },
    count: () => rung,
    next: (after, signal) =>
      new Promise<void>((resolve) => {
        if (rung > after || signal.aborted) return resolve()
        const done = () => {
          waiting.delete(done)
          signal.removeEventListener('abort', done)
          resolve()
        }
        waiting.add(done)
        signal.addEventListener('abort', done, { once: true })
      }),
  }
}
