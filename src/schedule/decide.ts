import { parseCron } from '../config/cron.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { dueBetween, nextRun } from './due.ts'

export type Schedule = { readonly at: string; readonly timeZone: string; readonly runLate: boolean }

/** Runs that were not begun: how many, from when to when, and whether since the one before still ran. */
export type Missed = {
  readonly count: number
  readonly first: Instant
  readonly last: Instant
  readonly why: 'away' | 'still-running'
}

export type Turn = {
  /** Of the run that begins now; null: none. */
  readonly begin: Instant | null
  readonly missed: Missed | null
  /** The next run; null: it never comes. */
  readonly next: Instant | null
}

/** A run that is begun later than this was missed. */
const late: Ms = 60_000

/**
 * What is due since `considered`: at most one run begins, never beside one that still runs; what was missed is said, and
 * only with `runLate` is the last of it made up for.
 */
export const decideSchedule = (
  schedule: Schedule,
  considered: Instant,
  running: boolean,
  now: Instant,
): Turn => {
  const cron = parseCron(schedule.at)
  if (cron === undefined) return { begin: null, missed: null, next: null }
  const { count, first, last } = dueBetween(cron, schedule.timeZone, considered, now)
  const next = nextRun(cron, schedule.timeZone, Math.max(considered, now))
  if (first === null || last === null) return { begin: null, missed: null, next }
  const wants = now - last <= late || schedule.runLate
  if (wants && !running) {
    const missed = count === 1 ? null : { count: count - 1, first, last: first, why: 'away' as const }
    return { begin: last, missed, next }
  }
  return { begin: null, missed: { count, first, last, why: running ? 'still-running' : 'away' }, next }
}
