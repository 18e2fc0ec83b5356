import { canonical, type Json } from '../kernel/canonical.ts'
import type { Verdict } from '../kernel/verdict.ts'
import { jobKey, runKey, splitKey } from './keys.ts'
import type {
  Command,
  Generation,
  JobKind,
  Observation,
  Plan,
  Reading,
  Revision,
  Side,
  State,
  Weight,
} from './types.ts'

type Of<K extends Reading['kind']> = Extract<Reading, { kind: K }>
type Stamped = Reading & { readonly asOf: number }

/** What this wake knows: one reading at most of each subject, all for the state that is decided on. */
export type Facts = {
  readonly turn: boolean | undefined
  readonly superseded: string | undefined
  /** The highest generation of the store or in any reading, 0 without. Monotone, so stale ones count too. */
  readonly fence: Generation
  readonly gate: (name: string) => Verdict | undefined
  readonly run: (revision: Revision) => Of<'run'> | undefined
  readonly job: (job: JobKind, revision: Revision) => Of<'job'> | undefined
  readonly split: Of<'split'> | undefined
  readonly verdict: Of<'verdict'> | undefined
  readonly neighbours: Of<'neighbours'> | undefined
}

const subject = (reading: Reading): string => {
  if (reading.kind === 'run') return runKey(reading.revision)
  if (reading.kind === 'job') return jobKey(reading.job, reading.revision)
  if (reading.kind === 'gate') return `gate/${reading.gate}`
  return reading.kind
}

/** Two readings that differ cannot both be of now, and their order cannot be known: the subject is unknown. */
const agreed = (readings: readonly Stamped[], tick: number): Map<string, Stamped> => {
  const known = new Map<string, Stamped>()
  const contradicted = new Set<string>()
  for (const reading of readings) {
    if (reading.asOf !== tick) continue
    const key = subject(reading)
    const other = known.get(key)
    if (
      other !== undefined &&
      canonical(other as unknown as Json) !== canonical(reading as unknown as Json)
    ) {
      contradicted.add(key)
    }
    known.set(key, reading)
  }
  for (const key of contradicted) known.delete(key)
  return known
}

/** Readings to facts. `tick`: the state's, for which alone readings count. */
export const view = (tick: number, readings: readonly Stamped[]): Facts => {
  const known = agreed(
    readings.filter((reading) => reading.kind !== 'fence'),
    tick,
  )
  const read = <K extends Reading['kind']>(kind: K, key: string): Of<K> | undefined => {
    const reading = known.get(key)
    return reading?.kind === kind ? (reading as unknown as Of<K>) : undefined
  }
  const generations = readings.map((reading) => ('generation' in reading ? reading.generation : 0))
  return {
    turn: read('turn', 'turn')?.granted,
    superseded: read('superseded', 'superseded')?.by,
    fence: generations.reduce((highest, one) => Math.max(highest, one), 0),
    gate: (name) => read('gate', `gate/${name}`)?.verdict,
    run: (revision) => read('run', runKey(revision)),
    job: (job, revision) => read('job', jobKey(job, revision)),
    split: read('split', splitKey),
    verdict: read('verdict', 'verdict'),
    neighbours: read('neighbours', 'neighbours'),
  }
}

export const readingsOf = (observations: readonly Observation[]): Stamped[] =>
  observations.filter((one): one is Stamped => one.kind !== 'command')

/** Commands not yet taken, in order, each once. */
export const commandsOf = (observations: readonly Observation[], after: number): Command[] => {
  const fresh = new Map<number, Command>()
  for (const one of observations) if (one.kind === 'command' && one.seq > after) fresh.set(one.seq, one)
  return [...fresh.values()].sort((a, b) => a.seq - b.seq)
}

/** The split as this plan sees it. `weight` is undefined where a third release, or less than all, is served. */
export const splitOf = (
  plan: Plan,
  facts: Facts,
): { weight: Weight | undefined; boot: Side | undefined; generation: Generation } | undefined => {
  const split = facts.split
  if (split === undefined) return undefined
  const fresh = split.shares[plan.release] ?? 0
  const old = plan.previous === null ? 100 - fresh : (split.shares[plan.previous] ?? 0)
  const boot = split.boot === plan.release ? 'new' : split.boot === plan.previous ? 'old' : undefined
  return {
    weight: Math.abs(fresh + old - 100) < 1e-6 ? fresh : undefined,
    boot,
    generation: split.generation,
  }
}

export type Readiness = {
  /** `unknown`: nothing is known to be unready, but something was not read, or not read since it was claimed. */
  readonly all: 'ready' | 'unready' | 'unknown'
  /** Names of components not read as ready. */
  readonly missing: readonly string[]
}

/**
 * Whether a side can carry people. Shared revisions count for the new side, so that nobody is moved forward onto
 * a dead one; they don't count for the old side, where waiting for them would change nothing and block the way back.
 * Workers carry nobody: with `crew` those count too that run side by side, before anybody is moved.
 */
export const readiness = (
  plan: Plan,
  state: Pick<State, 'wants'>,
  facts: Facts,
  side: Side,
  who: 'serving' | 'crew' = 'serving',
): Readiness => {
  let all: Readiness['all'] = 'ready'
  const missing: string[] = []
  for (const component of plan.components) {
    const revision = component[side]
    const shared = component.old === component.new
    if (revision === null || (shared && side === 'old')) continue
    if (component.worker !== undefined && (who === 'serving' || component.worker === 'exclusive')) continue
    const reading = facts.run(revision)
    const want = state.wants[runKey(revision)]
    const claimed =
      shared || (want?.value === 'run' && reading !== undefined && reading.generation >= want.since)
    if (reading?.value === 'ready' && claimed) continue
    missing.push(component.name)
    if (reading !== undefined && reading.value !== 'ready') all = 'unready'
    else if (all === 'ready') all = 'unknown'
  }
  return { all, missing }
}
