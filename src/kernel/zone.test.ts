import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { zoneOf } from './zone.ts'
import { zoneNews } from './zone-news.ts'

type Group = { readonly names: readonly string[]; readonly changes: readonly string[] }

const { zones } = JSON.parse(readFileSync(new URL('./vectors/zones.json', import.meta.url), 'utf8')) as {
  readonly zones: readonly Group[]
}

const minute = 60_000

describe('a zone', () => {
  it('changes when the time zone database 2026f says, and at no other time, from 2024 to 2032', () => {
    const end = Date.UTC(2033, 0, 1)
    for (const { names, changes } of zones)
      for (const name of names) {
        const zone = zoneOf(name)
        expect(zone, name).toBeDefined()
        const all = changes.map((line) => line.split(' '))
        all.forEach(([at = '', offset], index) => {
          const from = Date.parse(at)
          const until = Date.parse(all[index + 1]?.[0] ?? '') || end
          for (const instant of [from, from + 1, Math.floor((from + until) / 2), until - 1])
            expect(
              `${name} ${new Date(instant).toISOString()} ${(zone?.offsetAt(instant) ?? 0) / minute}`,
            ).toBe(`${name} ${new Date(instant).toISOString()} ${offset}`)
        })
      }
  })

  it('knows what changed for good in 2026', () => {
    const noon = (name: string, at: string) => (zoneOf(name)?.offsetAt(Date.parse(at)) ?? 0) / minute
    for (const [name, offset] of [
      ['America/Vancouver', -420],
      ['America/Edmonton', -360],
      ['America/Yellowknife', -360],
      ['America/Inuvik', -360],
      ['America/Winnipeg', -300],
      ['Canada/Central', -300],
      ['Africa/Casablanca', 0],
    ] as const) {
      expect(noon(name, '2026-12-25T12:00Z'), name).toBe(offset)
      expect(noon(name, '2027-07-01T12:00Z'), name).toBe(offset)
      expect(noon(name, '2040-01-15T12:00Z'), name).toBe(offset)
    }
    expect(noon('America/Havana', '2027-01-15T12:00Z')).toBe(-240)
    expect(noon('America/Havana', '2028-01-15T12:00Z')).toBe(-300)
  })

  it('has no row that the data of this Node has caught up with', () => {
    for (const { zones: names, from, until, offset } of zoneNews) {
      const known = new Intl.DateTimeFormat('en-US', { timeZone: names[0], timeZoneName: 'longOffset' })
      const last = Math.min(until, from + 60 * 86_400_000) - 1
      const says = known.format(last).split('GMT')[1]
      const meant = `-${String(-offset / 3_600_000).padStart(2, '0')}:00`
      expect(says === meant, `${names[0]}: the row may go`).toBe(false)
    }
  })

  it('takes the first of a doubled time, and of a missing one the jump', () => {
    const instant = (name: string, wall: string) =>
      new Date(zoneOf(name)?.instantOf(Date.parse(`${wall}Z`)) ?? 0).toISOString()
    expect(instant('America/Toronto', '2026-03-08T02:30')).toBe('2026-03-08T07:00:00.000Z')
    expect(instant('America/Toronto', '2026-03-08T03:00')).toBe('2026-03-08T07:00:00.000Z')
    expect(instant('America/Toronto', '2026-11-01T01:30')).toBe('2026-11-01T05:30:00.000Z')
    expect(instant('America/Toronto', '2026-11-01T02:00')).toBe('2026-11-01T07:00:00.000Z')
    expect(instant('America/Winnipeg', '2026-11-01T01:30')).toBe('2026-11-01T06:30:00.000Z')
    expect(instant('Australia/Lord_Howe', '2026-10-04T02:15')).toBe('2026-10-03T15:30:00.000Z')
    expect(instant('America/Havana', '2026-03-08T00:00')).toBe('2026-03-08T05:00:00.000Z')
    // A date that never was.
    expect(instant('Pacific/Apia', '2011-12-30T09:00')).toBe('2011-12-30T10:00:00.000Z')
  })

  it('is what its name says, whatever the case; what is none is none', () => {
    expect(zoneOf('america/toronto')?.offsetAt(0)).toBe(zoneOf('America/Toronto')?.offsetAt(0))
    for (const none of ['', 'Mars/Olympus', '+05:00', 'Toronto', '../x', 'A'.repeat(500)])
      expect(zoneOf(none), none).toBeUndefined()
  })

  it('reaches from the year 1 to the year 9999', () => {
    const zone = zoneOf('America/Toronto')
    for (const at of ['0001-01-01T00:00Z', '1883-11-18T17:00Z', '9999-12-31T23:59Z']) {
      const instant = Date.parse(at)
      expect(zone?.instantOf(zone.wallAt(instant)), at).toBe(instant)
    }
  })
})
