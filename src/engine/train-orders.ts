import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { peopleOf } from '../policy/people.ts'
import { boarding, type DepartureRecord, departuresOf, putDeparture } from '../records/departures.ts'
import { queueOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import type { Environment } from '../records/types.ts'
import { departuresFrom, nameOf } from '../train/timetable.ts'
import type { DoneView } from './facade.ts'
import type { TrainOrder } from './facade-train.ts'
import { journal } from './journal.ts'
import * as words from './messages-train.ts'
import * as problems from './problems-train.ts'
import { withdrawTrain } from './train.ts'
import { boardersOf } from './train-passengers.ts'
import { type Train, trainOf } from './train-policy.ts'
import type { Works } from './works.ts'

const minute = 60_000
const day = 86_400_000
/** How far ahead a train can be ordered, delayed or cancelled. */
const farthest = 60 * day

/** Administrators, and whoever has the conductor's role: by the key that they came in with. */
const checkRight = ({ config, policy }: Train, actor: Actor, admin: boolean): void => {
  if (admin) return
  const { conductor } = config
  const person = peopleOf(policy.approvers).find(({ signers }) =>
    signers.some(({ key }) => key.fingerprint === actor.key),
  )
  if (conductor !== null && person?.roles.includes(conductor) === true) return
  throw new ProblemError(problems.notTheConductor(conductor))
}

/** A departure of the timetable by its name, as people changed it. */
const named = (train: Train, known: readonly DepartureRecord[], id: string, now: number): DepartureRecord => {
  const found = known.find((one) => one.id === id)
  if (found !== undefined) return found
  const names: string[] = []
  for (const one of departuresFrom(train.config, train.ask.zone, now)) {
    if (one.at > now + farthest) break
    if (one.id === id) return boarding(one)
    if (names.length < 4) names.push(one.id)
  }
  throw new ProblemError(problems.noSuchDeparture(id, names))
}

const still = (one: DepartureRecord): void => {
  if (one.state === 'left' || one.state === 'cancelled')
    throw new ProblemError(problems.departureOver(one.id, one.state))
}

/** The candidate of a number that boarded; undefined: the train is for whoever did. */
const forOne = async (works: Works, row: Environment, train: Train, number: number | null | undefined) => {
  if (number == null) return undefined
  const found = (await boardersOf(works, row, train)).find(({ candidate }) => candidate.number === number)
  if (found === undefined) throw new ProblemError(problems.notAboard(number, row.name))
  return found.candidate
}

const extra = async (
  works: Works,
  row: Environment,
  train: Train,
  { at, why, candidate }: TrainOrder,
  actor: Actor,
) => {
  const { records, clock } = works.parts
  const now = clock.now()
  const when = at ?? now
  if (when < now - minute || when > now + farthest) throw new ProblemError(problems.badTime())
  const known = await departuresOf(records, row.key)
  const name = `extra-${nameOf(when, train.ask.zone)}`
  const twice = known.filter(({ id }) => id === name || id.startsWith(`${name}-`)).length
  const id = twice === 0 ? name : `${name}-${twice + 1}`
  const only = await forOne(works, row, train, candidate)
  const text = words.extraOrdered(id, actor.name, why, only?.number ?? null)
  await inTransaction(records, async (inside) => {
    await putDeparture(
      inside,
      boarding({
        environment: row.key,
        id,
        kind: 'extra',
        at: when,
        // Whoever boarded up to now is aboard of one that leaves at once.
        cutOff: Math.max(when, now + 1),
        word: { by: actor.name, why, text, ...(only === undefined ? {} : { fix: only.id }) },
      }),
    )
    await journal(inside, {
      at: now,
      actor,
      action: 'train-ordered',
      subject: { application: row.application, environment: row.name },
      payload: { departure: id, at: when, why, candidate: only?.number ?? null },
      text,
    })
  })
  return text
}

const delay = async (
  works: Works,
  row: Environment,
  train: Train,
  { departure, at, why }: TrainOrder,
  actor: Actor,
) => {
  const { records, clock } = works.parts
  const now = clock.now()
  const one = named(train, await departuresOf(records, row.key), departure ?? '', now)
  still(one)
  if (at === null || at <= Math.max(now, one.at) || at > now + farthest)
    throw new ProblemError(problems.badTime())
  const text = words.delayedBy(one.id, nameOf(at, train.ask.zone), actor.name, why)
  await inTransaction(records, async (inside) => {
    // Who is aboard of one that is closed stays so.
    const cutOff = one.state === 'closed' ? one.cutOff : at - (one.at - one.cutOff)
    const word = { ...one.word, by: actor.name, why, text, planned: one.word?.planned ?? one.at }
    await putDeparture(inside, { ...one, environment: row.key, at, cutOff, word })
    await journal(inside, {
      at: now,
      actor,
      action: 'train-delayed',
      subject: { application: row.application, environment: row.name },
      payload: { departure: one.id, at, why },
      text,
    })
  })
  return text
}

const cancel = async (
  works: Works,
  row: Environment,
  train: Train,
  { departure, why }: TrainOrder,
  actor: Actor,
) => {
  const { records, clock } = works.parts
  const one = named(train, await departuresOf(records, row.key), departure ?? '', clock.now())
  still(one)
  const queue = await queueOf(records, row.key)
  if (queue.some(({ candidate, state }) => candidate === one.candidate && state === 'live'))
    throw new ProblemError(problems.departureOver(one.id, 'left'))
  const reason = { code: 'cancelled', text: words.byPerson(actor.name, why) }
  await withdrawTrain(works, row, { ...one, environment: row.key }, [reason], actor)
  return words.cancelled(one.id, [reason])
}

/** What a conductor orders: recorded with the reason, and told on the board. */
export const orderTrain = async (
  works: Works,
  row: Environment,
  order: TrainOrder,
  actor: Actor,
  admin: boolean,
): Promise<DoneView> => {
  const train = await trainOf(works, row)
  if (train === null) throw new ProblemError(problems.noTrainHere(row.name))
  checkRight(train, actor, admin)
  const does = { extra, delay, cancel }[order.order]
  const text = await does(works, row, train, order, actor)
  works.bell.ring()
  works.wake(row.key)
  return { text, rollout: null, environment: row.name }
}
