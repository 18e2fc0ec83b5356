import type { Asked, Config } from '../config/types.ts'
import { canonical } from '../kernel/canonical.ts'
import type { Manifest } from '../manifest/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import type { Records } from '../records/handle.ts'
import { kept, releaseOf } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import type { Parts } from './parts.ts'

export type Composition = Extract<Asked, { kind: 'manifest' }>

/** What a candidate is composed of, where a manifest asked for it. */
export const compositionOf = ({ config }: Pick<Candidate, 'config'>): Composition | null =>
  config.asked?.kind === 'manifest' ? config.asked : null

/** The commit that a component of a candidate is built from. */
export const commitOf = (candidate: Pick<Candidate, 'config' | 'commit'>, component: string): string =>
  compositionOf(candidate)?.components[component]?.commit ?? candidate.commit

/** The commit that each component of something is of. */
export type CommitOf = (component: string) => string

/** As a manifest has it; of what it does not name, and where it is not kept, `otherwise`. */
export const commitsIn = async (
  records: Records,
  manifest: string | null,
  otherwise: CommitOf,
): Promise<CommitOf> => {
  const known = manifest === null ? null : await kept<Manifest>(records, 'manifests', manifest)
  return (component) =>
    known?.components.find(({ name }) => name === component)?.commit ?? otherwise(component)
}

/** The same of a candidate: a train's stands in its manifest alone, and what a manifest asked for is asked before it is built. */
export const commitsOf = (
  records: Records,
  candidate: Pick<Candidate, 'config' | 'commit' | 'manifest'>,
): Promise<CommitOf> => commitsIn(records, candidate.manifest, (component) => commitOf(candidate, component))

/** Whether what is deployed is of these very commits, whoever asked for either. */
export const isDeployed = async (
  parts: Parts,
  config: Config,
  commit: string,
  row: Environment,
): Promise<boolean> => {
  if (row.deployed === null) return false
  const { records } = parts
  const release = await releaseOf(records, row.application, row.deployed.release)
  const candidate = release === null ? null : await candidateOf(records, release.candidate)
  if (config.asked?.kind !== 'manifest' && candidate?.config.asked?.kind !== 'manifest') return true
  const live = await kept<Manifest>(records, 'manifests', row.deployed.manifest)
  return config.components.every(
    ({ name }) =>
      live?.components.find((one) => one.name === name)?.commit === commitOf({ config, commit }, name),
  )
}

const partsOf = (asked: Asked | null) => (asked?.kind === 'manifest' ? asked.components : null)

/** Whether two candidates of one commit are the same: whoever asked, and with which words. */
export const sameAsked = (one: Asked | null | undefined, other: Asked | null | undefined): boolean =>
  canonical(partsOf(one ?? null)) === canonical(partsOf(other ?? null))
