import { ProblemError } from '../kernel/problem.ts'
import type { Records } from '../records/handle.ts'
import { liveTails } from '../records/rollouts.ts'
import type { Environment } from '../records/types.ts'
import { outgrown } from '../rollback/plan.ts'
import type { Crossed } from '../rollback/types.ts'
import { jobKey } from '../rollout/keys.ts'
import { candidateFor } from './back.ts'
import { crossedBy } from './crossed.ts'
import { contractsNow, wayBackGone } from './messages-rollback.ts'
import type { Works } from './works.ts'

/** Contractions that have begun and of which nobody knows yet what they took away. */
const contracting = async (records: Records, row: Environment, to: number): Promise<readonly Crossed[]> => {
  const tails = (await liveTails(records, row.key)).filter(({ release }) => release >= to)
  return tails.flatMap(({ plan, state }) =>
    plan.contracts
      .filter(({ revision }) => state.wants[jobKey('contract', revision)] !== undefined)
      .map(({ component }): Crossed => {
        const why = [contractsNow(component)]
        return { component, phase: 'contract', file: '*', is: 'unsafe', ran: true, why }
      }),
  )
}

/** Throws `way-back-gone` where a contraction runs that a release does not stand: also in a transaction. */
export const refuseWhileContracting = async (
  records: Records,
  row: Environment,
  to: number,
): Promise<void> => {
  const found = await contracting(records, row, to)
  if (found.length > 0) throw new ProblemError(wayBackGone(row.name, to, found))
}

/**
 * Throws `way-back-gone` where the database was changed since a release in a way that it does not stand: a contraction
 * ran, or what a person accepted that may break it. Nothing lifts it: people would be brought onto what cannot serve
 * them. Reads git.
 */
export const refuseWhereGone = async (works: Works, row: Environment, to: number): Promise<void> => {
  await refuseWhileContracting(works.parts.records, row, to)
  const running = await candidateFor(works.parts.records, row.application, row.deployed?.release ?? 0)
  const found = outgrown(await crossedBy(works, row, running, to))
  if (found.length > 0) throw new ProblemError(wayBackGone(row.name, to, found))
}
