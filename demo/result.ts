import type { Text } from '../src/kernel/text.ts'
import type { Ms } from '../src/kernel/time.ts'
import type { CrowdReport } from './crowd/protocol.ts'

/** One version of the demo, shipped. Instants in milliseconds since the epoch. */
export type Shipped = {
  readonly name: string
  readonly change: Text
  readonly committedAt: number
  /** Exit code of `ecluse ship`, and the one that the demo wants: 0 live, 3 rolled back. */
  readonly code: number
  readonly wanted: 0 | 3
  /** The release's number and how its rollout ended, as `ecluse history` says it. */
  readonly release: number | null
  readonly outcome: string | null
  /** How `ecluse history` sums its rollout up: the headline, then what decided. */
  readonly told: readonly Text[]
}

/** Claims that people were told are stored, against the database. Names of the first few that are not right. */
export type Claims = {
  readonly acknowledged: number
  readonly stored: number
  readonly missing: readonly string[]
  readonly doubled: readonly string[]
}

/** The ledger's chain, read whole; `broken`: which entry is not what it was. */
export type Ledger = { readonly entries: number; readonly broken: Text | null }

/** Everything that one run of the demo came to; null where it did not get so far. */
export type Result = {
  readonly shipped: readonly Shipped[]
  readonly wanted: readonly string[]
  readonly crowd: CrowdReport | null
  readonly claims: Claims | null
  readonly ledger: Ledger | null
  /** Requests a second that people were to send. */
  readonly rate: number
  readonly took: Ms
}

/** What decides the exit code; each must hold. */
export type Check =
  | 'good-versions-live'
  | 'bad-version-taken-back'
  | 'planted-seen'
  | 'failed-by-releasing'
  | 'backwards'
  | 'mismatched'
  | 'claims'
  | 'ledger'

const isRight = (one: Shipped): boolean =>
  one.code === one.wanted && one.outcome === (one.wanted === 0 ? 'done' : 'rolled-back')

const all = (result: Result, wanted: 0 | 3): boolean => {
  const right = result.shipped.filter((one) => one.wanted === wanted && isRight(one)).length
  return right === (wanted === 3 ? 1 : result.wanted.length - 1)
}

/** Older answers after newer ones, where nothing was rolled back: going back from v3 is the way back itself. */
export const backwards = (report: CrowdReport): number =>
  report.backwards.filter((move) => move.from !== 'v3').length

/** The longest anybody met the bad version after its first bad answer; null where there was none. */
export const badToZero = (report: CrowdReport): Ms | null => {
  const last = report.releases['v3']?.lastSentAt
  return report.firstPlantedAt === null || last === undefined ? null : last - report.firstPlantedAt
}

/** From the commit until the last request that the version before it answered was sent; of the first: its first answer. */
export const toEverybody = (result: Result, name: string): Ms | null => {
  const index = result.wanted.indexOf(name)
  const at = result.shipped.find((one) => one.name === name)?.committedAt
  const before = result.wanted[index - 1]
  const seen = result.crowd?.releases
  const until = before === undefined ? seen?.[name]?.firstAt : seen?.[before]?.lastSentAt
  return at === undefined || until === undefined || until < at ? null : until - at
}

export const checks = (result: Result): Readonly<Record<Check, boolean>> => {
  const { crowd, claims, ledger } = result
  return {
    'good-versions-live': all(result, 0),
    'bad-version-taken-back': all(result, 3),
    'planted-seen': crowd !== null && crowd.planted > 0,
    'failed-by-releasing': crowd !== null && crowd.requests > 0 && crowd.failed === 0,
    backwards: crowd !== null && backwards(crowd) === 0,
    mismatched: crowd !== null && crowd.mismatched === 0,
    claims:
      claims !== null &&
      claims.acknowledged > 0 &&
      claims.missing.length === 0 &&
      claims.doubled.length === 0,
    ledger: ledger !== null && ledger.entries > 0 && ledger.broken === null,
  }
}

export const holds = (result: Result): boolean => Object.values(checks(result)).every(Boolean)
