import type { Instant, Ms } from './time.ts'
import { type News, zoneNews } from './zone-news.ts'

/** A wall clock's reading, written as the instant that it would be in UTC: plain arithmetic on years, days, minutes. */
export type Wall = number

/** One zone of the time zone database. Offsets are from UTC to the wall, in milliseconds, to the second. */
export type Zone = {
  readonly name: string
  readonly offsetAt: (instant: Instant) => Ms
  readonly wallAt: (instant: Instant) => Wall
  /** Of a doubled time the first instant, of a missing one the next instant that exists: that of the jump. */
  readonly instantOf: (wall: Wall) => Instant
}

const day = 86_400_000
const hour = 3_600_000
/** Gaza leaves summer time for a single week where Ramadan falls on its end. */
const sample = 5 * day
const block = 73 * sample
/** Blocks are kept as they are asked for; a walk over ten thousand years forgets the first ones. */
const mostBlocks = 2_000

/** `starts[n]` is when `offsets[n]` begins; in order, the first at the block's own start. */
type Block = { readonly starts: readonly Instant[]; readonly offsets: readonly Ms[] }

type Raw = (instant: Instant) => Ms

/** `longOffset` is by far the quickest thing that Intl says about a zone: `12/7/1874, GMT-05:17:32`. */
const written = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/

const rawOf = (format: Intl.DateTimeFormat, news: readonly News[]): Raw => {
  const known = (instant: Instant): Ms => {
    const [, sign, hours = 0, minutes = 0, seconds = 0] = written.exec(format.format(instant)) ?? []
    const size = Number(hours) * hour + Number(minutes) * 60_000 + Number(seconds) * 1_000
    return sign === '-' ? -size : size
  }
  if (news.length === 0) return known
  return (instant) =>
    news.find(({ from, until }) => from <= instant && instant < until)?.offset ?? known(instant)
}

/** The first instant in (low, high] at which the offset is no longer the one of `low`: zones change at full seconds. */
const changeIn = (raw: Raw, low: Instant, high: Instant): Instant => {
  const before = raw(low)
  let [left, right] = [low, high]
  for (const grain of [hour, 1_000]) {
    // Nearly all change at a full hour of UTC.
    if (grain < hour && raw(right - grain) === before) return right
    while (right - left > grain) {
      const middle = left + Math.floor((right - left) / 2 / grain) * grain
      if (raw(middle) === before) left = middle
      else right = middle
    }
  }
  return right
}

const blockOf = (raw: Raw, index: number): Block => {
  const first = index * block
  const starts = [first]
  const offsets = [raw(first)]
  for (let from = first; from < first + block; from += sample) {
    const end = from + sample
    const last = raw(end)
    let at = from
    while (offsets.at(-1) !== last) {
      at = changeIn(raw, at, end)
      starts.push(at)
      offsets.push(raw(at))
    }
  }
  return { starts, offsets }
}

const make = (name: string): Zone => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' })
  const names = [name, format.resolvedOptions().timeZone].map((one) => one.toLowerCase())
  const news = zoneNews.filter(({ zones }) => zones.some((one) => names.includes(one.toLowerCase())))
  const raw = rawOf(format, news)
  const blocks = new Map<number, Block>()
  const find = (instant: Instant): Block => {
    const index = Math.floor(instant / block)
    const known = blocks.get(index)
    if (known !== undefined) return known
    if (blocks.size >= mostBlocks) blocks.clear()
    const made = blockOf(raw, index)
    blocks.set(index, made)
    return made
  }
  const offsetAt = (instant: Instant): Ms => {
    const { starts, offsets } = find(instant)
    let index = starts.length - 1
    while (index > 0 && (starts[index] ?? 0) > instant) index -= 1
    return offsets[index] ?? 0
  }
  const instantOf = (wall: Wall): Instant => {
    const [before, after] = [offsetAt(wall - day), offsetAt(wall + day)]
    if (before === after) return wall - before
    const [early, late] = [wall - Math.max(before, after), wall - Math.min(before, after)]
    if (early + offsetAt(early) === wall) return early
    if (late + offsetAt(late) === wall) return late
    return changeIn(offsetAt, early, late)
  }
  return { name, offsetAt, wallAt: (instant) => instant + offsetAt(instant), instantOf }
}

const zones = new Map<string, Zone>()
const mostZones = 700

/** The zone of that name, undefined where there is none; made once. Offsets such as `+05:00` are no zones. */
export const zoneOf = (name: string): Zone | undefined => {
  const known = zones.get(name)
  if (known !== undefined) return known
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,99}$/.test(name)) return undefined
  try {
    const made = make(name)
    if (zones.size >= mostZones) zones.clear()
    zones.set(name, made)
    return made
  } catch {
    return undefined
  }
}
