import { sql } from 'kysely'
import type { Instant } from '../kernel/time.ts'
import type { Records } from './handle.ts'
import { pruned } from './ledger.ts'

/** In one transaction, so that nobody waits long for it. */
const atOnce = 1_000

/**
 * Takes away what entries of an application from before an instant were made of, as far as nothing newer needs it: the
 * same payload of a later entry, kept notes, and what retention itself wrote down. The entries stay. Gives how many;
 * there may be more.
 */
export const prunePayloads = async (
  records: Records,
  application: string,
  before: Instant,
): Promise<number> => {
  // Names of applications are letters, digits and hyphens: the pattern means nothing else.
  const mine = sql`l.subject like ${`%"application":"${application}"%`}`
  const found = await sql<{ digest: string }>`
    select p.digest as digest from payloads p where p.digest in (
      select l.payload from ledger l where l.at < ${before} and ${mine} and l.action <> ${pruned}
      except select l.payload from ledger l where l.at >= ${before} or not (${mine}) or l.action = ${pruned}
      except select n.digest from notes n where n.at >= ${before}
    ) limit ${atOnce}`.execute(records)
  const digests = found.rows.map(({ digest }) => digest)
  for (let at = 0; at < digests.length; at += 500)
    await records
      .deleteFrom('payloads')
      .where('digest', 'in', digests.slice(at, at + 500))
      .execute()
  return digests.length
}

/** The same for verdicts and signatures; `needed`: commits and manifests that run, wait, or can come back. */
export const pruneEvidence = async (
  records: Records,
  application: string,
  before: Instant,
  needed: readonly string[],
): Promise<number> => {
  const kept = needed.length === 0 ? ['-'] : needed
  const evidence = await records
    .deleteFrom('evidence')
    .where('application', '=', application)
    .where('at', '<', before)
    .where('subject', 'not in', kept)
    .execute()
  const statements = await records
    .deleteFrom('statements')
    .where('application', '=', application)
    .where('at', '<', before)
    .where('manifest', 'not in', kept)
    .execute()
  return [...evidence, ...statements].reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0)
}
