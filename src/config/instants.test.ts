import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDate, parseInstant } from './instants.ts'

const two = (n: number): string => String(n).padStart(2, '0')

describe('an instant', () => {
  it('is what the platform makes of it, in all its spellings', () => {
    const seconds = fc.integer({ min: -62_135_510_400, max: 253_402_214_400 })
    fc.assert(
      fc.property(seconds, fc.integer({ min: -1_439, max: 1_439 }), (second, offset) => {
        const utc = new Date(second * 1_000).toISOString()
        expect(parseInstant(utc)).toBe(second * 1_000)
        const short = utc.replace(/:\d\d\.000Z$/, 'Z')
        expect(parseInstant(short)).toBe(Math.floor(second / 60) * 60_000)
        const wall = new Date((second + offset * 60) * 1_000)
        if (wall.getUTCFullYear() < 1 || wall.getUTCFullYear() > 9_999) return
        const ahead = `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}:${two(Math.abs(offset) % 60)}`
        expect(parseInstant(wall.toISOString().replace('.000Z', ahead))).toBe(second * 1_000)
        expect(parseInstant(wall.toISOString().replace(/:\d\d\.000Z/, ahead))).toBe(
          Math.floor(second / 60) * 60_000,
        )
      }),
    )
  })

  it.each([
    ['2026-11-26T09:00:00.123Z', 1_795_683_600_123],
    ['2026-11-26T09:00:00,5Z', 1_795_683_600_500],
    ['2026-11-26T24:00Z', 1_795_737_600_000],
    ['2026-11-26t09:00z', 1_795_683_600_000],
    ['2026-11-26T09:00-0500', 1_795_701_600_000],
    ['2026-11-26T09:00-05', 1_795_701_600_000],
    ['2024-02-29T00:00Z', 1_709_164_800_000],
    ['9999-12-31T23:59:59Z', 253_402_300_799_000],
  ])('%s', (words, instant) => {
    expect(parseInstant(words)).toBe(instant)
  })

  it.each([
    ['', 'shape'],
    ['2026-11-26', 'shape'],
    ['2026-11-26 09:00Z', 'shape'],
    ['2026-11-26T9:00Z', 'shape'],
    ['2026-11-26T09Z', 'shape'],
    ['26-11-26T09:00Z', 'shape'],
    ['10000-01-01T00:00Z', 'shape'],
    ['2026-11-26T09:00Z ', 'shape'],
    ['２０２６-11-26T09:00Z', 'shape'],
    ['2026-11-26T09:00', 'no-zone'],
    ['2026-11-26T09:00:00', 'no-zone'],
    ['2026-11-26T09:00[America/Toronto]', 'shape'],
    ['2026-02-29T09:00Z', 'no-such-date'],
    ['2100-02-29T09:00Z', 'no-such-date'],
    ['2026-04-31T09:00Z', 'no-such-date'],
    ['2026-13-01T09:00Z', 'no-such-date'],
    ['2026-00-10T09:00Z', 'no-such-date'],
    ['0000-01-01T09:00Z', 'no-such-date'],
    ['2026-11-26T24:01Z', 'no-such-time'],
    ['2026-11-26T25:00Z', 'no-such-time'],
    ['2026-11-26T09:60Z', 'no-such-time'],
    ['2026-11-26T09:00:60Z', 'no-such-time'],
    ['2026-11-26T09:00+24:00', 'no-such-time'],
    ['2026-11-26T09:00+05:60', 'no-such-time'],
  ])('%s is none: %s', (words, wrong) => {
    expect(parseInstant(words)).toBe(wrong)
  })

  it('whatever the words, a number or what is wrong', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(Z|[+-][0-9:]{0,5})$/),
        ),
        (words) => {
          const found = parseInstant(words)
          if (typeof found !== 'number') return
          expect(Number.isSafeInteger(found)).toBe(true)
          expect(isDate(words.slice(0, 10))).toBe(true)
        },
      ),
    )
  })
})
