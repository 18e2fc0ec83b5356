import { formatTimeOfDay } from '../config/scalars-calendar.ts'
import { say, type Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import type { Zone } from '../kernel/zone.ts'
import { dayLength, formatDay, weekdayOf } from './dates.ts'

export const weekdays: Readonly<Record<'en' | 'fr', readonly string[]>> = {
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  fr: ['dim.', 'lun.', 'mar.', 'mer.', 'jeu.', 'ven.', 'sam.'],
}

/** `Thu 2026-11-26`. */
export const sayDay = (day: number): Text => ({
  en: `${weekdays.en[weekdayOf(day)]} ${formatDay(day)}`,
  fr: `${weekdays.fr[weekdayOf(day)]} ${formatDay(day)}`,
})

/** What the wall's clock of the zone shows: `Thu 2026-11-26 09:00`. */
export const sayInstant = (at: Instant, zone: Zone): Text => {
  if (!Number.isFinite(at))
    return say(
      () => 'for good',
      () => 'pour de bon',
    )
  const wall = zone.wallAt(at)
  const day = Math.floor(wall / dayLength)
  const time = formatTimeOfDay(Math.floor((wall - day * dayLength) / 60_000))
  const date = sayDay(day)
  return { en: `${date.en} ${time}`, fr: `${date.fr} ${time}` }
}

/** The same with the zone's name: it may stand beside times of the reader's own zone. */
export const sayInstantThere = (at: Instant, zone: Zone): Text => {
  const there = sayInstant(at, zone)
  return Number.isFinite(at) ? { en: `${there.en} (${zone.name})`, fr: `${there.fr} (${zone.name})` } : there
}

const two = (n: number): string => String(n).padStart(2, '0')

/** ISO 8601 with the zone's offset: `2026-11-26T09:00:00-05:00`. Milliseconds only where there are some. */
export const formatInstant = (at: Instant, zone: Zone): string => {
  const offset = zone.offsetAt(at)
  const minutes = Math.abs(Math.trunc(offset / 60_000))
  // Offsets of old have seconds, which ISO 8601 cannot say: those are told in UTC.
  if (offset % 60_000 !== 0 || Math.abs(at) > 8.6e15 - dayLength) return new Date(at).toISOString()
  const wall = new Date(at + offset).toISOString().replace('.000Z', '').replace('Z', '')
  return `${wall}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
