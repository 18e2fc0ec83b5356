import type { Instant } from '../kernel/time.ts'
import { type Day, dayLength } from './dates.ts'
import * as words from './messages.ts'
import { openOn, startOf } from './segments.ts'
import type { Answer, Calendar, Segment, Span } from './types.ts'

/** Days without any opening after which no more are looked at: ten years. Days that a freeze covers are not counted. */
const horizon = 3_660
/** The last day of the year 9999. */
const lastDay = 2_932_896
/** A window that is open longer than this counts as one that does not close. */
const longestWindow = 400

/** The date that the wall's clock shows; where it went back over midnight, the one that it had reached. */
export const dayAt = ({ zone }: Calendar, at: Instant): Day => {
  const day = Math.floor(zone.wallAt(at) / dayLength)
  return at >= startOf(zone, day + 1) ? day + 1 : day
}

export const segmentAt = (calendar: Calendar, at: Instant): Segment | undefined => {
  const segments = calendar.segmentsOn(dayAt(calendar, at))
  return segments.find(({ until }) => at < until)
}

/** Where the freezes that cover a day wholly end; the day itself where none does. */
const thawed = ({ freezes, zone }: Calendar, day: Day): Day => {
  const midnight = day * dayLength
  const near = freezes.some((one) => one.from <= midnight + dayLength && one.until >= midnight)
  if (!near) return day
  const [from, until] = [startOf(zone, day), startOf(zone, day + 1)]
  const ends = freezes.filter((one) => one.from <= from && one.until >= until).map((one) => one.until)
  const end = Math.max(...ends)
  if (ends.length === 0) return day
  return Number.isFinite(end) && end / dayLength < lastDay
    ? Math.floor(zone.wallAt(end) / dayLength)
    : lastDay + 1
}

/** The first instant, not before `at`, that is in a window; null where ten years bring none. */
export const nextOpening = (calendar: Calendar, at: Instant): Instant | null => {
  let day = dayAt(calendar, at)
  for (let quiet = 0; day <= lastDay && quiet <= horizon; quiet += 1) {
    const open =
      openOn(calendar, day).length === 0
        ? undefined
        : calendar.segmentsOn(day).find((one) => one.open && one.until > at)
    if (open !== undefined) return Math.max(open.from, at)
    day = Math.max(day + 1, thawed(calendar, day + 1))
  }
  return null
}

/** When the window that holds an instant closes: null where it does not; the instant itself where it is closed. */
export const closingOf = (calendar: Calendar, at: Instant): Instant | null => {
  let closes = at
  for (let day = dayAt(calendar, at); closes - at <= longestWindow * dayLength; day += 1) {
    for (const { from, until, open } of calendar.segmentsOn(day)) {
      if (until <= closes) continue
      if (!open || from > closes) return closes
      closes = until
    }
  }
  return null
}

/**
 * Windows from an instant on, in order; what touches is one, and the one that is open then begins there. One that
 * does not close has an infinite end, and is the last.
 */
export function* windowsFrom(calendar: Calendar, from: Instant): Generator<Span> {
  let at = nextOpening(calendar, from)
  while (at !== null) {
    const closes = closingOf(calendar, at)
    yield { from: at, until: closes ?? Number.POSITIVE_INFINITY }
    at = closes === null ? null : nextOpening(calendar, closes)
  }
}

/** Of a stretch every instant has the same answer. */
const answers = new WeakMap<Segment, Answer>()

/** Whether a rollout may start or widen at an instant, why not, and until when. */
export const windowAt = (calendar: Calendar, at: Instant): Answer => {
  const segment = segmentAt(calendar, at)
  if (segment === undefined) return { verdict: 'hold', reasons: [], opens: null }
  const known = answers.get(segment)
  if (known !== undefined) return known
  const answer = answerFor(calendar, segment)
  answers.set(segment, answer)
  return answer
}

const answerFor = (calendar: Calendar, { from, open, reasons }: Segment): Answer => {
  if (!open) return { verdict: 'hold', reasons, opens: nextOpening(calendar, from) }
  const closes = closingOf(calendar, from)
  return { verdict: 'pass', reasons: [words.windowOpen(closes, calendar.zone)], closes }
}
