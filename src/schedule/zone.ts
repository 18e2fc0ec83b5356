import type { Instant, Ms } from '../kernel/time.ts'

/** A wall clock's reading, written as the instant that it would be in UTC: plain arithmetic on years, days, minutes. */
export type Wall = number

const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(zone, made)
  return made
}

export const wallAt = (instant: Instant, zone: string): Wall => {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  )
  const field = (name: string): number => Number(parts[name])
  const [year, month, day] = [field('year'), field('month') - 1, field('day')]
  return Date.UTC(year, month, day, field('hour'), field('minute'), field('second'))
}

/** From UTC to the wall, in milliseconds, to the second. */
export const offsetAt = (instant: Instant, zone: string): Ms =>
  wallAt(instant, zone) - Math.floor(instant / 1_000) * 1_000

const day = 86_400_000

/**
 * When a wall clock shows this: of a doubled time the first instant, of a skipped one the instant at which the clock
 * jumps over it.
 */
export const instantOf = (wall: Wall, zone: string): Instant => {
  const [before, after] = [offsetAt(wall - day, zone), offsetAt(wall + day, zone)]
  const right = [before, after].map((offset) => wall - offset).filter((one) => wallAt(one, zone) === wall)
  if (right.length > 0) return Math.min(...right)
  let [low, high] = [wall - Math.max(before, after), wall - Math.min(before, after)]
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000
    if (wallAt(middle, zone) > wall) high = middle
    else low = middle
    if (middle === low && high - low <= 1_000) break
  }
  return high
}
