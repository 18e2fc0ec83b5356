import type { TrainConfig } from '../config/types-train.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Zone } from '../kernel/zone.ts'
import * as words from './messages.ts'
import type { Ask, Departure, Foreseen } from './types.ts'

const minute: Ms = 60_000
const dayLength: Ms = 86_400_000
/** How far is looked for departures: a timetable has one a week. */
const farthest = 3_660

/** 0 is Sunday; the first of January 1970 was a Thursday. */
const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7

export const nameOf = (at: Instant, zone: Zone): string =>
  new Date(zone.wallAt(at)).toISOString().slice(0, 16)

const onDay = ({ departs, cutOff }: TrainConfig, zone: Zone, day: number): readonly Departure[] => {
  const minutes = departs.filter(({ days }) => days.includes(weekday(day))).map(({ at }) => at)
  // Two times that a jump of the clock makes one are one departure.
  const instants = new Set(minutes.map((at) => zone.instantOf(day * dayLength + at * minute)))
  return [...instants]
    .toSorted((a, b) => a - b)
    .map((at) => ({ id: nameOf(at, zone), at, cutOff: at - cutOff }))
}

/** Departures of the timetable from an instant on, that one included, in order. */
export function* departuresFrom(config: TrainConfig, zone: Zone, from: Instant): Generator<Departure> {
  // A clock that went back shows yesterday's end twice.
  const first = Math.floor(zone.wallAt(from) / dayLength) - 1
  let last = Number.NEGATIVE_INFINITY
  for (let day = first; day < first + farthest; day += 1) {
    for (const departure of onDay(config, zone, day)) {
      if (departure.at < from || departure.at <= last) continue
      last = departure.at
      yield departure
    }
  }
}

/** Whether a departure leaves, as the calendar stands. `takes`: from its start to the watch. */
export const foresee = (departure: Departure, ask: Ask, takes: Ms): Foreseen => {
  const { verdict, reasons } = ask.at(departure.at)
  if (verdict === 'hold') return { ...departure, leaves: false, reasons }
  if (ask.fits(departure.at, takes)) return { ...departure, leaves: true, reasons: [] }
  return {
    ...departure,
    leaves: false,
    reasons: [{ code: 'departure-does-not-fit', text: words.doesNotFit(takes), values: { takes } }],
  }
}

/** From when on it is said that a departure does not leave: the beginning of the day before it. */
export const announcedFrom = ({ at }: Departure, zone: Zone): Instant =>
  zone.instantOf((Math.floor(zone.wallAt(at) / dayLength) - 1) * dayLength)

/**
 * The first departure that somebody who boards at an instant can take, and that leaves; null where none does. `stands`:
 * whether it still leaves by the timetable.
 */
export const nextFor = (
  config: TrainConfig,
  ask: Ask,
  boards: Instant,
  takes: Ms,
  stands: (departure: Departure) => boolean = () => true,
): Foreseen | null => {
  for (const departure of departuresFrom(config, ask.zone, boards)) {
    if (departure.cutOff <= boards || !stands(departure)) continue
    if (departure.at > boards + farthest * dayLength) return null
    const foreseen = foresee(departure, ask, takes)
    if (foreseen.leaves) return foreseen
  }
  return null
}

/**
 * Departures of the timetable that never leave: of each day and time, none of those in the next 400 days does.
 * `ask` is the calendar without its freezes, which end.
 */
export const neverLeaving = (
  config: TrainConfig,
  ask: Ask,
  from: Instant,
  takes: Ms,
): readonly {
  readonly row: number
  readonly day: number
  readonly at: number
  readonly nearest: Foreseen
}[] =>
  config.departs.flatMap(({ days, at }, row) =>
    days.flatMap((day) => {
      const alone: TrainConfig = { ...config, departs: [{ days: [day], at }] }
      let nearest: Foreseen | null = null
      for (const departure of departuresFrom(alone, ask.zone, from)) {
        if (departure.at > from + 400 * dayLength) break
        const foreseen = foresee(departure, ask, takes)
        if (foreseen.leaves) return []
        nearest ??= foreseen
      }
      return nearest === null ? [] : [{ row, day, at, nearest }]
    }),
  )
