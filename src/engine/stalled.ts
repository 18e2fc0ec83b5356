import { limits } from '../notices/pace.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { lastOf } from '../records/ledger.ts'
import { stalledPublications } from '../records/publications.ts'
import type { StalledView } from './facade-stalled.ts'
import * as words from './messages-stalled.ts'
import type { Works } from './works.ts'

/** Something that may stop going on, and how the ledger tells that it did. */
export type Errand = {
  /** What tells it from others. */
  readonly key: string
  readonly applications: readonly string[]
  readonly begun: string
  readonly ended: string
  /** Whether an entry of one of these actions is about it. */
  readonly is: Parameters<typeof lastOf>[2]
}

export type Stalled = StalledView & { readonly applications: readonly string[] }

type Held = Pick<Works, 'parts' | 'stalled'>
type Write = (records: Records) => Promise<unknown>

const lastKnown = ({ parts }: Held, { begun, ended, is }: Errand) => lastOf(parts.records, [begun, ended], is)

/** It does not go on: written down once, also where this process began since; shown by `doctor` until it does. */
export const stalls = async (
  works: Held,
  errand: Errand,
  said: Pick<StalledView, 'text' | 'todo'>,
  write: Write,
): Promise<void> => {
  const { key, applications, begun } = errand
  const known = works.stalled.get(key) ?? null
  let since = known?.since ?? null
  if (since === null) {
    const last = await lastKnown(works, errand)
    since = last?.action === begun ? last.at : null
  }
  if (since === null) await inTransaction(works.parts.records, write)
  works.stalled.set(key, {
    code: begun,
    since: since ?? works.parts.clock.now(),
    ...said,
    tried: true,
    passed: false,
    applications,
  })
}

/** It goes on; `write` only where people were told that it did not. */
export const goesOn = async (works: Held, errand: Errand, write: Write): Promise<void> => {
  const known = works.stalled.get(errand.key)
  const told =
    known === undefined ? (await lastKnown(works, errand))?.action === errand.begun : known !== null
  if (told) await inTransaction(works.parts.records, write)
  works.stalled.set(errand.key, null)
}

/** Everything of an application that does not go on elsewhere; left out where all does. */
export const stalledOf = async (
  { parts, stalled }: Held,
  application: string,
): Promise<{ readonly stalled?: readonly StalledView[] }> => {
  const errands = [...stalled.values()].flatMap((one): readonly StalledView[] => {
    if (one === null || !one.applications.includes(application)) return []
    const { applications: _, ...view } = one
    return [view]
  })
  const notes = (await stalledPublications(parts.records, application, limits.deafAfter)).map(
    ({ release, since, why, state, passed }): StalledView => ({
      code: 'notes-not-published',
      since,
      text: words.notesOut(release, why, state === 'given-up'),
      todo: words.mendNotes(release, state === 'given-up'),
      tried: state === 'waiting',
      passed,
    }),
  )
  const all = [...errands, ...notes]
  return all.length === 0 ? {} : { stalled: all }
}
