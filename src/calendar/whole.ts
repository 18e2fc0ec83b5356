import type { CalendarConfig } from '../config/types-calendar.ts'
import { ProblemError } from '../kernel/problem.ts'
import { zoneOf } from '../kernel/zone.ts'
import { calendarOf, holidayFiles } from './calendar.ts'
import { readHolidayFile } from './holiday-file.ts'
import { fileMissing } from './holiday-problems.ts'
import { unknownZone } from './problems.ts'
import type { Calendar, Freeze } from './types.ts'

/**
 * A calendar with its holiday files, whose texts stand by path. `shown`: what a person calls a file. Throws the
 * `ProblemError`s of all its files at once. Loads the reader of iCalendar: `calendarOf` does without.
 */
export const wholeCalendar = (
  config: CalendarConfig | null,
  texts: Readonly<Record<string, string | null>> = {},
  freezes: readonly Freeze[] = [],
  shown: (file: string) => string = (file) => file,
): Calendar => {
  if (config === null) return calendarOf(null, { freezes })
  const zone = zoneOf(config.timeZone)
  if (zone === undefined) throw new ProblemError(unknownZone(config.timeZone))
  const problems: ProblemError['problems'][number][] = []
  const files = holidayFiles(config).flatMap((path) => {
    const text = texts[path] ?? null
    try {
      if (text === null) throw new ProblemError({ ...fileMissing(path), place: { file: shown(path) } })
      return [[path, readHolidayFile({ file: shown(path), text }, zone)] as const]
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problems.push(...error.problems)
      return []
    }
  })
  if (problems.length > 0) throw new ProblemError(problems)
  return calendarOf(config, { files: Object.fromEntries(files), freezes })
}
