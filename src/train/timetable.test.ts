import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TrainConfig } from '../config/types-train.ts'
import { zoneOf } from '../kernel/zone.ts'
import { boardsBy } from './boards.ts'
import { announcedFrom, departuresFrom, foresee, neverLeaving, nextFor } from './timetable.ts'
import type { Ask } from './types.ts'

const zone = zoneOf('America/Toronto')
if (zone === undefined) throw new Error('no such zone')
const minute = 60_000
const at = (iso: string) => Date.parse(iso)
const config: TrainConfig = {
  departs: [
    { days: [1, 2, 3, 4], at: 600 },
    { days: [1, 2, 3, 4], at: 840 },
  ],
  cutOff: 20 * minute,
  conductor: null,
  boards: 'all',
}
/** Open from nine to four on every day but those named. */
const open = (...shut: string[]): Ask => {
  const isOpen = (when: number) => {
    const wall = new Date(zone.wallAt(when)).toISOString()
    return !shut.includes(wall.slice(0, 10)) && wall.slice(11, 13) >= '09' && wall.slice(11, 13) < '16'
  }
  return {
    zone,
    at: (when) =>
      isOpen(when)
        ? { verdict: 'pass', reasons: [] }
        : { verdict: 'hold', reasons: [{ code: 'holiday', text: { en: 'x', fr: 'y' } }] },
    fits: (start, takes) => isOpen(start) && isOpen(start + takes),
  }
}
const take = (from: string, count: number, of = config) => {
  const found: string[] = []
  for (const { id } of departuresFrom(of, zone, at(from))) {
    found.push(id)
    if (found.length === count) break
  }
  return found
}

describe('departures', () => {
  it('come in order, that of the instant itself included', () => {
    expect(take('2026-11-26T15:00:00Z', 3)).toEqual([
      '2026-11-26T10:00',
      '2026-11-26T14:00',
      '2026-11-30T10:00',
    ])
    expect(take('2026-11-26T15:00:00.001Z', 1)).toEqual(['2026-11-26T14:00'])
  })

  it('follow the wall through changes of the clock: a missing time is the next, of a doubled one the first', () => {
    const night: TrainConfig = {
      ...config,
      departs: [
        { days: [0], at: 150 },
        { days: [0], at: 90 },
      ],
    }
    const on = (from: string) => {
      for (const departure of departuresFrom(night, zone, at(from)))
        return new Date(departure.at).toISOString()
      return ''
    }
    expect(on('2026-03-08T06:31:00Z')).toBe('2026-03-08T07:00:00.000Z')
    expect(on('2026-11-01T04:00:00Z')).toBe('2026-11-01T05:30:00.000Z')
  })

  it('are the same as those that a walk through the minutes finds', () => {
    const rows = fc.array(
      fc.record({ days: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 }), at: fc.nat(1_439) }),
      { minLength: 1, maxLength: 3 },
    )
    // Around both changes of the clock.
    const starts = fc.constantFrom('2026-03-06T00:00:00Z', '2026-10-30T00:00:00Z', '2026-06-01T00:00:00Z')
    fc.assert(
      fc.property(rows, starts, (departs, from) => {
        const slow: number[] = []
        const seen = new Set<string>()
        for (let when = at(from); when < at(from) + 4 * 86_400_000; when += minute) {
          const before = zone.wallAt(when - minute)
          const wall = zone.wallAt(when)
          for (const row of departs) {
            // Every minute that the wall's clock has reached since the one before.
            for (let passed = Math.min(before + minute, wall); passed <= wall; passed += minute) {
              const day = Math.floor(passed / 86_400_000)
              const name = `${passed}`
              if (
                row.days.includes((day + 4) % 7) &&
                (passed % 86_400_000) / minute === row.at &&
                !seen.has(name)
              ) {
                seen.add(name)
                if (!slow.includes(when)) slow.push(when)
              }
            }
          }
        }
        const quick: number[] = []
        for (const departure of departuresFrom({ ...config, departs }, zone, at(from))) {
          if (departure.at >= at(from) + 4 * 86_400_000) break
          quick.push(departure.at)
        }
        expect(quick).toEqual(slow)
      }),
      { numRuns: 30 },
    )
  })

  it('leave only where the calendar lets them, and fit', () => {
    const departure = { id: 'x', at: at('2026-11-26T19:00:00Z'), cutOff: at('2026-11-26T18:40:00Z') }
    expect(foresee(departure, open(), 60 * minute)).toMatchObject({ leaves: true, reasons: [] })
    expect(foresee(departure, open(), 120 * minute)).toMatchObject({
      leaves: false,
      reasons: [{ code: 'departure-does-not-fit' }],
    })
    expect(foresee(departure, open('2026-11-26'), 0)).toMatchObject({
      leaves: false,
      reasons: [{ code: 'holiday' }],
    })
  })

  it('are announced from the day before', () => {
    const departure = { id: 'x', at: at('2026-11-30T15:00:00Z'), cutOff: 0 }
    expect(new Date(announcedFrom(departure, zone)).toISOString()).toBe('2026-11-29T05:00:00.000Z')
  })
})

describe('the train that one can take', () => {
  it.each([
    ['2026-11-26T14:39:59.999Z', '2026-11-26T10:00'],
    ['2026-11-26T14:40:00Z', '2026-11-26T14:00'],
    ['2026-11-26T18:40:00Z', '2026-11-30T10:00'],
  ])('at %s is that of %s', (when, id) => {
    expect(nextFor(config, open(), at(when), minute)?.id).toBe(id)
  })
  it('is the one after a holiday', () => {
    expect(nextFor(config, open('2026-11-30'), at('2026-11-26T18:40:00Z'), minute)?.id).toBe(
      '2026-12-01T10:00',
    )
  })
  it('is none where none ever leaves', () => {
    expect(nextFor(config, open(), at('2026-11-26T18:40:00Z'), 8 * 60 * minute)).toBeNull()
  })
})

describe('a timetable', () => {
  it('has rows that never leave', () => {
    const friday: TrainConfig = { ...config, departs: [{ days: [4, 5], at: 15 * 60 }] }
    const ask = open()
    const noFridays: Ask = {
      ...ask,
      at: (when) =>
        new Date(zone.wallAt(when)).getUTCDay() === 5
          ? { verdict: 'hold', reasons: [{ code: 'eve', text: { en: 'x', fr: 'y' } }] }
          : ask.at(when),
    }
    expect(neverLeaving(friday, noFridays, at('2026-11-26T00:00:00Z'), minute)).toMatchObject([
      { row: 0, day: 5, at: 900 },
    ])
    expect(neverLeaving(friday, ask, at('2026-11-26T00:00:00Z'), 61 * minute).map(({ day }) => day)).toEqual([
      4, 5,
    ])
    expect(neverLeaving(config, ask, at('2026-11-26T00:00:00Z'), minute)).toEqual([])
  })

  it.each([
    ['all', [], null, true],
    [{ label: 'train' }, ['train'], null, true],
    [{ label: 'train' }, ['other'], 'train', false],
    [{ branch: 'main' }, [], 'main', true],
    [{ branch: 'main' }, ['main'], null, false],
  ] as const)('boards %o: labels %o, branch %s', (boards, labels, branch, expected) => {
    expect(boardsBy(boards, { labels, branch })).toBe(expected)
  })
})
