import type { Ms } from '../kernel/time.ts'
import { environments } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import type { Environment } from '../records/types.ts'
import * as words from './messages-telling.ts'
import { announce } from './telling.ts'
import { expiringIn } from './telling-expiry.ts'
import { trainView } from './train-board.ts'
import type { Works } from './works.ts'

/** A train is announced this long before it leaves. */
const ahead: Ms = 60 * 60_000

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

const expiring = async (works: Works, row: Environment): Promise<void> => {
  const { records, clock } = works.parts
  for (const one of await expiringIn(works, row)) {
    const { application, name: environment } = row
    const told = { event: 'expiring', at: clock.now(), application, environment, ...one } as const
    await inTransaction(records, (inside) => announce(inside, told))
  }
}

/** What nobody does and time brings: trains that leave soon, and evidence that soon counts no more. */
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
