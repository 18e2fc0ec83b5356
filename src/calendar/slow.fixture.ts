import type { CalendarConfig } from '../config/types-calendar.ts'
import { formatDay, parseDay } from './dates.ts'
import { holidaySet } from './holidays.ts'

const minute = 60_000
const day = 86_400_000

/** What Intl itself says that a clock on the wall shows. */
const clockOf = (zone: string): ((at: number) => number) => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (at) => Date.parse(`${format.format(at).replace(', ', 'T')}:00Z`)
}

/**
 * The slow, obvious version: walks from minute to minute, remembers the furthest time that the clock has shown, and
 * asks each sentence of the contract of that time. Gives one verdict a minute.
 */
export const slowly = (config: CalendarConfig, from: number, minutes: number): readonly boolean[] => {
  const clock = clockOf(config.timeZone)
  const isHoliday = (date: number): boolean =>
    config.holidays.some((set) =>
      holidaySet(set)?.(new Date(date * day).getUTCFullYear()).some((holiday) => holiday.day === date),
    )
  const works = (date: number): boolean =>
    config.workingDays.includes(new Date(date * day).getUTCDay()) && !isHoliday(date)
  const verdicts: boolean[] = []
  let furthest = Number.NEGATIVE_INFINITY
  // Two days before: the clock may just have gone back.
  for (let at = from - 2 * day; at < from + minutes * minute; at += minute) {
    furthest = Math.max(furthest, clock(at))
    if (at < from) continue
    const date = Math.floor(furthest / day)
    const now = (furthest - date * day) / minute
    const inRange = config.open.some(
      (range) =>
        range.days.includes(new Date(date * day).getUTCDay()) && range.from <= now && now < range.until,
    )
    const eve = works(date) && !works(date + 1)
    const frozen = config.freezes.some((freeze) =>
      parseDay(freeze.from) === undefined
        ? Date.parse(freeze.from) <= at && at < Date.parse(freeze.to)
        : freeze.from <= formatDay(date) && formatDay(date) <= freeze.to,
    )
    verdicts.push(inRange && works(date) && !(eve && now >= config.eveCloses) && !frozen)
  }
  return verdicts
}
