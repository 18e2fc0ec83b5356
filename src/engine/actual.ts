import type { Run } from '../ports/supervision.ts'
import { liveRollout, liveTails, rolloutsOf } from '../records/rollouts.ts'
import type { Deployed, Environment } from '../records/types.ts'
import type { EnvironmentStatus } from './facade.ts'
import type { Works } from './works.ts'

type Actual = EnvironmentStatus['actual']

/** How releases run that may be served here: what is out, what is on its way, what was left. */
export const knownOf = async (works: Works, row: Environment): Promise<readonly Deployed[]> => {
  const { records } = works.parts
  const live = await liveRollout(records, row.key)
  const tails = await liveTails(records, row.key)
  const recent = await rolloutsOf(records, { application: row.application, environment: row.key }, 3)
  const all = [row.deployed, ...[live, ...recent].flatMap((one) => [one?.context.new, one?.context.old])]
  const left = tails.flatMap((tail) =>
    recent.filter((one) => one.id === tail.rollout).map((one) => one.context.old),
  )
  return [...all, ...left].filter((one) => one !== null && one !== undefined)
}

const componentsOf = (deployed: Deployed | undefined, runs: readonly Run[]) =>
  (deployed?.revisions ?? []).map((revision) => {
    const run = runs.find(({ key }) => key === revision.key)
    const instances = run?.instances ?? []
    return {
      name: revision.component,
      revision: revision.revision,
      digest: revision.image,
      instances: instances.length,
      ready: instances.filter(({ state }) => state === 'ready').length,
      ...(revision.static === undefined ? {} : { files: run?.value === 'ready' }),
    }
  })

/** No rollout is on its way, and nothing that was left still runs. */
const isQuiet = async ({ parts: { records } }: Works, row: Environment): Promise<boolean> =>
  (await liveRollout(records, row.key)) === null && (await liveTails(records, row.key)).length === 0

/** What was last read back of an environment, with the older of its two instants; null before the first reading. */
export const actualOf = async (works: Works, row: Environment): Promise<Actual> => {
  const { target, router } = works.eyes.last()
  if (target === null || router === null) return null
  const at = Math.min(target.at, router.at)
  const split = router.reading.splits.find((one) => one.environment === row.key)
  if (split === undefined) return { at, releases: [] }
  const { deployed } = row
  // At rest, which is nearly always, nothing else has to be read.
  const isAlone = split.weight === 100 && split.new === deployed?.release
  const atRest = isAlone && (await isQuiet(works, row))
  const known = atRest && deployed !== null ? [deployed] : await knownOf(works, row)
  const shares = new Map<number, number>()
  if (split.old !== null) shares.set(split.old, 100 - split.weight)
  if (split.new !== null) shares.set(split.new, (shares.get(split.new) ?? 0) + split.weight)
  const releases = [...shares].map(([release, weight]) => ({
    release,
    weight,
    components: componentsOf(
      known.find((one) => one.release === release),
      target.reading.runs,
    ),
  }))
  const served = releases.filter(
    ({ weight, components }) =>
      weight > 0 || components.some(({ instances, files }) => instances > 0 || files === true),
  )
  return { at, releases: served.sort((a, b) => a.release - b.release) }
}

/** Who did not answer at the last reading, and runs of this environment that the target lost sight of. */
export const unknownOf = (works: Works, row: Environment): readonly string[] => {
  const { unknown, target } = works.eyes.last()
  const lost = (target?.reading.unknown ?? []).filter((key) => key.startsWith(`${row.key}/`))
  return [...unknown, ...lost]
}
