import type { Text } from '../kernel/text.ts'
import { type Day, easterOf, onOrAfter, theDay } from './dates.ts'
import { holidayNames as names } from './holiday-names.ts'

/** One holiday of one jurisdiction, by law. */
export type Rule = {
  readonly name: Text
  /** The first and, where it ended, the last year that has it. */
  readonly from: number
  readonly to?: number
  readonly on: (year: number) => Day
  /** Where it moves to from a Saturday or Sunday; its own date stays closed. */
  readonly observed: 'next-free-weekday'
  /** Statute, section. */
  readonly source: string
}

/** A day that was proclaimed once, and for whom. */
export type OneOff = {
  readonly day: Day
  readonly name: Text
  readonly scope: readonly string[]
  readonly source: string
}

export type On = Rule['on']

const monday = 1
const friday = -2

export const fixed =
  (month: number, day: number): On =>
  (year) =>
    theDay(year, month, day)

export const nthMonday =
  (nth: number, month: number): On =>
  (year) =>
    onOrAfter(theDay(year, month, 1), monday) + (nth - 1) * 7

/** The Monday before 25 May. */
export const beforeMay25: On = (year) => onOrAfter(theDay(year, 5, 18), monday)
export const goodFriday: On = (year) => easterOf(year) + friday
export const easterMonday: On = (year) => easterOf(year) + 1

/** Nobody asks for windows before: rules that are older begin here. */
const begin = 2000

export type Row = readonly [
  name: Text,
  on: On,
  from?: number | undefined,
  to?: number | undefined,
  source?: string,
]

/** The rules of a jurisdiction whose days stand in one section, except where a row names another. */
export const rulesOf = (source: string, rows: readonly Row[]): readonly Rule[] =>
  rows.map(([name, on, from = begin, to, own = source]) => ({
    name,
    from,
    ...(to === undefined ? {} : { to }),
    on,
    observed: 'next-free-weekday',
    source: own,
  }))

/** Days that every jurisdiction has, on the same dates. */
export const everywhere = {
  newYear: [names.newYear, fixed(1, 1)],
  goodFriday: [names.goodFriday, goodFriday],
  victoria: [names.victoria, beforeMay25],
  canada: [names.canada, fixed(7, 1)],
  labour: [names.labour, nthMonday(1, 9)],
  thanksgiving: [names.thanksgiving, nthMonday(2, 10)],
  remembrance: [names.remembrance, fixed(11, 11)],
  christmas: [names.christmas, fixed(12, 25)],
  boxing: [names.boxing, fixed(12, 26)],
} as const satisfies Record<string, Row>

/** 30 September, since the year in which the jurisdiction made it a holiday. */
export const truthSince = (from: number): Row => [names.truth, fixed(9, 30), from]
