import { boarding, departuresOf, putDeparture } from '../records/departures.ts'
import { inTransaction } from '../records/handle.ts'
import type { Environment } from '../records/types.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-train.ts'
import { type Boarder, runningIn } from './train-passengers.ts'
import type { Works } from './works.ts'

/** After a way back, whoever contains what was taken back and was shipped afterwards gets a train of its own, at once. */
export const orderForFix = async (
  works: Works,
  row: Environment,
  boarders: readonly Boarder[],
): Promise<void> => {
  const { parts } = works
  const back = row.takenBack
  if (back === null) return
  const { components } = await runningIn(works, row)
  // What was taken back has come again, mended.
  for (const commit of new Set([row.deployed?.commit ?? '', ...components.map((one) => one.commit)]))
    if ((await parts.source.contains(row.application, commit, back.commit)) === true) return
  const known = await departuresOf(parts.records, row.key)
  for (const { candidate } of boarders) {
    const id = `fix-${candidate.number}`
    if (candidate.at <= back.at || known.some((one) => one.id === id)) continue
    if ((await parts.source.contains(row.application, candidate.commit, back.commit)) !== true) continue
    const at = parts.clock.now()
    const text = words.extraForFix(candidate.number, back.release)
    await inTransaction(parts.records, async (records) => {
      await putDeparture(
        records,
        boarding({
          environment: row.key,
          id,
          kind: 'after-rollback',
          at,
          // It is aboard itself.
          cutOff: at + 1,
          word: { by: 'ecluse', why: null, text, fix: candidate.id },
        }),
      )
      await journal(records, {
        at,
        actor: engineActor,
        action: 'train-ordered',
        subject: { application: row.application, environment: row.name, candidate: candidate.id },
        payload: { departure: id, release: back.release, commit: back.commit },
        text,
      })
    })
  }
}
