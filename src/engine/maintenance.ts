import { ProblemError } from '../kernel/problem.ts'
import { hold, type Reason } from '../kernel/verdict.ts'
import type { Actor } from '../ledger/entry.ts'
import { changeEntry, changeEnvironment, environment, queueOf } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { liveRollout } from '../records/rollouts.ts'
import type { Environment } from '../records/types.ts'
import type { DoneView } from './facade.ts'
import { journal, tell } from './journal.ts'
import { readPage } from './maintenance-page.ts'
import * as words from './messages-maintenance.ts'
import { configAt } from './ship.ts'
import type { Works } from './works.ts'

export type MaintenanceRequest = {
  readonly on: boolean
  readonly page: string | null
  readonly why: string | null
}

export const isClosed = ({ maintenance }: Environment): boolean => maintenance?.on === true

/** Tells the edge the last word where it has not heard it; what fails is said and tried again. */
const apply = async (works: Works, row: Environment): Promise<void> => {
  const { router, trouble } = works.parts
  const { maintenance } = row
  if (maintenance === null || router.maintain === undefined) return
  const { seq, on, page } = maintenance
  try {
    await router.maintain(row.key, { seq, on, page })
  } catch (error) {
    trouble(`maintenance of ${row.key}`, error)
  }
}

/** Levels, not events: an edge that lost the word, or never heard it, is told again. */
export const keepClosed = async (works: Works, row: Environment): Promise<void> => {
  const { router } = works.eyes.last()
  const split = router?.reading.splits.find((one) => one.environment === row.key)
  if (row.maintenance === null || split === undefined) return
  if ((split.maintenance?.seq ?? 0) < row.maintenance.seq) await apply(works, row)
}

type DeclaredPage = { readonly file: string; readonly text: string }

/** The page that the commit which runs declares for this environment; null where it declares none. */
const declaredPage = async (
  parts: Works['parts'],
  { application, name, deployed }: Environment,
): Promise<DeclaredPage | null> => {
  if (deployed === null) return null
  try {
    const { environments } = await configAt(parts, application, deployed.commit)
    const file = environments.find((one) => one.name === name)?.maintenancePage
    if (file === undefined) return null
    return { file, text: await readPage(parts, application, deployed.commit, file) }
  } catch (error) {
    // Closing is more urgent than how it looks.
    parts.trouble(`read the maintenance page of ${application}/${name}`, error)
    return null
  }
}

/** Opens or closes an environment to everybody; refused in a live rollout, whose judge would see nobody. */
export const maintain = async (
  works: Works,
  row: Environment,
  { on, page, why }: MaintenanceRequest,
  actor: Actor,
): Promise<DoneView> => {
  const { records, clock } = works.parts
  const text = words.maintained(row.name, on)
  const declared = on && page === null ? await declaredPage(works.parts, row) : null
  const shown = page ?? declared?.text ?? null
  await inTransaction(records, async (handle) => {
    const stored = await environment(handle, row.key)
    const live = await liveRollout(handle, row.key)
    if (on && live !== null) throw new ProblemError(words.inRollout(row.name, live.release))
    if (stored === null || stored.deployed === null) throw new ProblemError(words.nothingServed(row.name))
    const at = clock.now()
    const seq = (stored.maintenance?.seq ?? 0) + 1
    await changeEnvironment(handle, row.key, {
      maintenance: { seq, on, by: actor.name, at, why, page: shown },
    })
    await journal(handle, {
      at,
      actor,
      action: on ? 'maintenance-on' : 'maintenance-off',
      subject: { application: row.application, environment: row.name },
      payload: { why, page: shown?.length ?? null, file: declared?.file ?? null },
      text,
    })
  })
  const now = await environment(records, row.key)
  if (now !== null) await apply(works, now)
  return { text, rollout: null, environment: row.name }
}

/** Rollouts wait: each candidate that is next is told why, once. */
export const waitForOpening = async (works: Works, row: Environment): Promise<void> => {
  const { records, clock } = works.parts
  const reason: Reason = words.waits(row.name, row.maintenance?.by ?? '')
  const told = await inTransaction(records, async (handle) => {
    let changed = false
    for (const entry of await queueOf(handle, row.key)) {
      if (entry.state !== 'waiting' || entry.verdict?.reasons[0]?.code === reason.code) continue
      await changeEntry(handle, row.key, entry.candidate, { verdict: hold(reason) })
      const subject = { application: row.application, environment: row.name, candidate: entry.candidate }
      await tell(handle, { at: clock.now(), subject, kind: 'held', text: reason.text, level: 'info' })
      changed = true
    }
    return changed
  })
  if (told) works.bell.ring()
}
