import { readStatement } from '../identity/statement.ts'
import type { Ms } from '../kernel/time.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { environments, queueOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { statementsOf } from '../records/statements.ts'
import type { Candidate, Environment } from '../records/types.ts'
import * as words from './messages-telling.ts'
import { announce } from './telling.ts'
import { trainView } from './train-board.ts'
import type { Works } from './works.ts'

/** A train is announced this long before it leaves. */
const ahead: Ms = 60 * 60_000
/** Evidence is told when this much of its time is left: a day, or a quarter of what it had. */
const notice: Ms = 24 * 60 * 60_000

const departures = async (works: Works, row: Environment): Promise<void> => {
  const { parts } = works
  const now = parts.clock.now()
  const view = await trainView(works, row)
  const soon = view.departures.filter(
    ({ at, state }) => at > now && at - now <= ahead && (state === 'boarding' || state === 'closed'),
  )
  for (const one of soon) {
    const told = {
      event: 'departure',
      by: { departure: one.id, environment: row.key, at: one.at },
      at: now,
      application: row.application,
      environment: row.name,
      release: null,
      candidate: null,
      text: words.departs(row.name, one.at, one.cutOff, one.at - now),
      lines: [
        words.aboard(one.aboard.length),
        ...one.aboard.map(({ number, subject, by }) => ({
          en: `${number} ${subject} (${by})`,
          fr: `${number} ${subject} (${by})`,
        })),
      ],
    } as const
    await inTransaction(parts.records, (records) => announce(records, told))
  }
}

/** What waits or is under way here still needs what people signed. */
const standing = async ({ parts }: Works, row: Environment): Promise<readonly Candidate[]> => {
  const ids = (await queueOf(parts.records, row.key)).map(({ candidate }) => candidate)
  const all = await Promise.all(ids.map((id) => candidateOf(parts.records, id)))
  return all.filter((one) => one !== null)
}

const expiring = async (works: Works, row: Environment): Promise<void> => {
  const { parts } = works
  const waiting = await standing(works, row)
  if (waiting.length === 0) return
  const now = parts.clock.now()
  for (const one of await statementsOf(parts.records, row.key)) {
    const candidate = waiting.find(({ manifest }) => manifest === one.manifest)
    const said = candidate === undefined ? null : readStatement(one.text)
    if (candidate === undefined || said === null || said.action === 'override') continue
    const left = said.expires - now
    if (left <= 0 || left > Math.min(notice, (said.expires - said.signedAt) / 4)) continue
    const { action, item, role } = said
    await inTransaction(parts.records, (records) =>
      announce(records, {
        event: 'expiring',
        by: { statement: one.id },
        at: now,
        application: row.application,
        environment: row.name,
        release: candidate.release,
        candidate: candidate.id,
        text: words.expires(action, item, one.actor.name, candidate.number, row.name, said.expires),
        lines: [words.signAgain(action, item, row.name)],
        roles: role === null ? [] : [role],
      }),
    )
  }
}

/** What nobody does and time brings: trains that leave soon, and signatures that soon count no more. */
export const toldByTime = async (works: Works): Promise<void> => {
  const { records, trouble } = works.parts
  for (const row of await environments(records)) {
    if (row.handedOver !== null) continue
    try {
      await departures(works, row)
      await expiring(works, row)
    } catch (error) {
      // A file that cannot be read any more keeps nobody from hearing of everything else.
      trouble(`notify ${row.key}`, error)
    }
  }
}
