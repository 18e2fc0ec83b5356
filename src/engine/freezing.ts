import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { environments } from '../records/environments.ts'
import { addFreeze, freezesOf, type StoredFreeze, thawFreeze } from '../records/freezes.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { putEntry } from '../records/ledger.ts'
import type { FreezesView, FreezeView, PolicyFacade } from './facade-policy.ts'
import { tell } from './journal.ts'
import * as words from './messages-policy.ts'
import { announce as announceTo } from './telling.ts'
import { environmentsOf } from './where.ts'
import type { Works } from './works.ts'

export const freezeView = ({ actor, at: _, thawed: __, ...freeze }: StoredFreeze): FreezeView => ({
  ...freeze,
  by: actor.name,
})

/** Everybody whom it concerns hears it; the ledger has it once. */
const announce = async (
  records: Records,
  application: string | null,
  note: {
    readonly at: number
    readonly actor: Actor
    readonly action: string
    readonly text: FreezesView['text']
  },
  payload: { readonly [name: string]: string | number | null },
): Promise<void> => {
  const { at, actor, action, text } = note
  const entry = await putEntry(records, {
    at,
    actor,
    action,
    subject: application === null ? {} : { application },
    payload,
  })
  const all = await environments(records)
  const concerned = application === null ? [...new Set(all.map((row) => row.application))] : [application]
  for (const one of concerned)
    await tell(records, { at, subject: { application: one }, kind: action, text, level: 'alarm' })
  for (const one of concerned)
    await announceTo(records, {
      event: 'freeze',
      by: { entry: entry.digest, application: one },
      at,
      application: one,
      environment: null,
      release: null,
      candidate: null,
      text,
      alarm: true,
    })
}

const wakeAll = async (works: Works, application: string | null): Promise<void> => {
  works.bell.ring()
  for (const row of await environments(works.parts.records))
    if (application === null || row.application === application) works.wake(row.key)
}

export const freeze = async (
  works: Works,
  what: Parameters<PolicyFacade['freeze']>[0],
  actor: Actor,
): Promise<FreezesView> => {
  const { records, clock, ids } = works.parts
  if (what.application !== null) await environmentsOf(works.parts, what.application)
  const at = clock.now()
  if (what.until !== null && what.until <= at) throw new ProblemError(words.alreadyOver())
  const made = { id: ids.next(), ...what, since: at, actor, at }
  const text = words.frozen(made)
  await inTransaction(records, async (handle) => {
    await addFreeze(handle, made)
    const { application, id, until, why, except } = made
    await announce(handle, application, { at, actor, action: 'frozen', text }, { id, until, why, except })
  })
  await wakeAll(works, what.application)
  return { text, freezes: (await freezesOf(records, what.application, at)).map(freezeView) }
}

/** Of an application its own freezes alone: one of the whole server is thawed for the whole server. */
export const thaw = async (
  works: Works,
  what: Parameters<PolicyFacade['thaw']>[0],
  actor: Actor,
): Promise<FreezesView> => {
  const { records, clock } = works.parts
  const at = clock.now()
  const mine = (await freezesOf(records, what.application, at)).filter(
    ({ id, application }) => application === what.application && (what.id === null || id === what.id),
  )
  if (mine.length === 0) throw new ProblemError(words.noFreeze(what.id))
  const text = words.thawed(what.application, mine.length, actor.name)
  await inTransaction(records, async (handle) => {
    for (const { id } of mine) await thawFreeze(handle, id, actor.name, at)
    const ids = mine.map(({ id }) => id).join(' ')
    await announce(handle, what.application, { at, actor, action: 'thawed', text }, { ids })
  })
  await wakeAll(works, what.application)
  return { text, freezes: (await freezesOf(records, what.application, at)).map(freezeView) }
}

export const freezes = async (works: Works, application: string | null): Promise<FreezesView> => {
  const { records, clock } = works.parts
  const found = (await freezesOf(records, application, clock.now())).map(freezeView)
  return { text: words.freezesNow(found.length), freezes: found }
}
