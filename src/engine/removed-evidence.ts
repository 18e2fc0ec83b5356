import { sha256 } from '../kernel/canonical.ts'
import type { Actor } from '../ledger/entry.ts'
import { candidateRows } from '../records/audited.ts'
import { releasesOf } from '../records/releases.ts'
import { audit } from './audit.ts'
import type { Works } from './works.ts'

/**
 * Writes everything that is known of an application into an archive of its own, before its records go; null: it never
 * had a release. Done again after a crash it replaces the same file: `since` is when the removal was asked for.
 */
export const archiveEvidence = async (
  { parts }: Pick<Works, 'parts'>,
  application: string,
  since: number,
  actor: Actor,
) => {
  const { records, source, version, clock, archives } = parts
  if ((await releasesOf(records, application)).length === 0) return null
  const began = (await candidateRows(records, application)).map(({ at }) => at)
  const scope = { from: Math.min(...began), to: clock.now() + 1 }
  const pause = () => new Promise<void>((go) => clock.wake(0, go))
  const now = () => clock.now()
  const bytes = await audit({ records, source, version, now, pause }, application, scope, actor)
  const when = new Date(since).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const file = await archives.keep(`${application}-${when}.zip`, bytes)
  return { file, bytes: bytes.length, digest: sha256(bytes) }
}
