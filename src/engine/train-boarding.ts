import type { Instant } from '../kernel/time.ts'
import { pass, refuse } from '../kernel/verdict.ts'
import { followInstead } from '../records/candidates.ts'
import { changeEntry, entriesOf } from '../records/environments.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import type { Candidate, Environment, ShipEnd } from '../records/types.ts'
import type { Composition, Stays } from '../train/types.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-train.ts'
import { rulingCandidate } from './policy-in-force.ts'
import { conclude, goesOn } from './promotion.ts'
import type { Boarder } from './train-passengers.ts'
import type { Works } from './works.ts'

type Said = Pick<ShipEnd, 'code' | 'outcome' | 'lines'>

const told = (records: Records, row: Environment, { id }: Candidate, how: Said, at: Instant) =>
  journal(records, {
    at,
    actor: engineActor,
    action: how.outcome,
    subject: { application: row.application, environment: row.name, candidate: id },
    payload: { environment: row.name },
    text: how.lines[0] ?? words.nobodyRides,
    level: how.code === 0 ? 'info' : 'alarm',
  })

/** It cannot go with those who boarded before it, and waiting changes nothing. */
const refuseOne = (works: Works, row: Environment, candidate: Candidate, { reason }: Stays): Promise<void> =>
  inTransaction(works.parts.records, async (records) => {
    const at = works.parts.clock.now()
    const lines = [words.refusedAboard(candidate.number, reason), ...(reason.change ? [reason.change] : [])]
    const how: Said = { code: 4, outcome: 'refused', lines }
    await changeEntry(records, row.key, candidate.id, { state: 'ended', verdict: refuse(reason) })
    await told(records, row, candidate, how, at)
    await conclude(records, candidate.id, at, how)
  })

/**
 * All of it runs here. Where it was to go further, what runs takes it there, and it ends as that does. Where it is on
 * its way in another environment beside this one, that goes on.
 */
const settleLive = (
  works: Works,
  row: Environment,
  candidate: Candidate,
  runs: Candidate | null,
): Promise<void> =>
  inTransaction(works.parts.records, async (records) => {
    const at = works.parts.clock.now()
    const { id, number } = candidate
    const lines = [words.liveAlready(number)]
    const how: Said = { code: 0, outcome: 'already-live', lines }
    const reason = { code: 'already-live', text: words.liveAlready(number) }
    await changeEntry(records, row.key, id, { state: 'ended', verdict: pass(reason) })
    await told(records, row, candidate, how, at)
    if (goesOn(candidate, row.name).length > 0 && runs !== null)
      return void followInstead(records, id, runs.id)
    const elsewhere = (await entriesOf(records, id)).some(({ environment }) => environment !== row.key)
    await conclude(records, id, at, elsewhere ? null : how)
  })

/** What boarding alone tells: who cannot go with those aboard, and of whom everything runs already. */
export const settleBoarding = async (
  works: Works,
  row: Environment,
  boarders: readonly Boarder[],
  { refused, live }: Composition,
): Promise<void> => {
  if (refused.length + live.length === 0) return
  const runs = await rulingCandidate(works, row)
  for (const { candidate } of boarders) {
    const stays = refused.find((one) => one.candidate === candidate.id)
    if (stays !== undefined) await refuseOne(works, row, candidate, stays)
    else if (live.includes(candidate.id)) await settleLive(works, row, candidate, runs)
  }
  works.bell.ring()
}
