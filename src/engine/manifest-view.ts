import { type Digest, isDigest } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Manifest } from '../manifest/types.ts'
import { candidate as candidateOf, candidatesOf } from '../records/candidates.ts'
import { environment } from '../records/environments.ts'
import { kept, type Release, releaseOf, releasesOf } from '../records/releases.ts'
import { rolloutsOf } from '../records/rollouts.ts'
import type { Candidate, Rollout } from '../records/types.ts'
import type { ManifestFacade, ManifestView, ManifestWhich } from './facade-manifest.ts'
import * as say from './messages-manifest.ts'
import { unknownRelease } from './problems.ts'
import type { Works } from './works.ts'

const farthest = 100_000

const byNumber = async (works: Works, application: string, number: number): Promise<Digest> => {
  const all = await candidatesOf(works.parts.records, application, farthest)
  const found = all.find((one) => one.number === number)
  if (found === undefined) throw new ProblemError(say.noCandidate(number, application))
  if (found.manifest === null) throw new ProblemError(say.notBuiltYet(number))
  return found.manifest
}

const digestOf = async (works: Works, application: string, which: ManifestWhich): Promise<Digest> => {
  const { records } = works.parts
  if (which.release !== undefined) {
    const release = await releaseOf(records, application, which.release)
    if (release === null) throw new ProblemError(unknownRelease(which.release, application))
    return release.manifest
  }
  if (which.candidate !== undefined) return byNumber(works, application, which.candidate)
  if (which.environment !== undefined) {
    const row = await environment(records, `${application}/${which.environment}`)
    if (row?.deployed === undefined || row.deployed === null)
      throw new ProblemError(say.nothingOut(which.environment))
    return row.deployed.manifest
  }
  const digest = which.digest ?? ''
  if (!isDigest(digest)) throw new ProblemError(say.noManifest(digest))
  return digest
}

/** The newest rollout of these releases in each environment, the newest first. */
const newestOf = (rollouts: readonly Rollout[], releases: readonly number[]): readonly Rollout[] => {
  const found = new Map<string, Rollout>()
  for (const one of rollouts)
    if (releases.includes(one.release) && !found.has(one.environment)) found.set(one.environment, one)
  return [...found.values()]
}

const standingOf = async (
  works: Works,
  releases: readonly Release[],
  digest: Digest,
  subject: string,
  one: Rollout,
): Promise<ManifestView['environments'][number]> => {
  const row = await environment(works.parts.records, one.environment)
  const before = releases.find(({ number }) => number === one.previous)
  return {
    environment: one.environment.slice(one.application.length + 1),
    kind: one.kind,
    release: one.release,
    replaces: one.previous === null ? null : { release: one.previous, digest: before?.manifest ?? null },
    actor: one.actor,
    why: one.why ?? subject,
    startedAt: one.startedAt,
    endedAt: one.endedAt,
    outcome: one.outcome,
    out: row?.deployed?.manifest === digest,
  }
}

const broughtBy = (of: Candidate): NonNullable<ManifestView['candidate']> => ({
  number: of.number,
  commit: of.commit,
  subject: of.subject,
  actor: of.actor,
  at: of.at,
})

/** A manifest with where it went, what it replaced there, who, when and why. */
export const showManifest = async (
  works: Works,
  application: string,
  which: ManifestWhich,
): Promise<ManifestView> => {
  const { records } = works.parts
  const digest = await digestOf(works, application, which)
  const manifest = await kept<Manifest>(records, 'manifests', digest)
  if (manifest === null || manifest.application !== application)
    throw new ProblemError(say.noManifest(digest))
  const releases = await releasesOf(records, application)
  const mine = releases.filter((one) => one.manifest === digest)
  const latest = mine.at(-1) ?? null
  const candidate =
    latest === null
      ? ((await candidatesOf(records, application, farthest)).find((one) => one.manifest === digest) ?? null)
      : await candidateOf(records, latest.candidate)
  const rollouts = newestOf(
    await rolloutsOf(records, { application }, farthest),
    mine.map(({ number }) => number),
  )
  return {
    application,
    digest,
    manifest,
    release: latest?.number ?? null,
    candidate: candidate === null ? null : broughtBy(candidate),
    environments: await Promise.all(
      rollouts.map((one) => standingOf(works, releases, digest, candidate?.subject ?? '', one)),
    ),
  }
}

/** Of which component and commit images are, by the manifests that are kept. */
export const imagesOf = async (
  works: Works,
  application: string,
  digests: Parameters<ManifestFacade['images']>[1],
): ReturnType<ManifestFacade['images']> => {
  const { records } = works.parts
  const known = new Map<string, { component: string; commit: string; version: string }>()
  const manifests = new Set(
    (await candidatesOf(records, application, farthest)).flatMap(({ manifest }) => manifest ?? []),
  )
  for (const digest of manifests)
    for (const { name, commit, version, image } of (await kept<Manifest>(records, 'manifests', digest))
      ?.components ?? [])
      if (!known.has(image)) known.set(image, { component: name, commit, version })
  return digests.map((digest) => known.get(digest) ?? null)
}
