import type { Crash, Sample, SideCounts } from '../analysis/types.ts'
import type { Instant } from '../kernel/time.ts'
import type { TelemetryRow } from '../ports/signal-source.ts'
import type { Component } from '../rollout/types.ts'
import type { World } from './world.ts'

const nothing: SideCounts = { requests: 0, errors: 0, rawRequests: 0, rawErrors: 0, newClients: 0 }

/** A repeat is one error left out of both the requests and the errors (JUDGE, "What counts"). */
const plus = (sum: SideCounts, row: TelemetryRow): SideCounts => ({
  requests: sum.requests + row.requests - row.repeats,
  errors: sum.errors + row.errors - row.repeats,
  rawRequests: sum.rawRequests + row.requests,
  rawErrors: sum.rawErrors + row.errors,
  newClients: sum.newClients + row.newClients,
})

/** Whose samples they are to be. */
export type Subject = {
  readonly environment: string
  readonly release: number
  readonly previous: number | null
  /** The first generation of the split that was the rollout's own; null before it moved anybody. */
  readonly own: number | null
  /** The generation that evidence counts for, with its weight; null where no weight is observed. */
  readonly level: { readonly of: number; readonly weight: number } | null
}

/** A split issued twice has two generations and is one level: its rows all count for the first of them. */
const generationOf = ({ generation, weight }: TelemetryRow, { level }: Subject): number =>
  level !== null && generation >= level.of && weight === level.weight ? level.of : generation

const sideOf = (row: TelemetryRow, subject: Subject): 'old' | 'new' | null => {
  if (row.kind !== 'people') return null
  if (row.release === subject.release) return 'new'
  return row.release !== null && row.release === subject.previous ? 'old' : null
}

/**
 * Rows of one environment as the judge takes them: one sample for each second and generation, people at the edge
 * only. Inner hops, forced versions and health checks are not in it; a heartbeat is a second of zeros. Sides are
 * told by release: before a rollout's own first split, the previous release is the new side of the one before.
 */
export const samplesOf = (rows: readonly TelemetryRow[], subject: Subject): readonly Sample[] => {
  const samples = new Map<string, Sample>()
  for (const row of rows) {
    if (row.environment !== subject.environment) continue
    if (row.kind !== 'people' && row.kind !== 'heartbeat') continue
    const mine = subject.own !== null && row.generation >= subject.own
    const generation = mine ? generationOf(row, subject) : row.generation
    const key = `${row.second}/${generation}`
    const weight = mine ? row.weight : 0
    const before = samples.get(key) ?? {
      second: row.second,
      generation,
      weight,
      complete: true,
      old: nothing,
      new: nothing,
    }
    const side = mine ? sideOf(row, subject) : null
    samples.set(key, side === null ? before : { ...before, [side]: plus(before[side], row) })
  }
  return [...samples.values()].sort((a, b) => a.second - b.second || a.generation - b.generation)
}

/** Rows are handed on by whole seconds: those of the last second of a full page wait for the next page. */
export const wholeSeconds = (
  rows: readonly TelemetryRow[],
  full: boolean,
): { readonly rows: readonly TelemetryRow[]; readonly cursor: number | null } => {
  const last = rows.at(-1)
  if (!full || last === undefined) return { rows, cursor: last?.seq ?? null }
  const whole = rows.filter((row) => row.second < last.second)
  // A page that one second fills alone is handed on as it is: waiting for its end would wait for ever.
  if (whole.length === 0) return { rows, cursor: last.seq }
  return { rows: whole, cursor: whole.at(-1)?.seq ?? null }
}

/**
 * Crashes since the last reading, each once. A revision that both releases share belongs to neither side. Only the
 * moment of the last one is known: several between two readings carry the same.
 */
export const crashesOf = (
  world: World,
  components: readonly Component[],
  counted: Readonly<Record<string, number>>,
  now: Instant,
): { readonly crashes: readonly Crash[]; readonly counted: Readonly<Record<string, number>> } => {
  const crashes: Crash[] = []
  const next: Record<string, number> = { ...counted }
  for (const component of components) {
    if (component.old === component.new) continue
    for (const side of ['old', 'new'] as const) {
      const key = component[side]
      const run = key === null ? undefined : world.target?.runs.find((one) => one.key === key)
      if (key === null || run === undefined) continue
      for (let n = counted[key] ?? 0; n < run.crashes; n += 1) {
        crashes.push({ at: run.lastCrash?.at ?? now, side, component: component.name })
      }
      next[key] = run.crashes
    }
  }
  return { crashes, counted: next }
}

/** What had crashed before a rollout began is no evidence about it. */
export const crashesSoFar = (world: World, environment: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    (world.target?.runs ?? [])
      .filter((run) => run.key.startsWith(`${environment}/`))
      .map((run) => [run.key, run.crashes]),
  )
