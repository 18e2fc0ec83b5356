import type { Ms } from '../kernel/time.ts'
import type { Run } from '../ports/supervision.ts'
import type { RevisionSpec, TargetReading } from '../ports/target.ts'
import { environment, raiseGeneration } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { liveRollout, putEffects } from '../records/rollouts.ts'
import type { Environment } from '../records/types.ts'
import { runKey } from '../rollout/keys.ts'
import type { Effect } from '../rollout/types.ts'
import { conductDiffers } from './conduct.ts'
import { over, remember, toldOf } from './deviations.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages.ts'
import { runsGone } from './messages-drift.ts'
import type { Works } from './works.ts'
import { highestFence } from './world.ts'

/** What did not help is not tried again sooner. */
const patience: Ms = 60_000

/** Instances, readiness and times are no part of a revision's identity: a release may change them alone. */
const differs = (run: Run, wanted: RevisionSpec): boolean =>
  run.spec.instances !== wanted.instances ||
  run.spec.ready.path !== wanted.ready.path ||
  run.spec.ready.status !== wanted.ready.status ||
  run.spec.ready.within !== wanted.ready.within ||
  run.spec.ready.steadyFor !== wanted.ready.steadyFor ||
  run.spec.times.drain !== wanted.times.drain ||
  run.spec.times.stop !== wanted.times.stop ||
  run.spec.drift !== wanted.drift ||
  conductDiffers(run, wanted) ||
  run.spec.labels.requestTimeout !== wanted.times.request

/** Gone, or on its way out: somebody stopped it. */
const isGone = (run: Run | undefined): boolean =>
  run === undefined || run.value === 'absent' || run.value === 'stopping'

/** Revisions of the release that is out which are gone, or run otherwise than it says. */
const drifted = (row: Environment, target: TargetReading): readonly RevisionSpec[] =>
  (row.deployed?.revisions ?? []).filter((wanted) => {
    if (target.unknown.includes(wanted.key)) return false
    const run = target.runs.find((one) => one.key === wanted.key)
    return run === undefined || isGone(run) || differs(run, wanted)
  })

/** Once for what is gone, until something else is. */
const tell = async (
  works: Works,
  row: Environment,
  gone: readonly RevisionSpec[],
  told: { finding: string },
): Promise<void> => {
  const finding = JSON.stringify([row.release, gone.map(({ key }) => key)])
  if (told.finding === finding || toldOf(row, 'runs') === finding) return
  told.finding = finding
  const { parts } = works
  const text = runsGone(
    row.name,
    gone.map(({ component }) => component),
    row.release ?? 0,
  )
  await inTransaction(parts.records, async (records) => {
    await journal(records, {
      at: parts.clock.now(),
      actor: engineActor,
      action: 'drift-found',
      subject: { application: row.application, environment: row.name, release: row.release ?? 0 },
      text,
      level: 'alarm',
    })
    await remember(records, row.key, 'runs', finding)
  })
  works.bell.ring()
}

/**
 * Between rollouts, what should run is compared with what was last read, and mended: a revision that both releases
 * share takes on what the newer one says, and one that is gone is started again.
 */
export const upkeepOf = (works: Works): ((row: Environment) => Promise<void>) => {
  const tried = new Map<string, Ms>()
  const told = { finding: '' }
  return async (row) => {
    const { parts } = works
    const { target, router, unknown } = works.eyes.last()
    if (target === null || router === null || unknown.length > 0) return
    const now = parts.clock.monotonic()
    const drifts = drifted(row, target.reading)
    for (const key of tried.keys()) if (!drifts.some((one) => one.key === key)) tried.delete(key)
    const isHere = ({ key }: RevisionSpec) => !isGone(target.reading.runs.find((one) => one.key === key))
    if (drifts.every(isHere)) {
      told.finding = ''
      await over(parts.records, row, 'runs')
    }
    const due = drifts.filter(({ key }) => now - (tried.get(key) ?? -patience) >= patience)
    if (due.length === 0) return
    const gone = due.filter((one) => !isHere(one))
    if (row.deployed?.drift === 'tell' && gone.length > 0) return tell(works, row, gone, told)
    for (const { key } of due) tried.set(key, now)
    const world = { at: target.at, target: target.reading, router: router.reading }
    const effects = await inTransaction(parts.records, async (records) => {
      const stored = await environment(records, row.key)
      if (stored === null || (await liveRollout(records, row.key)) !== null) return []
      const highest = Math.max(stored.generation, highestFence(world, row.key))
      const issued = due.map(({ key, component }, index): Effect => {
        const generation = highest + index + 1
        return { kind: 'run', key: runKey(key), component, revision: key, side: 'new', generation }
      })
      await raiseGeneration(records, row.key, highest + due.length)
      await putEffects(records, `upkeep ${row.key}`, highest + due.length, issued, parts.clock.now())
      await journal(records, {
        at: parts.clock.now(),
        actor: engineActor,
        action: 'mended',
        subject: { application: row.application, environment: row.name, release: row.release ?? 0 },
        payload: { revisions: due.map(({ key }) => key) },
        text: words.mended(
          row.name,
          due.map(({ component }) => component),
          row.release ?? 0,
        ),
      })
      return issued
    })
    works.bell.ring()
    const revisions = row.deployed?.revisions ?? []
    await works.hands.perform({ environment: row.key, revisions, context: null }, effects)
  }
}
