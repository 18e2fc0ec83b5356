import type { Reason } from '../kernel/verdict.ts'
import type { Day } from './dates.ts'
import { byFloor } from './messages.ts'
import type { Calendar, Segment } from './types.ts'
import { dayAt } from './windows.ts'

const mostDays = 20_000

/** What of an open stretch another calendar leaves open. */
const cut = ({ from, until }: Segment, floor: Calendar): readonly Segment[] => {
  const found: Segment[] = []
  for (let at = from, day = dayAt(floor, from); at < until; day += 1)
    for (const one of floor.segmentsOn(day)) {
      if (one.until <= at || one.from >= until) continue
      const end = Math.min(one.until, until)
      const reasons: readonly Reason[] = one.open ? [] : one.reasons.map(byFloor)
      found.push({ from: at, until: end, open: one.open, reasons })
      at = end
    }
  return found
}

/**
 * A calendar that is open only where another one is, too: that of the server, under which nobody goes. Its days and its
 * zone are the first one's.
 */
export const within = (calendar: Calendar, floor: Calendar): Calendar => {
  const days = new Map<Day, readonly Segment[]>()
  const segmentsOn = (day: Day): readonly Segment[] => {
    const known = days.get(day)
    if (known !== undefined) return known
    if (days.size >= mostDays) days.clear()
    const made = calendar.segmentsOn(day).flatMap((one) => (one.open ? cut(one, floor) : [one]))
    days.set(day, made)
    return made
  }
  let free: Calendar | undefined
  return {
    ...calendar,
    freezes: [...calendar.freezes, ...floor.freezes].toSorted((a, b) => a.from - b.from),
    segmentsOn,
    unfrozen: () => {
      free ??= within(calendar.unfrozen(), floor.unfrozen())
      return free
    },
  }
}
