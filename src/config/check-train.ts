import type { Problem } from '../kernel/problem.ts'
import * as say from './messages-train.ts'
import { calendarFrom } from './resolve-calendar.ts'
import { trainFrom } from './resolve-train.ts'
import type { WrittenCalendar } from './schema-calendar.ts'
import type { WrittenTrain } from './schema-train.ts'
import type { CalendarConfig } from './types-calendar.ts'
import type { TrainConfig } from './types-train.ts'
import type { Path, Tree } from './yaml.ts'

type Found = { readonly problem: Problem; readonly path: Path }

const week = 7 * 1_440

type Once = { readonly day: number; readonly at: number; readonly row: number }

const everyOf = ({ departs }: TrainConfig): readonly Once[] =>
  departs
    .flatMap(({ days, at }, row) => days.map((day) => ({ day, at, row })))
    .toSorted((a, b) => a.day * 1_440 + a.at - (b.day * 1_440 + b.at))

const ofDistances = (config: TrainConfig, path: (row: number) => Path): Found[] => {
  const all = everyOf(config)
  const told = new Set<string>()
  return all.flatMap((one, index): Found[] => {
    const next = all[(index + 1) % all.length]
    if (next === undefined || all.length === 1) return []
    const apart = (next.day * 1_440 + next.at - (one.day * 1_440 + one.at) + week) % week
    const row = Math.max(one.row, next.row)
    if (apart === 0) return [{ problem: say.twoTrains(one.day, one.at), path: path(row) }]
    if (config.cutOff < apart * 60_000) return []
    // Every day of a row has the same distance: it is told once.
    const same = `${one.at} ${next.at} ${apart}`
    if (told.has(same)) return []
    told.add(same)
    return [{ problem: say.boardingsOverlap(one, next, apart * 60_000), path: ['cut-off'] }]
  })
}

/** Whatever holidays and eves do: a time that no range of that day holds. */
const ofWindows = (config: TrainConfig, calendar: CalendarConfig, path: (row: number) => Path): Found[] =>
  everyOf(config).flatMap(({ day, at, row }) => {
    const inside = calendar.open.some(
      ({ days, from, until }) => days.includes(day) && from <= at && at < until,
    )
    if (inside && calendar.workingDays.includes(day)) return []
    return [{ problem: say.departsClosed(day, at), path: path(row) }]
  })

const ofBoards = (said: WrittenTrain): Found[] => {
  const { boards } = said
  if (boards === undefined || boards === 'all') return []
  const both = boards.label !== undefined && boards.branch !== undefined
  const none = boards.label === undefined && boards.branch === undefined
  return both || none ? [{ problem: say.boardsWhom(both), path: ['boards'] }] : []
}

/** What a shape cannot say of a train that stands at a path, beside the calendar of the same environment. */
export const checkTrain = (
  said: WrittenTrain | undefined,
  beside: WrittenCalendar | undefined,
  at: Path,
  tree: Tree,
): readonly Problem[] => {
  const { train } = trainFrom(said)
  if (said === undefined || train === undefined) return []
  const { calendar } = calendarFrom(beside)
  if (calendar === undefined) return [{ ...say.trainWithoutCalendar(), place: tree.atKey(at) }]
  const path = (row: number): Path => (Array.isArray(said.departs) ? ['departs', row] : ['departs'])
  return [...ofDistances(train, path), ...ofWindows(train, calendar, path), ...ofBoards(said)].map(
    ({ problem, path: inside }) => ({ ...problem, place: tree.at([...at, ...inside]) }),
  )
}
