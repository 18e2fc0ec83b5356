import type { Departure } from '../calendar/month.ts'
import { join } from '../kernel/text.ts'
import { type DepartureRecord, departuresOf } from '../records/departures.ts'
import type { Environment } from '../records/types.ts'
import { departuresFrom, foresee } from '../train/timetable.ts'
import { calendarView } from './calendar-view.ts'
import type { CalendarView } from './facade-calendar.ts'
import { trainOf } from './train-policy.ts'
import type { Works } from './works.ts'

/** A calendar shows a year at most. */
const shown = 372 * 86_400_000

const ofRecord = ({ at, word, state }: DepartureRecord): Departure =>
  state === 'cancelled' && word !== null ? { at, holds: word.text } : { at }

/** Departures of the next year: of the timetable, as people changed them, and those that were ordered beside it. */
const departuresShown = async (works: Works, row: Environment): Promise<readonly Departure[]> => {
  const train = await trainOf(works, row)
  if (train === null) return []
  const now = works.parts.clock.now()
  const records = (await departuresOf(works.parts.records, row.key)).filter(({ at }) => at >= now)
  const found: Departure[] = records.map(ofRecord)
  const changed = new Set(records.map(({ id }) => id))
  for (const departure of departuresFrom(train.config, train.ask.zone, now)) {
    if (departure.at > now + shown) break
    if (changed.has(departure.id)) continue
    const { leaves, reasons } = foresee(departure, train.ask, train.takes)
    const why = join(
      reasons.map(({ text }) => text),
      '; ',
    )
    found.push(leaves ? { at: departure.at } : { at: departure.at, holds: why })
  }
  return found.toSorted((a, b) => a.at - b.at)
}

/** The calendar in force, with the departures of its train. */
export const calendarShown = async (works: Works, row: Environment): Promise<CalendarView> => {
  const [view, departures] = await Promise.all([calendarView(works, row), departuresShown(works, row)])
  return { ...view, departures }
}
