import type { TelemetryFault, TelemetryRow } from '../../../ports/signal-source.ts'

/** A row as one line: an array, since names would be most of it. The order is the format; faults come last, where there are any. */
export const encodeRow = (row: TelemetryRow): string => {
  const { s1, s2, s3, s4, s5 } = row.statuses
  return JSON.stringify([
    row.seq,
    row.second,
    row.environment,
    row.generation,
    row.weight,
    row.kind,
    row.side,
    row.release,
    row.component,
    row.revision,
    row.route,
    row.requests,
    row.errors,
    row.repeats,
    s1,
    s2,
    s3,
    s4,
    s5,
    row.timeouts,
    row.broken,
    row.cut,
    row.latency,
    row.newClients,
    ...(row.faults === undefined
      ? []
      : [row.faults.map(({ method, path, status, count }) => [method, path, status, count])]),
  ]) // prettier-ignore
}

type Line = readonly [
  number,
  number,
  string,
  number,
  number,
  TelemetryRow['kind'],
  TelemetryRow['side'],
  number | null,
  string | null,
  string | null,
  string | null,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  TelemetryRow['latency'],
  number,
  (readonly (readonly [string, string, TelemetryFault['status'], number])[])?,
] // prettier-ignore

/** The row of a line; undefined where it is not whole. */
export const decodeRow = (line: string): TelemetryRow | undefined => {
  let read: unknown
  try {
    read = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!Array.isArray(read) || (read.length !== 24 && read.length !== 25) || typeof read[0] !== 'number')
    return undefined
  const [
    seq,
    second,
    environment,
    generation,
    weight,
    kind,
    side,
    release,
    component,
    revision,
    route,
    requests,
    errors,
    repeats,
    s1,
    s2,
    s3,
    s4,
    s5,
    timeouts,
    broken,
    cut,
    latency,
    newClients,
    faults,
  ] = read as unknown as Line // prettier-ignore
  const statuses = { s1, s2, s3, s4, s5 }
  return {
    seq,
    second,
    environment,
    generation,
    weight,
    kind,
    side,
    release,
    component,
    revision,
    route,
    requests,
    errors,
    repeats,
    statuses,
    timeouts,
    broken,
    cut,
    latency,
    newClients,
    ...(faults === undefined
      ? {}
      : { faults: faults.map(([method, path, status, count]) => ({ method, path, status, count })) }),
  } // prettier-ignore
}
