import { isDate, parseInstant } from '../config/instants.ts'
import type { CalendarConfig, FreezeConfig } from '../config/types-calendar.ts'
import { ProblemError } from '../kernel/problem.ts'
import { type Zone, zoneOf } from '../kernel/zone.ts'
import { type Day, parseDay, yearOf } from './dates.ts'
import { holidaySet } from './holidays.ts'
import { unknownSet, unknownZone } from './problems.ts'
import { type Ground, segmentsOn, startOf } from './segments.ts'
import type { Calendar, Freeze, Holiday, HolidaySet, Segment } from './types.ts'

/** A freeze of the file, in instants. Its words were checked when the file was read. */
export const freezeOf = ({ from, to, why }: FreezeConfig, zone: Zone): Freeze => {
  const edge = (words: string, and: number): number =>
    isDate(words) ? startOf(zone, (parseDay(words) ?? 0) + and) : Number(parseInstant(words))
  return { from: edge(from, 0), until: edge(to, 1), why }
}

/** Years are worked out as they are asked for; a walk through thousands of them forgets the first. */
const mostYears = 1_000
const mostDays = 20_000

const byDay = (sets: readonly HolidaySet[]): ((day: Day) => readonly Holiday[]) => {
  const years = new Map<number, ReadonlyMap<Day, readonly Holiday[]>>()
  const none: readonly Holiday[] = []
  return (day) => {
    const year = yearOf(day)
    const known = years.get(year)
    if (known !== undefined) return known.get(day) ?? none
    if (years.size >= mostYears) years.clear()
    const made = Map.groupBy(
      sets.flatMap((set) => set(year)),
      (holiday) => holiday.day,
    )
    years.set(year, made)
    return made.get(day) ?? none
  }
}

const remembered = (ground: Ground): ((day: Day) => readonly Segment[]) => {
  const days = new Map<Day, readonly Segment[]>()
  return (day) => {
    const known = days.get(day)
    if (known !== undefined) return known
    if (days.size >= mostDays) days.clear()
    const made = segmentsOn(ground, day)
    days.set(day, made)
    return made
  }
}

/** What a calendar is made from beside its config. */
export type More = {
  /** By the name in `holidays`: what `readHolidayFile` made of each file. */
  readonly files?: Readonly<Record<string, HolidaySet>>
  /** Beside those of the file: frozen while the server runs. */
  readonly freezes?: readonly Freeze[]
}

/**
 * A calendar ready to be asked; of null one that is always open, but for its freezes. Throws a `ProblemError` for a
 * zone or a set of holidays that is not known, and for a file that was not given.
 */
export const calendarOf = (config: CalendarConfig | null, more: More = {}): Calendar => {
  const zone = zoneOf(config?.timeZone ?? 'UTC')
  if (zone === undefined) throw new ProblemError(unknownZone(config?.timeZone ?? 'UTC'))
  const sets = (config?.holidays ?? []).map((name) => {
    const set = more.files?.[name] ?? holidaySet(name)
    if (set === undefined) throw new ProblemError(unknownSet(name))
    return set
  })
  const own = (config?.freezes ?? []).map((freeze) => freezeOf(freeze, zone))
  const freezes = [...own, ...(more.freezes ?? [])].toSorted((a, b) => a.from - b.from)
  return made({ zone, config, holidaysOn: byDay(sets), freezes })
}

const made = (ground: Ground): Calendar => {
  let free: Calendar | undefined
  const calendar: Calendar = {
    ...ground,
    segmentsOn: remembered(ground),
    unfrozen: () => {
      free ??= ground.freezes.length === 0 ? calendar : made({ ...ground, freezes: [] })
      return free
    },
  }
  return calendar
}

/** Files that have to be read for a calendar: paths in the repository. */
export const holidayFiles = (config: CalendarConfig): readonly string[] =>
  config.holidays.filter((name) => name.toLowerCase().endsWith('.ics'))
