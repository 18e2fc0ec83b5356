import type { Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Actor } from '../ledger/entry.ts'
import { endCandidate, openCandidates } from '../records/candidates.ts'
import {
  changeEntry,
  changeEnvironment,
  environment as environmentOf,
  environments,
  queueOf,
  raiseGeneration,
} from '../records/environments.ts'
import { forgetApplication } from '../records/forget.ts'
import { inTransaction, type Records } from '../records/handle.ts'
import { liveRollout, liveTails, rolloutsOf, swapRollout, swapTail } from '../records/rollouts.ts'
import { forgetSchedules } from '../records/schedules.ts'
import type { Environment } from '../records/types.ts'
import type { RemovedView } from './facade.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-remove.ts'
import { archiveEvidence } from './removed-evidence.ts'
import { environmentsOf } from './where.ts'
import type { Works } from './works.ts'
import { highestFence } from './world.ts'

const soon: Ms = 300
const looked = 300

/** What is on its way there, what was left and what waits ends where it stands. */
const endAll = async (records: Records, row: Environment, text: Text, now: Instant): Promise<void> => {
  const live = await liveRollout(records, row.key)
  if (live !== null) {
    const { tick } = live.state
    const state = { ...live.state, phase: 'ended', outcome: 'withdrawn', tick: tick + 1, waits: [] } as const
    const summary = { headline: text, lines: [], counts: null, returned: null, weight: null }
    await swapRollout(records, { ...live, state, endedAt: now, outcome: 'withdrawn', summary }, tick)
  }
  for (const tail of await liveTails(records, row.key)) {
    const { tick } = tail.state
    const state = { ...tail.state, phase: 'ended', outcome: 'retired', tick: tick + 1, waits: [] } as const
    await swapTail(records, { ...tail, state, endedAt: now }, tick)
  }
  for (const entry of await queueOf(records, row.key)) {
    await changeEntry(records, row.key, entry.candidate, { state: 'ended' })
  }
}

/** Stops everything of an application; with `data` takes away all that it left, but the ledger. */
export const remove = async (
  works: Works,
  application: string,
  data: boolean,
  actor: Actor,
): Promise<RemovedView> => {
  const { parts } = works
  const rows = await environmentsOf(parts, application)
  const lines = words.removing(application, data)
  const text = words.endedByRemoval(application)
  await inTransaction(parts.records, async (records) => {
    const at = parts.clock.now()
    for (const { key } of rows) {
      const row = await environmentOf(records, key)
      if (row === null) continue
      await endAll(records, row, text, at)
      await forgetSchedules(records, key)
      const handedOver = { by: actor.name, at, removing: { data } }
      await changeEnvironment(records, key, { deployed: null, release: null, takenBack: null, handedOver })
    }
    for (const one of await openCandidates(records)) {
      if (one.application !== application) continue
      await endCandidate(records, one.id, {
        code: 1,
        outcome: 'withdrawn',
        lines: [text],
        at,
        notReached: [],
      })
    }
    await journal(records, {
      at,
      actor,
      action: 'removed',
      subject: { application },
      payload: { data, environments: rows.map(({ name }) => name) },
      text,
      level: 'alarm',
    })
  })
  works.bell.ring()
  for (const { key } of rows) works.wake(key)
  return { application, environments: rows.map(({ name }) => name), data, lines }
}

/** Hosts that its releases answered here, as far back as rollouts are looked through. */
const hostsOf = async ({ parts }: Works, row: Environment): Promise<readonly string[]> => {
  const all = await rolloutsOf(parts.records, { application: row.application, environment: row.key }, looked)
  const hosts = all.flatMap(({ context }) => context.new.side.routes.flatMap(({ host }) => host ?? []))
  return [...new Set(hosts)]
}

/** Everything of the application is stopped everywhere: the last one to be so takes its data along. */
const finish = async (works: Works, row: Environment, data: boolean): Promise<void> => {
  const { parts } = works
  const { application } = row
  const others = (await environments(parts.records)).filter(
    (one) => one.application === application && one.key !== row.key && one.handedOver?.removing !== undefined,
  )
  if (data) await parts.router.forget?.(row.key, await hostsOf(works, row))
  const last = data && others.length === 0
  const since = row.handedOver?.at ?? parts.clock.now()
  const archived = last ? await archiveEvidence(works, application, since, engineActor) : null
  if (last) {
    await parts.target.forget?.(application)
    await parts.source.forget?.(application)
  }
  await inTransaction(parts.records, async (records) => {
    const at = parts.clock.now()
    await changeEnvironment(records, row.key, { handedOver: null })
    await journal(records, {
      at,
      actor: engineActor,
      action: 'stopped',
      subject: { application, environment: row.name },
      text: words.removed(application, row.name),
    })
    if (archived !== null)
      await journal(records, {
        at,
        actor: engineActor,
        action: 'evidence-archived',
        subject: { application },
        payload: archived,
        text: words.evidenceArchived(application, archived.file),
      })
    if (last) await forgetApplication(records, application)
  })
  works.bell.ring()
}

/** Closes the addresses, then stops what runs, above everything issued before; again until nothing is left. */
export const removeStep = async (works: Works, row: Environment, data: boolean): Promise<Ms> => {
  const { parts } = works
  const world = await works.eyes.read()
  const { target, router } = world
  if (target === null || router === null) return soon
  const isRouted = router.splits.some((one) => one.environment === row.key)
  const own = (key: string): boolean => key.startsWith(`${row.key}/`)
  const runs = target.runs.filter(({ key, value }) => own(key) && value !== 'absent')
  // Commands of people and of timetables, in whatever revision they began: stopping that ends them.
  const busy = (target.busy ?? []).filter((key) => own(key) && !runs.some((run) => run.key === key))
  if (!isRouted && runs.length === 0 && busy.length === 0) {
    await finish(works, row, data)
    return soon
  }
  const stops = isRouted
    ? []
    : [...runs.filter(({ value }) => value !== 'stopping').map(({ key }) => key), ...busy]
  const highest = Math.max(row.generation, highestFence(world, row.key)) + 1
  if (!isRouted && stops.length === 0) return soon
  await inTransaction(parts.records, (records) => raiseGeneration(records, row.key, highest + stops.length))
  const issued = isRouted
    ? [parts.router.remove(row.key, highest)]
    : stops.map((key, index) => parts.target.stop(key, highest + index))
  const done = await Promise.allSettled(issued)
  for (const one of done) if (one.status === 'rejected') parts.trouble(`remove ${row.key}`, one.reason)
  return soon
}
