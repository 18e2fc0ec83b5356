import { isAbsolute } from 'node:path/posix'
import { type Against, type GoingBack, lostVerdict } from '../gates/lost.ts'
import { needsVerdict } from '../gates/needs.ts'
import type { GateVerdict } from '../gates/types.ts'
import { needsUnmet } from '../manifest/needs.ts'
import type { Manifest, ManifestComponent } from '../manifest/types.ts'
import { kept } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import * as words from './messages-manifest.ts'
import { remembered } from './remembered.ts'
import type { Works } from './works.ts'

/** Files at the root of a repository that every build reads. */
const everywhere: readonly string[] = [
  'ecluse.yaml',
  'ecluse.lock',
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'yarn.lock',
]

/** What of the repository a component is made of; none: all of it. */
const pathsOf = ({ config }: Candidate, component: string): readonly string[] => {
  const build = config.components.find(({ name }) => name === component)?.build
  if (build === undefined || build.context === '.' || isAbsolute(build.context)) return []
  return [build.context, ...(build.dependsOn ?? []), ...everywhere]
}

const againstOf = async (
  works: Works,
  candidate: Candidate,
  old: ManifestComponent,
  fresh: ManifestComponent,
): Promise<Against> => {
  const { application } = candidate
  const { source } = works.parts
  const [component, running, wanted] = [old.name, old.commit, fresh.commit]
  const against = { component, running, wanted }
  if ((await source.contains(application, wanted, running)) === true)
    return { ...against, missing: { commits: [], total: 0 } }
  const missing = await source.lost(application, wanted, running, pathsOf(candidate, component))
  return { ...against, missing }
}

/** Components that run, against those that the candidate would put in their place. Reads git. */
const lostOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  manifest: Manifest,
): Promise<readonly Against[]> => {
  const live =
    row.deployed === null
      ? null
      : await kept<Manifest>(works.parts.records, 'manifests', row.deployed.manifest)
  const found: Against[] = []
  for (const old of live?.components ?? []) {
    const fresh = manifest.components.find(({ name }) => name === old.name)
    if (fresh === undefined || fresh.commit === old.commit) continue
    const same = (of: Manifest): string | undefined => of.configurations[row.name]?.[old.name]
    // The very same thing runs on: nothing of it can be lost.
    if (fresh.image === old.image && live !== null && same(live) === same(manifest)) continue
    found.push(await againstOf(works, candidate, old, fresh))
  }
  return found
}

/** Somebody said that it goes back: then leaving what runs is what was asked for. */
const backOf = ({ config: { asked }, actor }: Candidate): GoingBack | null => {
  if (asked?.kind === 'rollback') return { by: asked.by, why: words.backTo(asked.to, asked.by) }
  if (asked?.kind !== 'manifest' || asked.backwards === null) return null
  return { by: actor.name, why: words.backwardsSaid(actor.name, asked.backwards) }
}

/** Gates that read the manifest against what runs, and against itself. Never in a transaction. */
export const manifestGates = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
): Promise<readonly [GateVerdict, GateVerdict]> => {
  const manifest =
    candidate.manifest === null
      ? null
      : await kept<Manifest>(works.parts.records, 'manifests', candidate.manifest)
  const unmet = manifest === null ? [] : needsUnmet(candidate.config, manifest.components)
  const asked = candidate.config.components.some(({ needsRanges }) => needsRanges !== undefined)
  const key = `lost ${row.key} ${candidate.id} ${candidate.manifest} ${row.deployed?.manifest}`
  // What git did not know may be there by now: only what it knew is remembered.
  const all =
    manifest === null ||
    row.deployed === null ||
    candidate.only !== null ||
    // Asked of each component that it changes, when it was composed.
    candidate.train?.environment === row.key
      ? []
      : await remembered(works, key, async () => {
          const found = await lostOf(works, row, candidate, manifest)
          if (found.some(({ missing }) => missing === null)) throw new Unknown(found)
          return found
        }).catch((error: unknown) => {
          if (error instanceof Unknown) return error.found
          throw error
        })
  const back = backOf(candidate)
  return [
    { gate: 'needs', verdict: needsVerdict(unmet, asked) },
    { gate: 'lost-commits', verdict: lostVerdict(row.name, all, back) },
  ]
}

/** Kept out of what is remembered. */
class Unknown extends Error {
  readonly found: readonly Against[]
  constructor(found: readonly Against[]) {
    super('history unknown')
    this.found = found
  }
}
