/** How many of its runs a bench does: `node bench/NAME.ts SCALE`, or BENCH_SCALE; 1 by default. */
const scale = Number(process.argv[2] ?? process.env['BENCH_SCALE'] ?? 1)

/** The number of runs at this scale, at least `least`. */
export const times = (runs: number, least = 1): number => Math.max(least, Math.round(runs * scale))

export type Goal = { readonly atMost: number } | { readonly atLeast: number } | null
export type Peer = { readonly name: string; readonly value: number }

const rounded = (value: number): number => Number(value.toPrecision(4))

/** One measurement as one JSON line. `goal` is the number that the issue names; null: measured without one. */
export const printLine = (
  bench: string,
  measure: string,
  value: number,
  unit: string,
  goal: Goal,
  peer?: Peer,
): void => {
  const met = goal === null ? null : 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast
  const line = {
    bench,
    measure,
    value: rounded(value),
    unit,
    goal: goal === null ? null : 'atMost' in goal ? goal.atMost : goal.atLeast,
    met,
    ...(peer === undefined ? {} : { peer: { name: peer.name, value: rounded(peer.value) } }),
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** What a bench says besides its measurements. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** The nearest-rank quantile, `q` from 0 to 1; NaN of nothing. */
export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
