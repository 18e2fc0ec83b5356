import type { Instant, Ms } from '../kernel/time.ts'
import type { Deployed, Failure, Figures, Period, Spread, Stage, Waited, Week } from './types.ts'

const week = 7 * 24 * 3_600_000
const day = 24 * 3_600_000

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

const between = (from: Instant | null, to: Instant | null): Ms | null =>
  from === null || to === null ? null : Math.max(0, to - from)

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

/**
 * What of a deployment failed: it was rolled back by the judge or a person, found bad and stayed, or left by a
 * rollback afterwards. Restored when everybody was on a verified release again: the end of the way back or, where
 * there was none, the next deployment that ended `done`.
 */
const failureOf = (one: Deployed, later: readonly Deployed[]): Failure | null => {
  const at = one.movedAt ?? one.startedAt
  const failed = (restoredAt: Instant | null): Failure => ({
    environment: one.environment,
    release: one.release,
    at,
    restoredAt,
  })
  if (one.outcome === 'rolled-back') return blameless.has(one.cause ?? '') ? null : failed(one.endedAt)
  if (one.outcome === 'failed')
    return failed(
      later.find(({ outcome, kind }) => outcome === 'done' && kind !== 'restart')?.endedAt ?? null,
    )
  const left = leftBy(one, later)
  return left === null ? null : failed(left.outcome === 'done' ? left.endedAt : null)
}

type Judged = { readonly one: Deployed; readonly failure: Failure | null; readonly reworks: boolean }

const judged = (history: readonly Deployed[]): readonly Judged[] => {
  const environments = [...new Set(history.map(({ environment }) => environment))]
  return environments.flatMap((environment) => {
    const own = history.filter((one) => one.environment === environment).sort(byStart)
    let afterFailure = false
    return own.flatMap((one, at) => {
      if (!isDeployment(one)) return []
      const failure = failureOf(one, own.slice(at + 1))
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

/** Weeks of the period, counted from its start, from the first that has a deployment to the last. */
const weeksOf = (period: Period, all: readonly Judged[]): readonly Week[] => {
  const slots = all.map(({ one }) => Math.floor(((one.movedAt ?? one.startedAt) - period.from) / week))
  if (slots.length === 0) return []
  const first = slots.reduce((least, slot) => Math.min(least, slot))
  const last = slots.reduce((most, slot) => Math.max(most, slot))
  const weeks = Array.from({ length: last - first + 1 }, (_, n) => ({
    from: period.from + (first + n) * week,
    deployments: 0,
    failures: 0,
  }))
  all.forEach(({ failure }, at) => {
    const own = weeks[(slots[at] ?? first) - first]
    if (own === undefined) return
    own.deployments += 1
    if (failure !== null) own.failures += 1
  })
  return weeks
}

const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/**
 * DORA's figures of a period, by the definitions above (https://dora.dev/guides/dora-metrics-four-keys/): a deployment
 * counts in the period in which the first people met it. `history`: every rollout of the environments asked about,
 * also those before and after the period, so that what came of a deployment is known.
 */
export const figures = (history: readonly Deployed[], period: Period): Figures => {
  const all = judged(history).filter(({ one }) => {
    const at = one.movedAt ?? one.startedAt
    return at >= period.from && at < period.to
  })
  const failures = all.flatMap(({ failure }) => failure ?? [])
  const rework = all.filter(({ reworks }) => reworks).length
  return {
    period,
    deployments: all.length,
    perDay: all.length / Math.max(1, (period.to - period.from) / day),
    leadTime: leadTimes(all),
    waitedFor: waitedFor(all),
    failures,
    changeFailureRate: rateOf(failures.length, all.length),
    timeToRestore: spreadOf(failures.map(({ at, restoredAt }) => between(at, restoredAt))),
    rework,
    reworkRate: rateOf(rework, all.length),
    weeks: weeksOf(period, all),
  }
}
