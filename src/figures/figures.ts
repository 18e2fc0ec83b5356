import type { Instant, Ms } from '../kernel/time.ts'
import type { Zone } from '../kernel/zone.ts'
import type { Deployed, Failure, Figures, Period, Spread, Stage, Waited, Week } from './types.ts'

const week = 7 * 24 * 3_600_000
const day = 24 * 3_600_000
/** Where nobody says whose days count. */
export const utc: Zone = { name: 'UTC', offsetAt: () => 0, wallAt: (at) => at, instantOf: (wall) => wall }

/** Turned back though nothing was found wrong: a newer one took its place, the window closed, nobody could tell. */
const blameless: ReadonlySet<string> = new Set(['superseded', 'window-closed', 'unsure', 'blind'])

const quantile = (sorted: readonly Ms[], q: number): Ms | null =>
  sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null

/** Spread of values of which some cannot be known. */
export const spreadOf = (values: readonly (Ms | null)[]): Spread => {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  return {
    known: sorted.length,
    unknown: values.length - sorted.length,
    median: quantile(sorted, 0.5),
    p90: quantile(sorted, 0.9),
    longest: quantile(sorted, 1),
  }
}

/** What ends before it begins was dated by a clock that was wrong: it cannot be known. */
const between = (from: Instant | null, to: Instant | null): Ms | null =>
  from === null || to === null || to < from ? null : to - from

/** A new release that people met: what DORA calls a deployment to production. */
export const isDeployment = (one: Deployed): boolean => one.kind === 'ship' && one.movedAt !== null

const byStart = (one: Deployed, other: Deployed): number => one.startedAt - other.startedAt

/** The rollback that left this release before another deployment replaced it. */
const leftBy = (one: Deployed, later: readonly Deployed[]): Deployed | null => {
  for (const next of later) {
    if (next.kind === 'rollback' && next.previous === one.release) return next
    if (next.outcome === 'done' && next.kind !== 'restart') return null
  }
  return null
}

/** Everybody is on a verified release again: the end of the first rollout that ended `done`, forth or back. */
const restoredBy = (later: readonly Deployed[]): Instant | null =>
  later.find(({ outcome, kind }) => outcome === 'done' && kind !== 'restart')?.endedAt ?? null

/** What stood when a rollout began: the last that ended with everybody on it. */
const standing = (earlier: readonly Deployed[]): Deployed | undefined =>
  earlier.findLast(({ outcome, kind }) => (outcome === 'done' || outcome === 'failed') && kind !== 'restart')

/**
 * What of a deployment failed: it was rolled back by the judge or a person, found bad and stayed, or left by a
 * rollback afterwards. Restored when everybody was on a verified release again: the end of the way back or, where
 * there was none or it led to one that was bad itself, the end of the next rollout that ended `done`.
 */
const failureOf = (
  one: Deployed,
  earlier: readonly Deployed[],
  later: readonly Deployed[],
): Failure | null => {
  const at = one.movedAt ?? one.startedAt
  const failed = (restoredAt: Instant | null): Failure => ({
    environment: one.environment,
    release: one.release,
    at,
    restoredAt,
  })
  if (one.outcome === 'rolled-back') {
    if (blameless.has(one.cause ?? '')) return null
    return failed(standing(earlier)?.outcome === 'failed' ? restoredBy(later) : one.endedAt)
  }
  if (one.outcome === 'failed') return failed(restoredBy(later))
  const left = leftBy(one, later)
  return left === null ? null : failed(restoredBy(later.slice(later.indexOf(left))))
}

type Judged = { readonly one: Deployed; readonly failure: Failure | null; readonly reworks: boolean }

const judged = (history: readonly Deployed[]): readonly Judged[] => {
  const environments = [...new Set(history.map(({ environment }) => environment))]
  return environments.flatMap((environment) => {
    const own = history.filter((one) => one.environment === environment).sort(byStart)
    let afterFailure = false
    return own.flatMap((one, at) => {
      if (!isDeployment(one)) return []
      const failure = failureOf(one, own.slice(0, at), own.slice(at + 1))
      const reworks = afterFailure
      afterFailure = failure !== null
      return [{ one, failure, reworks }]
    })
  })
}

const stages: Readonly<Record<Stage, (one: Deployed) => Ms | null>> = {
  written: (one) => between(one.committedAt, one.shippedAt),
  built: (one) => between(one.shippedAt, one.builtAt),
  waited: (one) => between(one.builtAt, one.startedAt),
  'rolled-out': (one) => between(one.startedAt, one.endedAt),
  whole: (one) => between(one.committedAt, one.endedAt),
}

