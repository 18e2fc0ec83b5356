import type { Instant, Ms } from '../kernel/time.ts'
import { type Wall, type Zone, zoneOf } from '../kernel/zone.ts'

export type { Wall } from '../kernel/zone.ts'

/** Names were checked when the file was read. */
const known = (name: string): Zone => {
  const zone = zoneOf(name)
  if (zone === undefined) throw new RangeError(`no time zone ${name}`)
  return zone
}

export const wallAt = (instant: Instant, zone: string): Wall => known(zone).wallAt(instant)

/** From UTC to the wall, in milliseconds, to the second. */
export const offsetAt = (instant: Instant, zone: string): Ms => known(zone).offsetAt(instant)

/** When a wall clock shows this: of a doubled time the first instant, of a skipped one that of the jump. */
export const instantOf = (wall: Wall, zone: string): Instant => known(zone).instantOf(wall)
