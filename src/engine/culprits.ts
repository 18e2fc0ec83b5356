import type { TelemetryRow } from '../ports/signal-source.ts'
import type { Culprit, CulpritFault } from '../records/types.ts'
import type { Component } from '../rollout/types.ts'

/** More places than this are not told apart. */
const most = 60
/** Nor, in one place, more ways to fail. */
const mostFaults = 12

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

const withFaults = (before: readonly CulpritFault[], row: TelemetryRow): readonly CulpritFault[] => {
  if (row.faults === undefined) return before
  const all = [...before]
  for (const fault of row.faults) {
    const { method, path, status, count } = fault
    const index = all.findIndex((one) => one.method === method && one.path === path && one.status === status)
    const known = all[index]
    if (known !== undefined) all[index] = { ...known, count: known.count + count }
    else if (all.length < mostFaults) all.push({ ...fault, first: row.second * 1_000 })
  }
  return all.sort((a, b) => b.count - a.count || a.first - b.first)
}

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
    const faults = withFaults(was.faults ?? [], row)
    const next: Culprit = {
      ...was,
      requests: was.requests + row.requests,
      errors: was.errors + row.errors,
      timeouts: was.timeouts + row.timeouts,
      broken: was.broken + row.broken,
      first: was.first ?? (row.errors > 0 ? row.second * 1_000 : null),
      ...(faults.length === 0 ? {} : { faults }),
    }
    if (index >= 0) all[index] = next
    else if (all.length < most) all.push(next)
  }
  return all
}

/** A hop explains the errors of who asked it from this share of them on; fewer are errors of their own. */
const explains = 0.5

/**
 * The place where the errors begin: from where most were answered down along `needs`, to the hop that answers them
 * itself and passes nobody's on.
 */
const deepest = (failing: readonly Culprit[], components: readonly Component[]): Culprit | undefined => {
  const byErrors = [...failing].sort((a, b) => b.errors - a.errors || Number(a.inner) - Number(b.inner))
  let at = byErrors.find((one) => !one.inner) ?? byErrors[0]
  const passed = new Set<string>()
  while (at !== undefined && !passed.has(at.component)) {
    const { component, errors } = at
    passed.add(component)
    const needs = components.find(({ name }) => name === component)?.needs ?? []
    const next = byErrors.find(
      (one) => one.inner && needs.includes(one.component) && one.errors >= errors * explains,
    )
    if (next === undefined) return at
    at = next
  }
  return at
}

/** The places with errors, the likeliest cause first: the deepest hop before those that only pass its errors on. */
export const ranked = (
  culprits: readonly Culprit[],
  components: readonly Component[],
): readonly Culprit[] => {
  const failing = culprits.filter((one) => one.errors > 0)
  const first = deepest(failing, components)
  return [...failing].sort(
    (a, b) =>
      Number(b === first) - Number(a === first) || Number(b.inner) - Number(a.inner) || b.errors - a.errors,
  )
}