/** Lead times are of deployments that reached everybody. */
const leadTimes = (all: readonly Judged[]): Figures['leadTime'] => {
  const reached = reachedBy(all)
  const of = (stage: Stage) => spreadOf(reached.map(stages[stage]))
  return {
    written: of('written'),
    built: of('built'),
    waited: of('waited'),
    'rolled-out': of('rolled-out'),
    whole: of('whole'),
  }
}

const reachedBy = (all: readonly Judged[]): readonly Deployed[] =>
  all.map(({ one }) => one).filter(({ outcome }) => outcome === 'done')

/** Only those that waited for something count for it. */
const waitedFor = (all: readonly Judged[]): readonly Waited[] => {
  const reached = reachedBy(all)
  const unknown = reached.filter(({ waits }) => waits === null).length
  const byCause = new Map<string, Ms[]>()
  for (const { waits } of reached) {
    const own = new Map<string, Ms>()
    for (const wait of waits ?? []) own.set(wait.cause, (own.get(wait.cause) ?? 0) + wait.for)
    for (const [cause, time] of own) if (time > 0) byCause.set(cause, [...(byCause.get(cause) ?? []), time])
  }
  return [...byCause]
    .map(([cause, times]) => {
      const { known: deployments, ...spread } = spreadOf(times)
      return { cause, deployments, ...spread, unknown, total: times.reduce((sum, time) => sum + time, 0) }
    })
    .sort((a, b) => b.total - a.total || (a.cause < b.cause ? -1 : 1))
}

/** Where each week of a period begins: at midnight of its zone where the period does, whatever the clocks did since. */
const weekStarts = (period: Period, zone: Zone, until: Instant): readonly Instant[] => {
  const wall = zone.wallAt(period.from)
  const starts = [period.from]
  for (let n = 1; ; n += 1) {
    const start = zone.instantOf(wall + n * week)
    if (start > until) return starts
    starts.push(start)
  }
}

/** Weeks of the period, counted from its start, from the first that has a deployment to the last. */
const weeksOf = (period: Period, zone: Zone, all: readonly Judged[]): readonly Week[] => {
  const met = all.map(({ one }) => one.movedAt ?? one.startedAt)
  if (met.length === 0) return []
  const first = met.reduce((least, at) => Math.min(least, at))
  const last = met.reduce((most, at) => Math.max(most, at))
  const starts = weekStarts(period, zone, last)
  const weeks = starts
    .map((from) => ({ from, deployments: 0, failures: 0 }))
    .slice(
      Math.max(
        0,
        starts.findLastIndex((start) => start <= first),
      ),
    )
  for (const [n, { failure }] of all.entries()) {
    const own = weeks.findLast(({ from }) => from <= (met[n] ?? last))
    if (own === undefined) continue
    own.deployments += 1
    if (failure !== null) own.failures += 1
  }
  return weeks
}

const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/**
 * DORA's figures of a period, by the definitions above (https://dora.dev/guides/dora-metrics-four-keys/): a deployment
 * counts in the period in which the first people met it. `history`: every rollout of the environments asked about,
 * also those before and after the period, so that what came of a deployment is known. `zone`: whose days weeks are of.
 */
export const figures = (history: readonly Deployed[], period: Period, zone: Zone = utc): Figures => {
  const all = judged(history).filter(({ one }) => {
    const at = one.movedAt ?? one.startedAt
    return at >= period.from && at < period.to
  })
  const failures = all.flatMap(({ failure }) => failure ?? [])
  const rework = all.filter(({ reworks }) => reworks).length
  return {
    period,
    environments: [...new Set(all.map(({ one }) => one.environment))].sort(),
    deployments: all.length,
    underWay: all.filter(({ one }) => one.outcome === null).length,
    perDay: all.length / Math.max(1, (zone.wallAt(period.to) - zone.wallAt(period.from)) / day),
    leadTime: leadTimes(all),
    waitedFor: waitedFor(all),
    failures,
    changeFailureRate: rateOf(failures.length, all.length),
    timeToRestore: spreadOf(failures.map(({ at, restoredAt }) => between(at, restoredAt))),
    rework,
    reworkRate: rateOf(rework, all.length),
    weeks: weeksOf(period, zone, all),
  }
}
