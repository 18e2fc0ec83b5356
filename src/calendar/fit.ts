import type { Strategy } from '../config/types.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { dayLength } from './dates.ts'
import type { Calendar } from './types.ts'
import { closingOf, segmentAt, windowsFrom } from './windows.ts'

/** What a rollout takes to its watch at the least: blue-green moves everybody at once. */
export const leastTaking = (strategy: Strategy): Ms =>
  strategy.kind === 'canary' ? strategy.steps.length * strategy.atLeast : 0

/** How far is looked for a window that is long enough, freezes aside. */
export const fitDays = 28

/**
 * Whether something that starts now and takes so long ends inside the window. Its end widens, too, so that it has to
 * lie before the closing: what takes no time fits wherever the window is open.
 */
export const fits = (calendar: Calendar, start: Instant, takes: Ms): boolean => {
  if (segmentAt(calendar, start)?.open !== true) return false
  const closes = closingOf(calendar, start)
  return closes === null || start + takes < closes
}

export type Fit =
  | { readonly starts: Instant }
  /** `longest`: the longest window that was seen, in milliseconds. `why`: none is long enough, or all are frozen. */
  | { readonly starts: null; readonly longest: Ms; readonly why: 'too-short' | 'frozen' }

const search = (calendar: Calendar, at: Instant, takes: Ms, until: Instant): Fit => {
  let longest = 0
  for (const window of windowsFrom(calendar, at)) {
    const starts = Math.max(at, window.from)
    if (starts > until) break
    longest = Math.max(longest, window.until - window.from)
    if (starts + takes < window.until) return { starts }
  }
  return { starts: null, longest, why: 'too-short' }
}

/**
 * The first instant, not before `at`, at which it fits: within 28 days, freezes aside, and then whenever a freeze lets
 * it.
 */
export const nextFit = (calendar: Calendar, at: Instant, takes: Ms): Fit => {
  const free = search(calendar.unfrozen(), at, takes, at + fitDays * dayLength)
  if (free.starts === null || calendar.freezes.length === 0) return free
  const found = search(calendar, at, takes, Number.POSITIVE_INFINITY)
  return found.starts === null ? { ...found, why: 'frozen' } : found
}
