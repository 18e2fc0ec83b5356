import { holidayFiles } from '../calendar/calendar.ts'
import type { CalendarConfig } from '../config/types-calendar.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { freezesOf } from '../records/freezes.ts'
import { releaseOf } from '../records/releases.ts'
import type { Environment } from '../records/types.ts'
import type { CalendarView } from './facade-calendar.ts'
import { environmentConfig } from './gatekeeping.ts'
import { floorOf } from './policy-in-force.ts'
import type { Works } from './works.ts'

/** Texts of files at a commit; those that are not there are left out. */
export const filesAt = async (
  works: Pick<Works, 'parts'>,
  application: string,
  commit: string,
  paths: readonly string[],
): Promise<Readonly<Record<string, string>>> => {
  const read = await Promise.all(
    paths.map(async (path) => {
      const bytes = await works.parts.source.file(application, commit, path)
      return bytes === null ? [] : [[path, new TextDecoder().decode(bytes)] as const]
    }),
  )
  return Object.fromEntries(read.flat())
}

const floorCalendar = async (works: Works, name: string): Promise<CalendarView['floor']> => {
  const given = works.parts.floor
  const calendar = (await floorOf(works, name)).floor?.calendar ?? null
  if (given === undefined || calendar === null) return null
  const files = holidayFiles(calendar).map((path) => [path, given.files[path] ?? ''] as const)
  return { file: given.file, calendar, files: Object.fromEntries(files) }
}

/** The calendar of the release that runs in the environment. */
export const calendarView = async (works: Works, row: Environment): Promise<CalendarView> => {
  const { application, name, deployed } = row
  const release =
    deployed === null ? null : await releaseOf(works.parts.records, application, deployed.release)
  const ruling = release === null ? null : await candidateOf(works.parts.records, release.candidate)
  const calendar: CalendarConfig | null =
    (ruling === null ? undefined : environmentConfig(ruling, name)?.calendar) ?? null
  return {
    application,
    environment: name,
    release: deployed?.release ?? null,
    calendar,
    files:
      calendar === null || deployed === null
        ? {}
        : await filesAt(works, application, deployed.commit, holidayFiles(calendar)),
    freezes: (await freezesOf(works.parts.records, application, works.parts.clock.now())).map(
      ({ since, until, why, actor, except }) => ({ from: since, until, why, by: actor.name, except }),
    ),
    floor: await floorCalendar(works, name),
    departures: [],
  }
}
