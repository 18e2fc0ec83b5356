import { calendarOf, holidayFiles } from '../calendar/calendar.ts'
import { fits, leastTaking } from '../calendar/fit.ts'
import { readHolidayFile } from '../calendar/holiday-file.ts'
import type { Calendar } from '../calendar/types.ts'
import { windowAt } from '../calendar/windows.ts'
import type { CalendarConfig } from '../config/types-calendar.ts'
import type { TrainConfig } from '../config/types-train.ts'
import type { Ms } from '../kernel/time.ts'
import { zoneOf } from '../kernel/zone.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { releaseOf } from '../records/releases.ts'
import type { Environment } from '../records/types.ts'
import type { Ask } from '../train/types.ts'
import { filesAt } from './calendar-view.ts'
import { environmentConfig } from './gatekeeping.ts'
import type { Works } from './works.ts'

/** The train in force in an environment, with what it asks of the calendar. */
export type Train = {
  readonly config: TrainConfig
  readonly ask: Ask
  /** From a departure to the watch, as far as the file alone tells. */
  readonly takes: Ms
}

export const askOf = (calendar: Calendar): Ask => ({
  zone: calendar.zone,
  at: (at) => {
    const { verdict, reasons } = windowAt(calendar, at)
    return { verdict, reasons }
  },
  fits: (start, takes) => fits(calendar, start, takes),
})

/** Calendars by what they are made of: one is asked every few seconds, and knows its days. */
const made = new Map<string, Calendar>()
const mostMade = 100

const calendarAt = async (
  works: Works,
  application: string,
  commit: string,
  config: CalendarConfig,
): Promise<Calendar> => {
  const name = `${application} ${commit} ${JSON.stringify(config)}`
  const known = made.get(name)
  if (known !== undefined) return known
  const zone = zoneOf(config.timeZone)
  const texts = await filesAt(works, application, commit, holidayFiles(config))
  const files = Object.fromEntries(
    zone === undefined
      ? []
      : Object.entries(texts).map(([file, text]) => [file, readHolidayFile({ file, text }, zone)]),
  )
  if (made.size >= mostMade) made.clear()
  const calendar = calendarOf(config, { files })
  made.set(name, calendar)
  return calendar
}

/**
 * The train of the release that runs. Null: none is declared, or nothing runs there yet: a first release has nothing
 * to be composed with, and goes by itself.
 */
export const trainOf = async (works: Works, row: Environment): Promise<Train | null> => {
  const { application, name, deployed } = row
  if (deployed === null) return null
  const { records } = works.parts
  const release = await releaseOf(records, application, deployed.release)
  const ruling = release === null ? null : await candidateOf(records, release.candidate)
  const config = ruling === null ? undefined : environmentConfig(ruling, name)
  if (config?.train === undefined || config.calendar === undefined) return null
  const calendar = await calendarAt(works, application, deployed.commit, config.calendar)
  return { config: config.train, ask: askOf(calendar), takes: leastTaking(config.strategy) }
}
