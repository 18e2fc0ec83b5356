import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { type DepartureRecord, departuresOf } from '../records/departures.ts'
import { queueOf } from '../records/environments.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { departuresFrom, foresee } from '../train/timetable.ts'
import type { Composition, Foreseen } from '../train/types.ts'
import type { DepartureView, PassengerView, TrainView } from './facade-train.ts'
import { carryingOf } from './train-gate.ts'
import { boardersOf, composed } from './train-passengers.ts'
import { type Train, trainOf } from './train-policy.ts'
import type { Works } from './works.ts'

/** Departures that come, and those that were. */
const shownNext = 6
const shownPast = 4

const passengerOf = (one: Candidate, leads: string | null): PassengerView => ({
  candidate: one.id,
  number: one.number,
  commit: one.commit,
  subject: one.subject,
  by: one.actor.name,
  leads: one.id === leads,
})

const named = async (works: Works, ids: readonly string[]): Promise<readonly Candidate[]> =>
  (await Promise.all(ids.map((id) => candidateOf(works.parts.records, id)))).filter((one) => one !== null)

const leftOf = async (works: Works, left: Composition['left']): Promise<DepartureView['left']> => {
  const all = await named(
    works,
    left.map(({ candidate }) => candidate),
  )
  return left.flatMap(({ candidate, reason }) => {
    const one = all.find(({ id }) => id === candidate)
    return one === undefined ? [] : [{ candidate, number: one.number, why: reason.text }]
  })
}

/** One that was closed, ordered, left or cancelled. */
const recorded = async (works: Works, row: Environment, one: DepartureRecord): Promise<DepartureView> => {
  const { records, clock } = works.parts
  const candidate = one.candidate === null ? null : await candidateOf(records, one.candidate)
  const entry = (await queueOf(records, row.key)).find((waiting) => waiting.candidate === one.candidate)
  const waits = entry?.state === 'waiting' && entry.verdict?.outcome === 'hold' ? entry.verdict.reasons : []
  const delayed = one.state === 'closed' && clock.now() >= one.at
  const aboard = await named(works, candidate?.train?.aboard ?? [])
  const leads = aboard.find(({ commit }) => commit === candidate?.commit)?.id ?? null
  const words: readonly Text[] = one.word === null ? [] : [one.word.text]
  return {
    id: one.id,
    at: one.at,
    cutOff: one.cutOff,
    kind: one.kind,
    state: delayed ? 'delayed' : one.state,
    candidate:
      candidate === null ? null : { id: candidate.id, number: candidate.number, release: candidate.release },
    aboard: aboard.map((passenger) => passengerOf(passenger, leads)),
    holds:
      one.state === 'closed'
        ? waits
            .filter(({ code }) => code !== 'train-departs')
            .flatMap(({ text, change }) => [text, ...(change === undefined ? [] : [change])])
        : words,
    left: await leftOf(works, one.behind),
  }
}

const planned = (one: Foreseen): DepartureView => ({
  id: one.id,
  at: one.at,
  cutOff: one.cutOff,
  kind: 'timetable',
  state: one.leaves ? 'boarding' : 'not-leaving',
  candidate: null,
  aboard: [],
  holds: one.reasons.map(({ text }) => text),
  left: [],
})

/** The train that boards now, with who is aboard as things stand. */
const boarding = async (
  works: Works,
  row: Environment,
  train: Train,
  view: DepartureView,
): Promise<DepartureView> => {
  const { records } = works.parts
  const taken = new Set(
    [...(await carryingOf(records, await departuresOf(records, row.key))).values()].flat(),
  )
  const boarders = (await boardersOf(works, row, train)).filter(
    ({ entry, candidate }) => !taken.has(candidate.id) && entry.at < view.cutOff,
  )
  if (boarders.length === 0) return view
  const { leads, aboard, left, refused } = await composed(works, row, boarders, () => 0)
  const all = boarders.map(({ candidate }) => candidate)
  return {
    ...view,
    aboard: all
      .filter(({ id }) => aboard.includes(id))
      .map((one) => passengerOf(one, leads?.candidate ?? null)),
    left: await leftOf(works, [...left, ...refused]),
  }
}

const upcoming = (
  train: Train,
  known: readonly DepartureRecord[],
  now: Instant,
): readonly DepartureView[] => {
  const found: DepartureView[] = []
  for (const departure of departuresFrom(train.config, train.ask.zone, now)) {
    if (found.length >= shownNext) break
    if (known.some(({ id }) => id === departure.id)) continue
    found.push(planned(foresee(departure, train.ask, train.takes)))
  }
  return found
}

/** Next departures, who is aboard, and what holds each. */
export const trainView = async (works: Works, row: Environment): Promise<TrainView> => {
  const { records, clock } = works.parts
  const now = clock.now()
  const train = await trainOf(works, row)
  const whole = await departuresOf(records, row.key)
  // One of the timetable that is only announced is told as what comes.
  const known = whole.filter(
    ({ kind, state, word }) => kind !== 'timetable' || state !== 'boarding' || word?.planned !== undefined,
  )
  const open = known.filter(({ state }) => state === 'boarding' || state === 'closed')
  const past = known.filter(({ state }) => state === 'left' || state === 'cancelled')
  const shown = [
    ...(await Promise.all([...past.slice(-shownPast), ...open].map((one) => recorded(works, row, one)))),
    ...(train === null ? [] : upcoming(train, known, now)),
  ].toSorted((a, b) => a.at - b.at)
  const first = shown.find(({ state, cutOff }) => state === 'boarding' && cutOff > now)
  const departures =
    train === null || first === undefined
      ? shown
      : await Promise.all(shown.map((one) => (one === first ? boarding(works, row, train, one) : one)))
  return {
    application: row.application,
    environment: row.name,
    release: row.deployed?.release ?? null,
    train: train?.config ?? null,
    timeZone: train?.ask.zone.name ?? null,
    now,
    departures,
  }
}
