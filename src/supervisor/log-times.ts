import { appendFileSync, copyFileSync, rmSync, statSync, truncateSync } from 'node:fs'

/** Marks of one log are never longer than this: the oldest half is given up. */
const longest = 4 * 1_048_576
const marked = new Map<string, number>()

/**
 * Lines have no time of their own. Beside a log stands `LOG.times`: one line `BYTES INSTANT` each time it was seen to
 * have grown, at most once a second: what stands before that byte was written by that instant.
 */
export const timesOf = (log: string): string => `${log}.times`

/** Marks how long the log is now, where it is longer than at the last look. `size`: as just seen. */
export const markTime = (log: string, size: number, now: number, keeps: (work: () => void) => void): void => {
  if (marked.get(log) === size || size === 0) return
  marked.set(log, size)
  keeps(() => {
    try {
      const path = timesOf(log)
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > longest) truncateSync(path, 0)
      appendFileSync(path, `${size} ${now}\n`, { mode: 0o600 })
    } catch {
      // A log without times is still a log.
    }
  })
}

/** The marks go with the copy that rotation makes; the log's own begin anew. */
export const rotateTimes = (log: string): void => {
  marked.delete(log)
  try {
    copyFileSync(timesOf(log), `${timesOf(log)}.1`)
    truncateSync(timesOf(log), 0)
  } catch {
    rmSync(timesOf(log), { force: true })
  }
}

export const forgetTimes = (log: string): void => {
  marked.delete(log)
  for (const path of [timesOf(log), `${timesOf(log)}.1`]) rmSync(path, { force: true })
}
