import type { Clock, Ids } from '../ports/clock.ts'

export type FakeClock = Clock & {
  /** Lets time pass, timer by timer, until the condition holds; throws after `most` milliseconds of fake time. */
  until(condition: () => boolean | Promise<boolean>, most?: number): Promise<void>
  /** Lets that much time pass. */
  pass(ms: number): Promise<void>
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Time that stands still until it is asked to pass: what waits is called in order, one timer at a time. */
export const fakeClock = (start = 1_700_000_000_000): FakeClock => {
  let now = start
  let last = 0
  const timers = new Map<number, { at: number; call: () => void }>()
  const next = () => [...timers].sort(([a, one], [b, other]) => one.at - other.at || a - b)[0]
  const advance = async (limit: number): Promise<boolean> => {
    for (let turn = 0; turn < 4; turn += 1) await settle()
    const due = next()
    if (due === undefined || due[1].at > limit) return false
    const [id, timer] = due
    timers.delete(id)
    now = Math.max(now, timer.at)
    timer.call()
    return true
  }
  return {
    now: () => now,
    monotonic: () => now - start,
    wake: (after, call) => {
      last += 1
      const id = last
      timers.set(id, { at: now + Math.max(0, after), call })
      return () => timers.delete(id)
    },
    until: async (condition, most = 3_600_000) => {
      const limit = now + most
      for (;;) {
        await settle()
        if (await condition()) return
        if (!(await advance(limit))) throw new Error(`it did not happen within ${most} ms of fake time`)
      }
    },
    pass: async (ms) => {
      const limit = now + ms
      while (await advance(limit)) await settle()
      now = limit
    },
  }
}

/** Ids that sort in the order they are drawn. */
export const fakeIds = (): Ids => {
  let drawn = 0
  const next = () => {
    drawn += 1
    return String(drawn)
  }
  return { next: () => next().padStart(26, '0'), secret: () => next().padStart(32, 'f') }
}
