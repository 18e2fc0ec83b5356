import type { Manifest } from '../manifest/types.ts'
import type { RevisionSpec } from '../ports/target.ts'
import { kept } from '../records/releases.ts'
import { setSecretsOf } from '../records/secrets.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { environmentConfig } from './gatekeeping.ts'
import { deployedOf } from './planning.ts'
import { secretsInForce } from './secrets-in-force.ts'
import type { Works } from './works.ts'

/** How the candidate would run there: its commands run in the same images, with the same configuration. */
export const revisionsOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
): Promise<readonly RevisionSpec[]> => {
  const { records } = works.parts
  const config = environmentConfig(candidate, row.name)
  const digest = candidate.manifest
  const manifest = digest === null ? null : await kept<Manifest>(records, 'manifests', digest)
  if (config === undefined || manifest === null || digest === null) return []
  const set = await setSecretsOf(records, row.key)
  const secrets = secretsInForce(candidate.config, config, candidate.secrets[row.name] ?? {}, set)
  const release = { number: candidate.release ?? 0, manifest, digest, commit: candidate.commit }
  const { revisions, scheduled = [] } = deployedOf(candidate.config, config, release, secrets)
  return [...revisions, ...scheduled]
}
