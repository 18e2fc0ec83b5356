import type { Asked, Config } from '../config/types.ts'
import { canonical } from '../kernel/canonical.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { releaseOf } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import type { Parts } from './parts.ts'

export type Composition = Extract<Asked, { kind: 'manifest' }>

/** What a candidate is composed of, where a manifest asked for it. */
export const compositionOf = ({ config }: Pick<Candidate, 'config'>): Composition | null =>
  config.asked?.kind === 'manifest' ? config.asked : null

/** The commit that a component of a candidate is built from. */
export const commitOf = (candidate: Pick<Candidate, 'config' | 'commit'>, component: string): string =>
  compositionOf(candidate)?.components[component]?.commit ?? candidate.commit

/** Whether what is deployed is of these very commits, for this very reason. */
export const isDeployed = async (parts: Parts, config: Config, row: Environment): Promise<boolean> => {
  const release =
    row.deployed === null ? null : await releaseOf(parts.records, row.application, row.deployed.release)
  const candidate = release === null ? null : await candidateOf(parts.records, release.candidate)
  const [wanted, has] = [config.asked ?? null, candidate?.config.asked ?? null]
  if (wanted?.kind !== 'manifest' && has?.kind !== 'manifest') return true
  return sameAsked(wanted, has)
}

const partsOf = (asked: Asked | null) => (asked?.kind === 'manifest' ? asked.components : null)

/** Whether two candidates of one commit are the same: whoever asked, and with which words. */
export const sameAsked = (one: Asked | null | undefined, other: Asked | null | undefined): boolean =>
  canonical(partsOf(one ?? null)) === canonical(partsOf(other ?? null))
