import type { TelemetryRow } from '../ports/signal-source.ts'
import type { Culprit } from '../records/types.ts'
import type { Component } from '../rollout/types.ts'

/** More places than this are not told apart. */
const most = 60

/** Rows tell a revision by its key or by the last part of it. */
const isOf = (component: Component, row: TelemetryRow): boolean =>
  row.component === component.name &&
  row.revision !== null &&
  component.new !== null &&
  component.new !== component.old &&
  (component.new === row.revision || component.new.endsWith(`/${row.revision}`))

const placeOf = (row: TelemetryRow, components: readonly Component[], release: number) => {
  if (row.component === null) return null
  if (row.kind === 'people' && row.release === release) {
    return { component: row.component, route: row.route, inner: false }
  }
  const inner = row.kind === 'inner' && components.some((component) => isOf(component, row))
  return inner ? { component: row.component, route: null, inner: true } : null
}

const same = (one: Culprit, other: Pick<Culprit, 'component' | 'route' | 'inner'>): boolean =>
  one.component === other.component && one.route === other.route && one.inner === other.inner

/** Adds rows to what each place of the new release answered. Shared revisions answer for both releases: left out. */
export const culpritsOf = (
  before: readonly Culprit[],
  rows: readonly TelemetryRow[],
  where: {
    readonly environment: string
    readonly release: number
    readonly components: readonly Component[]
  },
): readonly Culprit[] => {
  const all = [...before]
  for (const row of rows) {
    if (row.environment !== where.environment) continue
    const place = placeOf(row, where.components, where.release)
    if (place === null) continue
    const index = all.findIndex((one) => same(one, place))
    const was = all[index] ?? { ...place, requests: 0, errors: 0, timeouts: 0, broken: 0, first: null }
    const next: Culprit = {
      ...was,
      requests: was.requests + row.requests,
      errors: was.errors + row.errors,
      timeouts: was.timeouts + row.timeouts,
      broken: was.broken + row.broken,
      first: was.first ?? (row.errors > 0 ? row.second * 1_000 : null),
    }
    if (index >= 0) all[index] = next
    else if (all.length < most) all.push(next)
  }
  return all
}

/** The places with errors, the likeliest cause first: inner hops before the edge that only passes their errors on. */
export const ranked = (culprits: readonly Culprit[]): readonly Culprit[] =>
  culprits
    .filter((one) => one.errors > 0)
    .sort((a, b) => Number(b.inner) - Number(a.inner) || b.errors - a.errors)
