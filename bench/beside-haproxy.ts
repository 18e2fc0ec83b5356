import { type Path, sizes } from './haproxy-files.ts'
import { median, printLine, say, times } from './print-line.ts'
import { cpuSeconds } from './process-figures.ts'
import { type Round, wrk } from './wrk-load.ts'

const rounds = times(7)
const seconds = Math.min(6, times(6, 2))

export type Side = { readonly name: 'ours' | 'haproxy'; readonly port: number; readonly pid: number }
type Measured = Round & { /** Microseconds a request. */ readonly cpu: number }

/** What is compared: the bench's name, how requests come, and the least share of HAProxy's throughput by path. */
export type Comparison = {
  readonly bench: string
  readonly scheme: 'http' | 'https'
  readonly goals: Readonly<Record<Path, number>>
}

/** Rounds in turn, so that what else the machine does falls on both; prints the medians. */
export const compare = async (
  { bench, scheme, goals }: Comparison,
  path: Path,
  script: string,
  ours: Side,
  peer: Side,
): Promise<void> => {
  const measure = async (side: Side, length: number): Promise<Measured> => {
    const before = cpuSeconds(side.pid)
    const round = await wrk(side.port, script, length, scheme)
    const cpu = ((cpuSeconds(side.pid) - before) * 1e6) / round.requests
    if (round.failed > 0) say(`${side.name}: ${round.failed} failed`)
    return { ...round, cpu }
  }
  const seen: { readonly ours: Measured; readonly peer: Measured }[] = []
  for (const side of [ours, peer]) await measure(side, 2)
  for (let n = 0; n < rounds; n += 1) {
    const first = n % 2 === 0 ? ours : peer
    const one = await measure(first, seconds)
    const other = await measure(first === ours ? peer : ours, seconds)
    seen.push(first === ours ? { ours: one, peer: other } : { ours: other, peer: one })
  }
  const of = (pick: (one: Measured) => number) => ({
    own: median(seen.map((round) => pick(round.ours))),
    theirs: { name: 'haproxy', value: median(seen.map((round) => pick(round.peer))) },
  })
  const name = `${sizes[path] / 1_024} KB`
  const [rate, p99, cpu] = [of((one) => one.rate), of((one) => one.p99), of((one) => one.cpu)]
  const ratio = median(seen.map((round) => round.ours.rate / round.peer.rate))
  printLine(bench, `${name}: throughput to HAProxy's`, ratio, 'ratio', { atLeast: goals[path] })
  printLine(bench, `${name}: throughput`, rate.own, 'requests/s', null, rate.theirs)
  printLine(bench, `${name}: p99`, p99.own, 'ms', null, p99.theirs)
  printLine(bench, `${name}: CPU a request`, cpu.own, 'us', null, cpu.theirs)
  const failed = seen.reduce((sum, round) => sum + round.ours.failed, 0)
  printLine(bench, `${name}: failed requests`, failed, 'requests', { atMost: 0 })
}
