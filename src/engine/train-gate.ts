import type { GateVerdict } from '../gates/types.ts'
import type { Instant } from '../kernel/time.ts'
import { hold, pass, type Verdict } from '../kernel/verdict.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { type DepartureRecord, departuresOf } from '../records/departures.ts'
import type { Records } from '../records/handle.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { nextFor } from '../train/timetable.ts'
import * as words from './messages-train.ts'
import { type Boarder, ownGates, takesTrain } from './train-passengers.ts'
import { type Train, trainOf } from './train-policy.ts'
import type { Works } from './works.ts'

type Next = { readonly id: string; readonly at: Instant }

/** Whom the trains that are closed carry, by the candidate of each. */
export const carryingOf = async (
  records: Records,
  known: readonly DepartureRecord[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const found = new Map<string, readonly string[]>()
  for (const { state, candidate: id } of known) {
    const candidate = state === 'closed' && id !== null ? await candidateOf(records, id) : null
    if (candidate?.train) found.set(candidate.id, candidate.train.aboard)
  }
  return found
}

/** The next of the timetable that leaves, as people changed it: one that was cancelled does not. */
const nextOf = (known: readonly DepartureRecord[], train: Train, now: Instant): Next | null => {
  const changed = (id: string) => known.find((one) => one.id === id)
  const moved = known.filter(
    ({ kind, state, word, cutOff }) =>
      kind === 'timetable' && state === 'boarding' && word?.planned !== undefined && cutOff > now,
  )
  const planned = nextFor(train.config, train.ask, now, train.takes, ({ id }) => {
    const one = changed(id)
    return one === undefined || (one.state === 'boarding' && one.word?.planned === undefined)
  })
  return [...moved, ...(planned === null ? [] : [planned])].toSorted((a, b) => a.at - b.at)[0] ?? null
}

/** Which train carries a candidate: one that is closed with it aboard, an extra one that boards, or the next. */
export const trainFor = (
  candidate: Candidate,
  carrying: ReadonlyMap<string, readonly string[]>,
  known: readonly DepartureRecord[],
  train: Train,
  now: Instant,
): Next | null => {
  const closed = known.find(
    ({ state, candidate: id }) =>
      state === 'closed' && id !== null && carrying.get(id)?.includes(candidate.id) === true,
  )
  if (closed !== undefined) return closed
  const extra = known.find(
    ({ state, kind, cutOff }) => state === 'boarding' && kind !== 'timetable' && cutOff > now,
  )
  const planned = nextOf(known, train, now)
  return extra !== undefined && (planned === null || extra.at < planned.at) ? extra : planned
}

const departs = async (works: Works, row: Environment, candidate: Candidate): Promise<Verdict> => {
  const { train } = candidate
  const { records, clock } = works.parts
  const departure = (await departuresOf(records, row.key)).find(({ id }) => id === train?.departure)
  if (train === null || departure === undefined) return pass()
  const text = words.departsAt(departure.id)
  if (clock.now() < departure.at) return hold({ code: 'train-departs', text }, departure.at)
  // What it was composed upon does not run any more: it is composed anew before it leaves.
  if (row.deployed?.manifest !== train.base) return hold({ code: 'train-recomposes', text })
  return pass({ code: 'train-departs', text })
}

const boarded = async (
  works: Works,
  row: Environment,
  train: Train,
  candidate: Candidate,
): Promise<Verdict> => {
  const { records, clock } = works.parts
  const known = await departuresOf(records, row.key)
  const carrying = await carryingOf(records, known)
  const next = trainFor(candidate, carrying, known, train, clock.now())
  return next === null
    ? hold({ code: 'aboard', text: words.noDeparture, change: words.noDepartureChange })
    : hold({ code: 'aboard', text: words.aboard(next.id), values: { departure: next.id } }, next.at)
}

/**
 * The gates of one that waits, where a train is in force: who boards answers for itself alone and waits for the train
 * that carries it; the train answers for all that leaves, and waits for its departure.
 */
export const byTrain = async (
  works: Works,
  row: Environment,
  { candidate }: Boarder,
  gates: readonly GateVerdict[],
): Promise<readonly GateVerdict[]> => {
  if (candidate.train?.environment === row.key)
    return [...gates, { gate: 'train', verdict: await departs(works, row, candidate) }]
  const train = await trainOf(works, row)
  if (train === null || !takesTrain(train, candidate, row.key)) return gates
  return [...ownGates(gates), { gate: 'train', verdict: await boarded(works, row, train, candidate) }]
}
