import type { Cron } from '../config/cron.ts'
import type { Instant } from '../kernel/time.ts'
import { instantOf, offsetAt, type Wall, wallAt } from './zone.ts'

const minute = 60_000
const day = 86_400_000
/** The longest between two runs: 29 February, over a century that has none. */
const longest = 8 * 366 + 2

const comesOn = (cron: Cron, at: Wall): boolean => {
  const date = new Date(at)
  if (!cron.months.has(date.getUTCMonth() + 1)) return false
  const [inMonth, inWeek] = [cron.days.has(date.getUTCDate()), cron.weekdays.has(date.getUTCDay())]
  return cron.either ? inMonth || inWeek : inMonth && inWeek
}

/** The runs of one day of the wall's calendar, in order, each instant once. */
const runsOn = (cron: Cron, midnight: Wall, zone: string): Instant[] => {
  const [first, last] = [offsetAt(midnight - day, zone), offsetAt(midnight + 2 * day, zone)]
  const found = cron.hours.flatMap((hour) =>
    cron.minutes.map((one) => {
      const wall = midnight + (hour * 60 + one) * minute
      // Nothing changes about this day: the arithmetic is plain.
      return first === last ? wall - first : instantOf(wall, zone)
    }),
  )
  return [...new Set(found)].sort((a, b) => a - b)
}

/** Instants after `after`, in order, for ever: as far as the timetable goes. */
export function* runsAfter(cron: Cron, zone: string, after: Instant): Generator<Instant> {
  const today = Math.floor(wallAt(after, zone) / day) * day
  let last = after
  for (let nth = -1; nth < longest; nth += 1) {
    const midnight = today + nth * day
    if (!comesOn(cron, midnight)) continue
    for (const instant of runsOn(cron, midnight, zone)) {
      if (instant <= last) continue
      last = instant
      yield instant
    }
  }
}

export const nextRun = (cron: Cron, zone: string, after: Instant): Instant | null => {
  for (const instant of runsAfter(cron, zone, after)) return instant
  return null
}

/** Runs after `after` and not after `until`; no more than `most` are counted. */
export const dueBetween = (
  cron: Cron,
  zone: string,
  after: Instant,
  until: Instant,
  most = 1_000,
): { readonly count: number; readonly first: Instant | null; readonly last: Instant | null } => {
  let [count, first, last]: [number, Instant | null, Instant | null] = [0, null, null]
  for (const instant of runsAfter(cron, zone, after)) {
    if (instant > until || count >= most) break
    count += 1
    first ??= instant
    last = instant
  }
  return { count, first, last }
}
