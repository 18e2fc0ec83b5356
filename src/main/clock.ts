import type { Clock } from '../ports/clock.ts'

/** The machine's clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  wake: (after, call) => {
    const timer = setTimeout(call, Math.min(Math.max(0, after), 2_147_483_647))
    return () => clearTimeout(timer)
  },
}
