import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { calendarOf, holidayFiles } from '../calendar/calendar.ts'
import type { Calendar } from '../calendar/types.ts'
import { sourceOf } from '../config/decode.ts'
import { readConfig } from '../config/read.ts'
import type { Config, EnvironmentConfig } from '../config/types.ts'
import type { CalendarConfig } from '../config/types-calendar.ts'
import { ProblemError } from '../kernel/problem.ts'
import { configName, findConfig } from './application.ts'
import { cannotRead, noConfigHere } from './messages.ts'
import { noSuchEnvironment, whichEnvironment } from './messages-calendar.ts'
import type { Context } from './verb.ts'

/** The calendar of an environment by a file of this machine. */
export type CalendarHere = {
  /** As a person calls the file. */
  readonly shown: string
  readonly application: string
  readonly environment: string
  readonly config: CalendarConfig | null
  readonly calendar: Calendar
}

/** The one that is named, the only one, or the only one that has a calendar. */
const chosen = ({ environments }: Config, named: string | null): EnvironmentConfig => {
  const names = environments.map(({ name }) => name)
  if (named !== null) {
    const found = environments.find(({ name }) => name === named)
    if (found === undefined) throw new ProblemError(noSuchEnvironment(named, names))
    return found
  }
  const dated = environments.filter(({ calendar }) => calendar !== undefined)
  const [only, other] = dated.length === 0 ? environments : dated
  if (only === undefined || other !== undefined)
    throw new ProblemError(
      whichEnvironment((dated.length === 0 ? environments : dated).map(({ name }) => name)),
    )
  return only
}

const bytesOf = (path: string, shown: string): Uint8Array => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new ProblemError(cannotRead(shown, (error as NodeJS.ErrnoException).code ?? ''), error)
  }
}

/** Holiday files beside the file; the reader of iCalendar is loaded only where there are some. */
export const withFiles = async (
  config: CalendarConfig,
  folder: string,
  shownIn: string,
): Promise<Calendar> => {
  const files = holidayFiles(config)
  if (files.length === 0) return calendarOf(config)
  const shown = (path: string): string => join(shownIn, path)
  const texts = files.map((path): [string, string | null] => {
    try {
      return [path, new TextDecoder().decode(readFileSync(join(folder, path)))]
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [path, null]
      throw new ProblemError(cannotRead(shown(path), (error as NodeJS.ErrnoException).code ?? ''), error)
    }
  })
  const { wholeCalendar } = await import('../calendar/whole.ts')
  return wholeCalendar(config, Object.fromEntries(texts), [], shown)
}

/** Reads the file that is given, else the nearest `ecluse.yaml`. */
export const calendarHere = async (context: Context, given: string | null): Promise<CalendarHere> => {
  const { folder } = context.machine
  const file = given === null ? findConfig(folder) : join(folder, given)
  if (file === null) throw new ProblemError(noConfigHere(configName))
  const shown = relative(folder, file) || configName
  const config = readConfig(sourceOf(shown, bytesOf(file, shown)))
  const { name, calendar } = chosen(config, context.environment)
  return {
    shown,
    application: config.application,
    environment: name,
    config: calendar ?? null,
    calendar:
      calendar === undefined ? calendarOf(null) : await withFiles(calendar, dirname(file), dirname(shown)),
  }
}
