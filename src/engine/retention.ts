import type { Digest } from '../kernel/canonical.ts'
import type { Manifest } from '../manifest/types.ts'
import { openCandidates } from '../records/candidates.ts'
import { deploymentsOf, environments } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { kept, releaseOf, releasesOf } from '../records/releases.ts'
import { liveRollout, liveTails, rolloutsOf } from '../records/rollouts.ts'
import type { Deployed, Environment } from '../records/types.ts'
import { allRevisions } from './all-revisions.ts'
import { keptHere } from './keep-releases.ts'
import type { Works } from './works.ts'

/** The newest releases of an application, and those that were fully out in each environment, keep their images. */
const keptReleases = 20
/** And so does what the newest rollouts of an environment named. */
const keptRollouts = 30

const ofManifest = async (records: Records, digest: Digest | null): Promise<readonly Digest[]> => {
  const manifest = digest === null ? null : await kept<Manifest>(records, 'manifests', digest)
  return manifest === null ? [] : manifest.components.map(({ image }) => image)
}

const ofDeployed = (deployed: Deployed | null): readonly Digest[] =>
  deployed === null ? [] : allRevisions(deployed).map(({ image }) => image)

/** What runs, is on its way in or out, or may be gone back to in one environment. */
const ofEnvironment = async (records: Records, row: Environment): Promise<readonly Digest[]> => {
  const { application, key, deployed } = row
  const live = await liveRollout(records, key)
  const rollouts = await rolloutsOf(records, { application, environment: key }, keptRollouts)
  const tails = await liveTails(records, key)
  const good = (await deploymentsOf(records, key)).filter((one) => one.good).map((one) => one.release)
  const most = Math.max(keptReleases, await keptHere(records, row))
  const numbers = [...new Set(good.toReversed())].slice(0, most)
  const manifests: Digest[] = []
  for (const number of numbers) {
    const release = await releaseOf(records, application, number)
    manifests.push(...(await ofManifest(records, release?.manifest ?? null)))
  }
  return [
    ...manifests,
    ...ofDeployed(deployed),
    ...[...rollouts, ...(live === null ? [] : [live])].flatMap(({ context }) => [
      ...ofDeployed(context.old),
      ...ofDeployed(context.new),
    ]),
    ...tails.flatMap((tail) => tail.revisions.map(({ image }) => image)),
  ]
}

/** Candidates that wait or are built, and the newest releases. */
const ofApplication = async (records: Records, application: string): Promise<readonly Digest[]> => {
  const releases = (await releasesOf(records, application)).toSorted((a, b) => b.number - a.number)
  const candidates = await openCandidates(records, application)
  const digests = [
    ...releases.slice(0, keptReleases).map(({ manifest }) => manifest),
    ...candidates.map(({ manifest }) => manifest),
  ]
  const all = await Promise.all(digests.map((digest) => ofManifest(records, digest)))
  return all.flat()
}

/**
 * Every image that may still be run. An older one is built again, with a word, when somebody goes back to it. `chosen`:
 * what applications with a limit of their own keep instead.
 */
export const imagesNeeded = async (
  records: Records,
  chosen: ReadonlyMap<string, ReadonlySet<Digest>> = new Map(),
): Promise<ReadonlySet<Digest>> => {
  const rows = await environments(records)
  const needed = new Set<Digest>()
  const add = (images: readonly Digest[]): void => {
    for (const image of images) needed.add(image)
  }
  for (const row of rows) if (!chosen.has(row.application)) add(await ofEnvironment(records, row))
  for (const application of new Set(rows.map((row) => row.application))) {
    const own = chosen.get(application)
    add(own === undefined ? await ofApplication(records, application) : [...own])
  }
  return needed
}

/** Lets the builder free what nothing needs; what could not be freed now is the next time. */
export const sweepImages = async (
  { parts, images }: Works,
  chosen: ReadonlyMap<string, ReadonlySet<Digest>> = new Map(),
  drop: ReadonlySet<Digest> = new Set(),
): Promise<void> => {
  try {
    const needed = await imagesNeeded(parts.records, chosen)
    // What another application needs goes for nobody.
    const swept = await parts.builder.sweep(needed, new Set([...drop].filter((image) => !needed.has(image))))
    images.forget(swept.images)
  } catch (error) {
    parts.trouble('sweep images', error)
  }
}
