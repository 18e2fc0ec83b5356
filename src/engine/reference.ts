import type { Reference, Traffic } from '../analysis/types.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { deploymentsOf } from '../records/environments.ts'
import { rolloutsOf } from '../records/rollouts.ts'
import type { Environment } from '../records/types.ts'
import type { Parts } from './parts.ts'

const span: Ms = 3_600_000
const pageSize = 20_000
/** More rows than this are not read: the newest hour of a very busy edge is cut at its beginning. */
const mostPages = 50

/** Releases that were fully out here and that nobody took back. */
const trusted = async (parts: Parts, row: Environment): Promise<ReadonlySet<number>> => {
  const { records } = parts
  const good = (await deploymentsOf(records, row.key)).filter((one) => one.good).map((one) => one.release)
  const where = { application: row.application, environment: row.key }
  const left = (await rolloutsOf(records, where, 200)).flatMap((one) =>
    one.kind === 'rollback' && one.outcome === 'done' && one.previous !== null ? [one.previous] : [],
  )
  return new Set(good.filter((release) => !left.includes(release)))
}

export type LastHour = {
  /**
   * JUDGE (d): people's requests, without repeats, answered in the hour before now by releases that were fully out
   * and never taken back. Null where there are none: the release is then not compared.
   */
  readonly reference: Reference | null
  /** All of people's requests by the seconds that telemetry has; null where it has none. */
  readonly traffic: Traffic | null
}

export const lastHourOf = async (parts: Parts, row: Environment, now: Instant): Promise<LastHour> => {
  const counted = await trusted(parts, row)
  if (counted.size === 0) return { reference: null, traffic: null }
  let cursor = await parts.signals.cursorAt(Math.floor((now - span) / 1_000))
  let [requests, errors, all] = [0, 0, 0]
  const seconds = new Set<number>()
  for (let page = 0; page < mostPages; page += 1) {
    const { rows, cursor: next } = await parts.signals.rows(cursor, pageSize)
    for (const one of rows) {
      if (one.environment !== row.key) continue
      if (one.kind === 'people' || one.kind === 'heartbeat') seconds.add(one.second)
      if (one.kind !== 'people') continue
      all += one.requests
      if (one.release === null || !counted.has(one.release)) continue
      requests += one.requests - one.repeats
      errors += one.errors - one.repeats
    }
    if (rows.length < pageSize) break
    cursor = next
  }
  return {
    reference: requests === 0 ? null : { requests, errors },
    traffic:
      seconds.size === 0
        ? null
        : { perSecond: all / seconds.size, errorRate: requests === 0 ? 0 : errors / requests },
  }
}
