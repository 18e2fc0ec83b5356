import type { Instant } from '../kernel/time.ts'
import { candidate as candidateOf, followInstead, followItself } from '../records/candidates.ts'
import { departuresOf, putDeparture } from '../records/departures.ts'
import { changeEntry, entriesOf } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import type { Candidate } from '../records/types.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-train.ts'

/** Those aboard follow the train that carries them from now on: their `ship` ends as it does. */
const follow = async (records: Records, train: Candidate, aboard: readonly string[], at: Instant) => {
  for (const id of aboard) {
    const one = await candidateOf(records, id)
    const entries = await entriesOf(records, id)
    const waits = entries.filter(({ state }) => state === 'waiting')
    const elsewhere = waits.some(({ environment }) => environment !== train.train?.environment)
    // One that is on its way in another environment beside this goes on there; here all of it will run.
    if (one === null || one.stage === 'ended' || elsewhere || entries.some(({ state }) => state === 'live'))
      continue
    for (const entry of waits) await changeEntry(records, entry.environment, id, { state: 'ended' })
    await followInstead(records, id, train.id)
    await journal(records, {
      at,
      actor: engineActor,
      action: 'carried',
      subject: { application: one.application, candidate: id },
      payload: { train: train.id, departure: train.train?.departure ?? null },
      text: words.carried(one.number, train.number),
    })
  }
}

/** In the transaction in which a composition gives back a turn in which it touched nothing: it waits again, with them. */
export const putBackAboard = async (records: Records, train: Candidate): Promise<void> => {
  const { train: carried } = train
  if (carried === null) return
  for (const id of carried.aboard) {
    if ((await candidateOf(records, id))?.followed !== train.id) continue
    await followItself(records, id)
    await changeEntry(records, carried.environment, id, { state: 'waiting' })
  }
  await setState(records, carried, 'closed')
}

const setState = async (
  records: Records,
  { environment, departure: name }: NonNullable<Candidate['train']>,
  state: 'closed' | 'left' | 'cancelled',
) => {
  const departure = (await departuresOf(records, environment)).find(({ id }) => id === name)
  if (departure !== undefined) await putDeparture(records, { ...departure, state })
}

/** In the transaction in which a composition gets its turn, or its end: those aboard share it. */
export const carryAlong = async (
  records: Records,
  train: Candidate,
  state: 'left' | 'cancelled',
  at: Instant,
): Promise<void> => {
  const { train: carried } = train
  if (carried === null) return
  await follow(records, train, carried.aboard, at)
  await setState(records, carried, state)
}
