import type { Instant, Ms } from '../kernel/time.ts'
import { dayLength } from './dates.ts'
import type { Calendar, Span } from './types.ts'
import { windowsFrom } from './windows.ts'

/** How far a loosening is looked for. */
export const comparedDays = 400

const within = (calendar: Calendar, from: Instant, until: Instant): readonly Span[] => {
  const found: Span[] = []
  for (const window of windowsFrom(calendar, from)) {
    if (window.from >= until) break
    found.push({ from: Math.max(window.from, from), until: Math.min(window.until, until) })
  }
  return found
}

/** What of `left` no span of `right` covers; both in order, none touching the next. */
const without = (left: readonly Span[], right: readonly Span[]): readonly Span[] => {
  const rest: Span[] = []
  let index = 0
  for (const { from, until } of left) {
    let at = from
    while ((right[index]?.until ?? Number.POSITIVE_INFINITY) <= at) index += 1
    for (let next = index; at < until; next += 1) {
      const cover = right[next]
      if (cover === undefined || cover.from >= until) {
        rest.push({ from: at, until })
        break
      }
      if (cover.from > at) rest.push({ from: at, until: cover.from })
      at = Math.max(at, cover.until)
    }
  }
  return rest
}

export type Opened = { readonly first: Span; readonly total: Ms }

/**
 * Minutes that `after` has open in the next 400 days and `before` has not: a loosening. Null where there is none.
 * Freezes count: pass calendars without those of the running server.
 */
export const opened = (before: Calendar, after: Calendar, from: Instant): Opened | null => {
  const until = from + comparedDays * dayLength
  const spans = without(within(after, from, until), within(before, from, until))
  const [first] = spans
  if (first === undefined) return null
  return { first, total: spans.reduce((sum, one) => sum + one.until - one.from, 0) }
}
