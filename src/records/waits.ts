import type { Instant, Ms } from '../kernel/time.ts'
import type { Records } from './handle.ts'

/** Nothing but another rollout stands before it. */
export const turn = 'turn'

/**
 * What holds a candidate from its turn in an environment from now on: names of gates, or `turn`. What held it before and
 * does no more has ended now; without any, it waits no longer. Inside the transaction of whoever decided it.
 */
export const changeWaits = async (
  records: Records,
  environment: string,
  candidate: string,
  causes: readonly string[],
  at: Instant,
): Promise<void> => {
  const open = await openWaits(records, environment, candidate)
  const over = open.filter((cause) => !causes.includes(cause))
  const fresh = [...new Set(causes)].filter((cause) => !open.includes(cause))
  if (over.length > 0)
    await records
      .updateTable('waits')
      .set({ until: at })
      .where('environment', '=', environment)
      .where('candidate', '=', candidate)
      .where('until', 'is', null)
      .where('cause', 'in', over)
      .execute()
  if (fresh.length > 0)
    await records
      .insertInto('waits')
      .values(fresh.map((cause) => ({ environment, candidate, cause, since: at, until: null })))
      .execute()
}

/** What holds it now. */
export const openWaits = async (
  records: Records,
  environment: string,
  candidate: string,
): Promise<readonly string[]> =>
  (
    await records
      .selectFrom('waits')
      .select('cause')
      .where('environment', '=', environment)
      .where('candidate', '=', candidate)
      .where('until', 'is', null)
      .execute()
  ).map(({ cause }) => cause)

export type Waited = { readonly cause: string; readonly since: Instant; readonly for: Ms }

/** By environment and candidate, what had held it in an application, up to now where it still does. */
export const waitsOf = async (
  records: Records,
  application: string,
): Promise<ReadonlyMap<string, readonly Waited[]>> => {
  const rows = await records
    .selectFrom('waits')
    .innerJoin('environments', 'environments.key', 'waits.environment')
    .select(['waits.environment', 'waits.candidate', 'waits.cause', 'waits.since', 'waits.until'])
    .where('environments.application', '=', application)
    .where('waits.until', 'is not', null)
    .orderBy('waits.since')
    .execute()
  const found = new Map<string, Waited[]>()
  for (const { environment, candidate, cause, since, until } of rows) {
    const key = `${environment} ${candidate}`
    const one: Waited = { cause, since, for: Math.max(0, (until ?? since) - since) }
    found.set(key, [...(found.get(key) ?? []), one])
  }
  return found
}
