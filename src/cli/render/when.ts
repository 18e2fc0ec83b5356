import type { Instant } from '../../kernel/time.ts'

const two = (n: number): string => String(n).padStart(2, '0')

/** A local time of day, with its date where that is another day: `14:02:11`, `2026-11-24 14:02`. */
export const when = (at: Instant, now: Instant): string => {
  const then = new Date(at)
  const today = new Date(now)
  const time = `${two(then.getHours())}:${two(then.getMinutes())}`
  if (then.toDateString() === today.toDateString()) return `${time}:${two(then.getSeconds())}`
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`
}

/** A sentence with its instants (`2026-11-25T14:02:11Z`, UTC) as the viewer's clock shows them. */
export const here = (sentence: string, now: Instant): string =>
  sentence.replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (instant) => when(Date.parse(instant), now))
