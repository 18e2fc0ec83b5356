import type { Zone } from '../kernel/zone.ts'
import { theDay } from './dates.ts'
import { blocksOf, type HolidaySource } from './ics-blocks.ts'
import { daysOf, type Event, eventOf } from './ics-event.ts'
import { fileZones } from './ics-times.ts'
import { readBlock } from './jcal.ts'
import type { Holiday, HolidaySet } from './types.ts'

/** Occurrences that another event of the same UID replaces, and those that are called off, do not count. */
const settled = (events: readonly Event[]): readonly Event[] => {
  const replaced = Map.groupBy(
    events.filter(({ replaces }) => replaces !== null),
    ({ uid }) => uid,
  )
  return events
    .filter(({ cancelled }) => !cancelled)
    .map((event): Event => {
      const keys = event.replaces === null ? replaced.get(event.uid) : undefined
      if (keys === undefined) return event
      return { ...event, except: new Set([...event.except, ...keys.map(({ replaces }) => replaces ?? 0)]) }
    })
}

/**
 * Reads an iCalendar file (RFC 5545) as a set of holidays: each day of the calendar's zone that an event touches is
 * one, a part of a day, too. Throws `ProblemError`s with file and line; nothing in it is without end.
 */
export const readHolidayFile = (source: HolidaySource, zone: Zone): HolidaySet => {
  const components = blocksOf(source).map((block) => readBlock(source.file, block))
  const zones = fileZones(
    components.filter(({ name }) => name === 'vtimezone'),
    source.file,
  )
  const events = settled(
    components
      .filter(({ name }) => name === 'vevent')
      .map((component) => eventOf(component, source.file, zone, zones)),
  )
  return (year) => {
    // What begins before may last into the year, and a date is another one elsewhere.
    const [first, last] = [theDay(year, 1, 1), theDay(year, 12, 31)]
    const holidays = events.flatMap((event) => {
      const days = new Set(daysOf(event, zone, first - event.days - 2, last + 2))
      return [...days]
        .filter((day) => first <= day && day <= last)
        .map(
          (day): Holiday => ({
            day,
            name: event.name,
            kind: 'own',
            set: source.file,
            source: `${source.file}:${event.line}`,
          }),
        )
    })
    return holidays.toSorted((a, b) => a.day - b.day)
  }
}
