import { sourceOf } from '../config/decode.ts'
import { readConfig } from '../config/read.ts'
import type { Config } from '../config/types.ts'
import type { ManifestPart } from '../engine/facade-manifest.ts'
import type { Digest } from '../kernel/canonical.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { checkListing, type Wanted } from '../manifest/check-listing.ts'
import type { Listing } from '../manifest/listing.ts'
import * as say from '../manifest/messages-listing.ts'
import { unmet } from '../manifest/messages-needs.ts'
import { needsUnmet } from '../manifest/needs.ts'
import { configName, pathOf, whichOne } from './application.ts'
import type { Checkout } from './machine.ts'
import { noConfigAt } from './messages.ts'
import { noLeader } from './messages-manifest.ts'
import type { Context } from './verb.ts'

export type Resolved = {
  readonly checkout: Checkout
  readonly config: Config
  /** The commit whose ecluse.yaml rules. */
  readonly commit: string
  readonly parts: Readonly<Record<string, ManifestPart>>
}

const configAt = async (checkout: Checkout, commit: string): Promise<Config> => {
  const bytes = await checkout.file(commit, configName)
  if (bytes === null) throw new ProblemError(noConfigAt(commit))
  return readConfig(sourceOf(configName, bytes))
}

type Image = { readonly component: string; readonly commit: string; readonly version: string } | null

/** Of which commit images are that a file pins by digest: asked only where one does. */
const imagesOf = async (context: Context, wanted: readonly Wanted[]): Promise<ReadonlyMap<string, Image>> => {
  const digests = wanted.flatMap(({ version, digest }) =>
    version === null && digest !== null ? [digest] : [],
  )
  if (digests.length === 0) return new Map()
  const client = await context.api('unless-stopped')
  const application = await whichOne(context, client, 'manifest import')
  const { images } = await client.post<{ images: readonly Image[] }>(pathOf(application, 'manifest/images'), {
    digests,
  })
  return new Map(digests.map((digest, index) => [digest, images[index] ?? null]))
}

/** A manifest of ours names the commit itself. */
const commitIn = (listing: Listing, component: string): string | null =>
  listing.manifest?.components.find(({ name }) => name === component)?.commit ?? null

const partOf = async (
  checkout: Checkout,
  listing: Listing,
  images: ReadonlyMap<string, Image>,
  one: Wanted,
): Promise<ManifestPart | Problem> => {
  const { component, version, digest, versionAt, digestAt } = one
  if (version === null) {
    const image = images.get(digest ?? '') ?? null
    if (image === null || image.component !== component)
      return { ...say.noSuchImage(component, digest ?? ''), place: digestAt }
    return { commit: image.commit, version: image.version, image: digest as Digest, place: digestAt }
  }
  const word = commitIn(listing, component) ?? version
  const found = await checkout.version(word)
  if ('commit' in found) {
    const pinned = listing.manifest === null ? {} : { image: digest as Digest }
    const called = found.kind === 'tag' ? version : await checkout.describe(found.commit)
    return {
      commit: found.commit,
      version: listing.manifest === null ? called : version,
      ...pinned,
      place: versionAt,
    }
  }
  const why = { branch: say.movingName, two: say.twoThings, none: say.noSuchVersion }[found.kind]
  return { ...why(component, word), place: versionAt }
}

/** The commit that contains all others; else HEAD, where it does. */
const leaderOf = async (checkout: Checkout, commits: readonly string[]): Promise<string> => {
  const head = await checkout.resolve('HEAD')
  for (const one of [...commits, head]) {
    let all = true
    for (const other of commits) all = all && (await checkout.contains(one, other))
    if (all) return one
  }
  throw new ProblemError(noLeader(commits.length))
}

/** Names and versions of a file as commits of the repository here; throws all that no release may be made of. */
export const resolveListing = async (
  context: Context,
  listing: Listing,
  ref: string | null,
): Promise<Resolved> => {
  const checkout = await context.machine.checkout(context.machine.folder)
  const named = ref === null ? null : await checkout.resolve(ref)
  const known = await configAt(checkout, named ?? (await checkout.resolve('HEAD')))
  const { wanted, problems } = checkListing(listing, known.components)
  if (problems.length > 0) throw new ProblemError(problems)
  const images = await imagesOf(context, wanted)
  const parts: Record<string, ManifestPart> = {}
  const wrong: Problem[] = []
  for (const one of wanted) {
    const part = await partOf(checkout, listing, images, one)
    if ('code' in part) wrong.push(part)
    else parts[one.component] = part
  }
  if (wrong.length > 0) throw new ProblemError(wrong)
  const commits = [...new Set(Object.values(parts).map(({ commit }) => commit))]
  const commit = named ?? (await leaderOf(checkout, commits))
  const config = await configAt(checkout, commit)
  const lacking = needsUnmet(
    config,
    Object.entries(parts).map(([name, { version }]) => ({ name, version })),
  ).map((one) => ({ ...unmet(one), place: parts[one.need]?.place ?? { file: listing.file } }))
  if (lacking.length > 0) throw new ProblemError(lacking)
  return { checkout, config, commit, parts }
}
