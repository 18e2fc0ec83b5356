import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { holidaySets } from '../config/scalars-calendar.ts'
import { easterOf, formatDay, weekdayOf } from './dates.ts'
import { holidaySet, holidaySetNames } from './holidays.ts'
import { jurisdictions } from './jurisdictions.ts'
import { oneOffs, publicServices } from './public-service.ts'
import type { Holiday } from './types.ts'

type Dates = Readonly<Record<string, readonly string[]>>
type Vectors = { readonly observed: Readonly<Record<string, Dates>> } & Readonly<Record<string, Dates>>

/** An independent package's answers for 2019 to 2030. */
const {
  about: _,
  observed,
  ...own
} = JSON.parse(readFileSync(new URL('./vectors/holidays.json', import.meta.url), 'utf8')) as Vectors & {
  about: string
}

const of = (set: string, year: number): readonly Holiday[] => holidaySet(set)?.(year) ?? []
const dates = (set: string, year: number, kind: Holiday['kind']): readonly string[] =>
  of(set, year)
    .filter((holiday) => holiday.kind === kind)
    .map(({ day }) => formatDay(day))

const years = Array.from({ length: 26 }, (__, index) => 2015 + index)
const isWeekend = (day: number): boolean => [0, 6].includes(weekdayOf(day))

describe('statutory holidays', () => {
  it.each(Object.keys(own))('%s: own dates are those of an independent package', (set) => {
    for (const [year, expected] of Object.entries(own[set] ?? {}))
      expect(dates(set, Number(year), 'own'), year).toEqual(expected)
  })

  it('observed dates are those of the vectors, where these have them', () => {
    for (const [set, byYear] of Object.entries(observed))
      for (const [year, expected] of Object.entries(byYear))
        expect(dates(set, Number(year), 'observed'), `${set} ${year}`).toEqual(expected)
  })

  it('there are the federal government, ten provinces and three territories, and config knows the same names', () => {
    expect(Object.keys(jurisdictions)).toHaveLength(14)
    expect(Object.keys(own).toSorted()).toEqual(Object.keys(jurisdictions).toSorted())
    expect([...holidaySets].toSorted()).toEqual([...holidaySetNames].toSorted())
    expect(holidaySet('CA-XX')).toBeUndefined()
    expect(holidaySet('constructor')).toBeUndefined()
  })

  it('every rule has its first year, its observed rule, its names and a source with statute and section', () => {
    for (const rule of Object.values({ ...jurisdictions, ...publicServices }).flat()) {
      expect(rule.from).toBeGreaterThanOrEqual(2000)
      expect(rule.observed).toBe('next-free-weekday')
      // The statute, the section, and where that was not read, by what it was checked instead.
      expect(rule.source).toMatch(
        /(Act|Code|agreement).*(, (s|art) [\d.()-]+|c \d+)( \((statutory|general|public) holiday\))?(;.*)?( \((day|days) .*\))?$/,
      )
      expect(rule.name.en && rule.name.fr).toBeTruthy()
    }
    for (const { scope, source } of oneOffs) {
      expect(scope.length).toBeGreaterThan(0)
      expect(source).not.toBe('')
    }
  })
})

describe.each(holidaySetNames.map((set) => [set]))('%s from 2015 to 2040', (set) => {
  it.each(years)('%i', (year) => {
    const all = of(set, year)
    const ours = all.filter(({ kind }) => kind === 'own')
    const moved = all.filter(({ kind }) => kind === 'observed')
    const text = ours.map(({ day }) => formatDay(day).slice(5))
    for (const fixed of ['01-01', '07-01', '12-25']) expect(text).toContain(fixed)
    // Good Friday and Labour Day.
    expect(ours.map(({ day }) => day)).toContain(easterOf(year) - 2)
    expect(
      ours.filter(({ day }) => weekdayOf(day) === 1 && /^\d{4}-09-0[1-7]$/.test(formatDay(day))),
    ).toHaveLength(1)
    expect(ours.length).toBeGreaterThanOrEqual(6)
    expect(ours.length).toBeLessThanOrEqual(13)
    expect(new Set(all.map(({ day }) => day)).size).toBe(all.length)
    expect(all.map(({ day }) => day)).toEqual(all.map(({ day }) => day).toSorted((a, b) => a - b))
    expect(all.every(({ day }) => formatDay(day).startsWith(String(year)))).toBe(true)
    // Each on a weekend has one working day of its own after it, the first that is free.
    expect(moved).toHaveLength(ours.filter(({ day }) => isWeekend(day)).length)
    for (const one of moved) {
      const from = ours.find(({ name, day }) => name === one.name && day < one.day && one.day - day <= 5)
      expect(from !== undefined && isWeekend(from.day)).toBe(true)
      expect(isWeekend(one.day)).toBe(false)
      for (let day = (from?.day ?? one.day) + 1; day < one.day; day += 1)
        expect(isWeekend(day) || all.some((other) => other.day === day)).toBe(true)
    }
  })
})

describe('what a table would miss', () => {
  it('Christmas on a Sunday moves over Boxing Day', () => {
    expect(dates('CA-ON', 2022, 'observed')).toEqual(['2022-01-03', '2022-12-27'])
    expect(dates('CA-AB', 2022, 'observed')).toEqual(['2022-01-03', '2022-12-26'])
    expect(dates('CA-federal', 2027, 'observed')).toEqual(['2027-12-27', '2027-12-28'])
  })

  it('the public service has two days more, and others in Quebec and the Yukon', () => {
    const more = (set: string, year: number) =>
      dates(set, year, 'own').filter((date) => !dates('CA-federal', year, 'own').includes(date))
    expect(more('CA-federal-public-service', 2026)).toEqual(['2026-04-06', '2026-08-03'])
    expect(more('CA-federal-public-service/QC', 2026)).toEqual(['2026-04-06', '2026-06-24'])
    expect(more('CA-federal-public-service/YT', 2026)).toEqual(['2026-04-06', '2026-08-17'])
    expect(
      of('CA-federal-public-service/QC', 2028).map(({ day, kind }) => [formatDay(day), kind]),
    ).toContainEqual(['2028-06-26', 'observed'])
  })

  it('the day of mourning of 2022 was six provinces’ and the public service’s', () => {
    const had = holidaySetNames.filter((set) => dates(set, 2022, 'own').includes('2022-09-19'))
    expect(had.toSorted()).toEqual(
      [
        'CA-BC',
        'CA-NB',
        'CA-NL',
        'CA-NS',
        'CA-PE',
        'CA-YT',
        'CA-federal-public-service',
        'CA-federal-public-service/QC',
        'CA-federal-public-service/YT',
      ].toSorted(),
    )
  })

  it('rules begin and end in their years', () => {
    expect(dates('CA-BC', 2012, 'own')).not.toContain('2012-02-13')
    expect(dates('CA-BC', 2018, 'own')).toContain('2018-02-12')
    expect(dates('CA-BC', 2019, 'own')).toContain('2019-02-18')
    expect(dates('CA-federal', 2020, 'own')).not.toContain('2020-09-30')
    expect(dates('CA-federal', 2021, 'own')).toContain('2021-09-30')
  })
})
