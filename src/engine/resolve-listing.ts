import { sourceOf } from '../config/decode.ts'
import { readConfig } from '../config/read.ts'
import type { Config } from '../config/types.ts'
import type { Digest } from '../kernel/canonical.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { checkListing, type Wanted } from '../manifest/check-listing.ts'
import type { Listing } from '../manifest/listing.ts'
import * as say from '../manifest/messages-listing.ts'
import { unmet } from '../manifest/messages-needs.ts'
import { needsUnmet } from '../manifest/needs.ts'
import { spellingsOf } from '../manifest/versions.ts'
import type { KeptVersion } from '../ports/kept-manifest.ts'
import type { ManifestPart } from './facade-manifest.ts'
import { noLeader } from './messages-manifest.ts'
import { noConfig } from './problems.ts'

/** The application's repository, wherever it is. */
export type Repository = {
  readonly file: (commit: string, path: string) => Promise<Uint8Array | null>
  readonly version: (word: string) => Promise<KeptVersion>
  readonly describe: (commit: string) => Promise<string>
  readonly contains: (descendant: string, ancestor: string) => Promise<boolean>
  /** Whose ecluse.yaml says what components are called, and rules where it contains all others. */
  readonly head: string
}

export type Image = { readonly component: string; readonly commit: string; readonly version: string } | null

export type Resolved = {
  readonly config: Config
  /** The commit whose ecluse.yaml rules. */
  readonly commit: string
  readonly parts: Readonly<Record<string, ManifestPart>>
}

const configAt = async (repository: Repository, commit: string): Promise<Config> => {
  const bytes = await repository.file(commit, 'ecluse.yaml')
  if (bytes === null) throw new ProblemError(noConfig(commit))
  return readConfig(sourceOf('ecluse.yaml', bytes))
}

/** A manifest of ours names the commit itself. */
const commitIn = (listing: Listing, component: string): string | null =>
  listing.manifest?.components.find(({ name }) => name === component)?.commit ?? null

const partOf = async (
  repository: Repository,
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
  const found = await repository.version(word)
  if ('commit' in found) {
    const called = found.kind === 'tag' ? version : await repository.describe(found.commit)
    return {
      commit: found.commit,
      version: listing.manifest === null ? called : version,
      ...(listing.manifest === null ? {} : { image: digest as Digest }),
      place: versionAt,
    }
  }
  if (found.kind === 'none')
    return { ...say.noSuchVersion(component, word, await near(repository, one)), place: versionAt }
  const why = { branch: say.movingName, two: say.twoThings }[found.kind]
  return { ...why(component, word), place: versionAt }
}

/** A tag that says the same version in another way; it is proposed, never taken. */
const near = async (repository: Repository, one: Wanted): Promise<string | null> => {
  for (const word of spellingsOf(one.version ?? '', [...new Set([one.component, one.name])]))
    if ((await repository.version(word)).kind === 'tag') return word
  return null
}

/** The commit that contains all others; else the head, where it does. */
const leaderOf = async (repository: Repository, commits: readonly string[]): Promise<string> => {
  for (const one of [...commits, repository.head]) {
    let all = true
    for (const other of commits) all = all && (await repository.contains(one, other))
    if (all) return one
  }
  throw new ProblemError(noLeader(commits.length))
}

/**
 * Names and versions of a file as commits of a repository; throws all that no release may be made of. `named`: the commit
 * whose ecluse.yaml rules, where somebody says so. `images` tells of which commits pinned images are.
 */
export const resolveListing = async (
  repository: Repository,
  listing: Listing,
  named: string | null,
  images: (digests: readonly string[]) => Promise<readonly Image[]>,
): Promise<Resolved> => {
  const known = await configAt(repository, named ?? repository.head)
  const { wanted, problems } = checkListing(listing, known.components)
  if (problems.length > 0) throw new ProblemError(problems)
  const digests = wanted.flatMap(({ version, digest }) =>
    version === null && digest !== null ? [digest] : [],
  )
  const made = digests.length === 0 ? [] : await images(digests)
  const byDigest = new Map(digests.map((digest, index) => [digest, made[index] ?? null]))
  const parts: Record<string, ManifestPart> = {}
  const wrong: Problem[] = []
  for (const one of wanted) {
    const part = await partOf(repository, listing, byDigest, one)
    if ('code' in part) wrong.push(part)
    else parts[one.component] = part
  }
  if (wrong.length > 0) throw new ProblemError(wrong)
  const commits = [...new Set(Object.values(parts).map(({ commit }) => commit))]
  const commit = named ?? (await leaderOf(repository, commits))
  const config = await configAt(repository, commit)
  const lacking = needsUnmet(
    config,
    Object.entries(parts).map(([name, { version }]) => ({ name, version })),
  ).map((one) => ({ ...unmet(one), place: parts[one.need]?.place ?? { file: listing.file } }))
  if (lacking.length > 0) throw new ProblemError(lacking)
  return { config, commit, parts }
}
