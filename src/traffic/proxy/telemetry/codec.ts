import type { TelemetryRow } from '../../../ports/signal-source.ts'

/** A row as one line: an array, since names would be most of it. The order is the format. */
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
] // prettier-ignore

/** The row of a line; undefined where it is not whole. */
export const decodeRow = (line: string): TelemetryRow | undefined => {
  let read: unknown
  try {
    read = JSON.parse(line)
  } catch {
    return undefined
  }
  if (!Array.isArray(read) || read.length !== 24 || typeof read[0] !== 'number') return undefined
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
  } // prettier-ignore
}
