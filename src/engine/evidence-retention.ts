import type { Instant, Ms } from '../kernel/time.ts'
import { candidatesOf, openCandidates } from '../records/candidates.ts'
import { environments } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { pruned } from '../records/ledger.ts'
import { releasesOf } from '../records/releases.ts'
import { pruneEvidence, prunePayloads } from '../records/retention.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-ledger.ts'
import { rulingCandidate } from './policy-in-force.ts'
import type { Works } from './works.ts'

const day: Ms = 86_400_000
/** Releases whose evidence stays whatever its age: they run, or a rollback may bring them back. */
const newest = 100

/** How long an application's evidence is kept: the longest word of the releases that run; null: for ever. */
const daysOf = async (works: Works, application: string): Promise<number | null> => {
  const rows = (await environments(works.parts.records)).filter((row) => row.application === application)
  const words = await Promise.all(
    rows.map(async (row) => {
      const inForce = await rulingCandidate(works, row)
      return inForce === null ? undefined : (inForce.config.audit?.keepEvidence ?? null)
    }),
  )
  const said = words.filter((one) => one !== undefined)
  if (said.length === 0 || said.includes(null)) return null
  return Math.max(...said.filter((one) => one !== null))
}

/** By application, when nothing of what is older than so many days was left to take. */
export type Rested = Map<string, { readonly days: number; readonly at: Instant }>

const neededBy = async (works: Works, application: string): Promise<readonly string[]> => {
  const { records } = works.parts
  const releases = (await releasesOf(records, application)).slice(-newest)
  const recent = await candidatesOf(records, application, newest)
  const open = await openCandidates(records, application)
  const rows = (await environments(records)).filter((row) => row.application === application)
  return [
    ...releases.map(({ manifest }) => manifest),
    ...[...recent, ...open].flatMap(({ id, commit, manifest }) => [id, commit, manifest ?? '']),
    ...rows.flatMap(({ deployed }) => (deployed === null ? [] : [deployed.manifest, deployed.commit])),
  ]
}

/** Evidence is kept for months: where nothing was to be taken, it is looked at again the next day. */
const rest: Ms = day

/** Takes away what is older than the file of the releases that run says, and writes down that it did. */
export const evidenceStep = async (works: Works, rested: Rested): Promise<void> => {
  const { records, clock } = works.parts
  const applications = [...new Set((await environments(records)).map((row) => row.application))]
  for (const application of applications) {
    const days = await daysOf(works, application)
    if (days === null) continue
    const at = clock.now()
    const since = rested.get(application)
    if (since?.days === days && at >= since.at && at - since.at < rest) continue
    const needed = await neededBy(works, application)
    const before = at - days * day
    await inTransaction(records, async (handle) => {
      const count =
        (await prunePayloads(handle, application, before)) +
        (await pruneEvidence(handle, application, before, needed))
      if (count === 0) rested.set(application, { days, at })
      if (count === 0) return
      await journal(handle, {
        at,
        actor: engineActor,
        action: pruned,
        subject: { application },
        payload: { before, days, count },
        text: words.evidencePruned(application, days, count),
      })
    })
  }
}
