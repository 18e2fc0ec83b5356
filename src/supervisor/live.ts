import { setTimeout as sleep } from 'node:timers/promises'
import type { Problem } from '../kernel/problem.ts'
import type { Looked } from './probe.ts'

/** Between two looks, in milliseconds, and how many misses in a row make a dead instance. */
export const liveEvery = 10_000
const most = 3

/**
 * Looks every ten seconds until the signal aborts, from a random moment of the first ten on, so that many instances
 * never answer at once. `dead` is told once, after three misses in a row.
 */
export const checkLiveness = async (
  look: () => Promise<Looked>,
  dead: (problem: Problem) => void,
  signal: AbortSignal,
  every = liveEvery,
): Promise<void> => {
  const pause = (time: number) => sleep(time, undefined, { signal, ref: false }).catch(() => undefined)
  await pause(every * (0.5 + Math.random() / 2))
  for (let misses = 0; !signal.aborted; ) {
    const { problem } = await look()
    if (signal.aborted) return
    misses = problem === undefined ? 0 : misses + 1
    if (problem !== undefined && misses >= most) return dead(problem)
    await pause(every)
  }
}
