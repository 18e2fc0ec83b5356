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

/**
 * Rows of one environment as the judge takes them: one sample for each second and generation, people at the edge
 * only. Inner hops, forced versions and health checks are not in it; a heartbeat is a second of zeros.
 */
export const samplesOf = (rows: readonly TelemetryRow[], environment: string): readonly Sample[] => {
  const samples = new Map<string, Sample>()
  for (const row of rows) {
    if (row.environment !== environment) continue
    if (row.kind !== 'people' && row.kind !== 'heartbeat') continue
    const key = `${row.second}/${row.generation}`
    const { second, generation, weight } = row
    const sample = samples.get(key) ?? {
      second,
      generation,
      weight,
      complete: true,
      old: nothing,
      new: nothing,
    }
    const side = row.kind === 'people' ? row.side : null
    samples.set(key, side === null ? sample : { ...sample, [side]: plus(sample[side], row) })
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
      const before = counted[key] ?? (side === 'old' ? run.crashes : 0)
      for (let n = before; n < run.crashes; n += 1) {
        crashes.push({ at: run.lastCrash?.at ?? now, side, component: component.name })
      }
      next[key] = run.crashes
    }
  }
  return { crashes, counted: next }
}
