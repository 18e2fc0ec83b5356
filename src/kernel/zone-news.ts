import type { Instant, Ms } from './time.ts'

/**
 * Rules of the time zone database, release 2026f, that the data of the pinned Node (2026c) does not know yet: within
 * `[from, until)` the zone and its other names are at `offset`. A test compares every zone with that release; it
 * says, too, when Node has caught up and a row may go.
 */
export type News = {
  readonly zones: readonly string[]
  readonly from: Instant
  readonly until: Instant
  readonly offset: Ms
}

const hour = 3_600_000

export const zoneNews: readonly News[] = [
  // Manitoba stays at UTC-5 after the summer of 2026.
  {
    zones: ['America/Winnipeg', 'America/Rainy_River', 'Canada/Central'],
    from: Date.UTC(2026, 10, 1, 7),
    until: Number.POSITIVE_INFINITY,
    offset: -5 * hour,
  },
  // The Northwest Territories stay at UTC-6; Yellowknife is a name of Edmonton, which Node knows.
  {
    zones: ['America/Inuvik'],
    from: Date.UTC(2026, 10, 1, 8),
    until: Number.POSITIVE_INFINITY,
    offset: -6 * hour,
  },
  // Cuba keeps summer time through the winter of 2026.
  {
    zones: ['America/Havana', 'Cuba'],
    from: Date.UTC(2026, 10, 1, 5),
    until: Date.UTC(2027, 2, 14, 5),
    offset: -4 * hour,
  },
]
