import { sha256 } from '../kernel/canonical.ts'
import type { Actor } from '../ledger/entry.ts'
import { releasesOf } from '../records/releases.ts'
import { audit } from './audit.ts'
import type { Works } from './works.ts'

/** Every instant that a clock can tell. */
const always = { from: 0, to: 8.64e15 } as const

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
  const pause = () => new Promise<void>((go) => clock.wake(0, go))
  const now = () => clock.now()
  const bytes = await audit({ records, source, version, now, pause }, application, always, actor)
  const when = new Date(since).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const file = await archives.keep(`${application}-${when}.zip`, bytes)
  return { file, bytes: bytes.length, digest: sha256(bytes) }
}
