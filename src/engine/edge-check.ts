import type { EnvironmentConfig } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Manifest } from '../manifest/types.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { placed } from './edge-places.ts'
import { deployedOf } from './planning.ts'
import { splitOf } from './split.ts'
import type { Works } from './works.ts'

/**
 * Asks the router, before anything runs, whether it could serve the candidate there: throws what it refuses
 * (`host-taken`, `key-of-another` and their like). A router that does not answer is no reason not to begin.
 */
export const checkEdge = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  config: EnvironmentConfig,
  manifest: Manifest,
): Promise<void> => {
  const { router, trouble } = works.parts
  if (router.check === undefined) return
  const release = String(candidate.release ?? 0)
  const next = deployedOf(candidate.config, config, {
    number: candidate.release ?? 0,
    manifest,
    digest: candidate.manifest ?? 'sha256:',
    commit: candidate.commit,
  })
  const route = { kind: 'route', key: 'split', generation: 0, weight: 100, salt: '' } as const
  const context = { old: null, new: next, secret: null }
  const split = splitOf(row.key, context, { ...route, old: null, new: release, boot: release })
  try {
    await router.check(split)
  } catch (error) {
    // Not of what it says, but of nobody saying it.
    const silent = error instanceof ProblemError && error.problems.every(({ kind }) => kind === 'unavailable')
    if (error instanceof ProblemError && !silent)
      throw new ProblemError(await placed(works.parts, candidate, config.name, error.problems), error)
    trouble('check the edge', error)
  }
}
