import type { Digest } from '../kernel/canonical.ts'
import type { Ms } from '../kernel/time.ts'
import { environments } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { lastHappening, pruneHappenings } from '../records/happenings.ts'
import { liveRollout, liveTails, pruneEffects, rolloutsOf } from '../records/rollouts.ts'
import type { Environment } from '../records/types.ts'
import { allRevisions } from './all-revisions.ts'
import { dietOf, tellDisk } from './disk.ts'
import { evidenceStep, type Rested } from './evidence-retention.ts'
import { isQuestion } from './print-step.ts'
import { sweepImages } from './retention.ts'
import type { Works } from './works.ts'

const often: Ms = 600_000
const soon: Ms = 2_000
/** People follow the present: the ledger keeps the past. */
const keptHappenings = 20_000
/** Folders of revisions that these newest rollouts of an environment name stay, with their logs. */
const keptRollouts = 30
const looked = 300

/** Revisions that only old rollouts name, and that neither run nor are to run: their folders may go. */
const gone = async (
  works: Works,
  row: Environment,
  running: ReadonlySet<string>,
): Promise<readonly string[]> => {
  const { records } = works.parts
  const all = await rolloutsOf(records, { application: row.application, environment: row.key }, looked)
  const live = await liveRollout(records, row.key)
  const tails = await liveTails(records, row.key)
  const keysOf = (one: (typeof all)[number]) =>
    [one.context.new, one.context.old].flatMap((deployed) => allRevisions(deployed).map(({ key }) => key))
  const needed = new Set([
    ...all.slice(0, keptRollouts).flatMap(keysOf),
    ...(live === null ? [] : keysOf(live)),
    ...allRevisions(row.deployed).map(({ key }) => key),
    ...tails.flatMap((tail) => tail.revisions.map(({ key }) => key)),
  ])
  const old = new Set(all.slice(keptRollouts).flatMap(keysOf))
  return [...old].filter((key) => !needed.has(key) && !running.has(key))
}

/**
 * Frees what nothing needs any more: happenings beyond the newest, effects of what has ended, folders of revisions
 * that were left long ago, images that nobody can need. A way back makes its folders again from the images.
 */
export const pruneStep = (works: Works): (() => Promise<Ms>) => {
  const cleaned = new Set<string>()
  const rested: Rested = new Map()
  return async () => {
    const { records, target } = works.parts
    await inTransaction(records, async (handle) => {
      await pruneEffects(handle)
      await pruneHappenings(handle, await lastHappening(handle), keptHappenings)
    })
    await evidenceStep(works, rested)
    const runs = works.eyes.last().target?.reading.runs
    if (runs === undefined) return soon
    const running = new Set(runs.map((run) => run.key))
    for (const row of await environments(records)) {
      for (const key of await gone(works, row, running)) {
        if (cleaned.has(key)) continue
        await target.clean(key)
        cleaned.add(key)
      }
    }
    await cleanQuestions(works, cleaned)
    await keepLimits(works, running)
    return often
  }
}

/** What was asked of a candidate that nobody asks for any more leaves its sources behind. */
const cleanQuestions = async (works: Works, cleaned: Set<string>): Promise<void> => {
  const { target, clock, trouble } = works.parts
  for (const { id, revision, endedAt } of works.eyes.last().target?.reading.once ?? []) {
    const late = endedAt !== null && clock.now() - endedAt > often
    if (!isQuestion(id) || !late || cleaned.has(revision)) continue
    cleaned.add(revision)
    await target.clean(revision, true).catch((error: unknown) => trouble(`clean ${revision}`, error))
  }
}

/** Images that nothing needs go; of applications with a limit of their own also what does not fit below it. */
const keepLimits = async (works: Works, running: ReadonlySet<string>): Promise<void> => {
  const { records, target, trouble } = works.parts
  const rows = Map.groupBy(await environments(records), ({ application }) => application)
  const [chosen, drop] = [new Map<string, ReadonlySet<Digest>>(), new Set<Digest>()]
  for (const [application, own] of rows) {
    const diet = await dietOf(works, own)
    if (diet === null) continue
    chosen.set(application, diet.keep)
    for (const image of diet.drop) drop.add(image)
    // First the folders, which hold the same files.
    for (const key of diet.clean) {
      if (running.has(key)) continue
      await target.clean(key, true).catch((error: unknown) => trouble(`clean ${key}`, error))
    }
    await tellDisk(works, application, diet.view)
  }
  await sweepImages(works, chosen, drop)
}
