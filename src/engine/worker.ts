import type { Ms } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'

/** One loop: steps, sleeps as long as the step says, steps again. Only one step runs at a time. */
export type Worker = {
  /** Steps now, or once more when a step is under way. */
  ring(): void
  /** Answers when the step under way has ended; none follows. */
  stop(): Promise<void>
}

/** After a step that failed. */
const patience: Ms = 1_000

/** `step` gives the longest time to sleep; one that throws is told and tried again. */
export const startWorker = (
  clock: Clock,
  step: () => Promise<Ms>,
  failed: (error: unknown) => void,
): Worker => {
  let stopped = false
  let rung = false
  let wake: (() => void) | null = null

  const sleep = (after: Ms): Promise<void> =>
    new Promise((resolve) => {
      if (rung || stopped) return resolve()
      const cancel = clock.wake(Math.max(0, after), () => wake?.())
      wake = () => {
        wake = null
        cancel()
        resolve()
      }
    })

  const loop = async (): Promise<void> => {
    while (!stopped) {
      rung = false
      let after = patience
      try {
        after = await step()
      } catch (error) {
        failed(error)
      }
      await sleep(after)
    }
  }
  const ended = loop()
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    stop: () => {
      stopped = true
      wake?.()
      return ended
    },
  }
}

/** The answer, or null when it takes longer than `most`: nobody may wait for ever for a part that hangs. */
export const within = async <T>(clock: Clock, most: Ms, answer: Promise<T>): Promise<T | null> => {
  let cancel = () => {}
  const late = new Promise<null>((resolve) => {
    cancel = clock.wake(most, () => resolve(null))
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    cancel()
  }
}
