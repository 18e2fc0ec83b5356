import { ProblemError } from '../kernel/problem.ts'
import { newestRollout, rolloutsOf } from '../records/rollouts.ts'
import type { Environment } from '../records/types.ts'
import { onwardsOf } from './ending.ts'
import { startRollback } from './rollback.ts'
import type { Works } from './works.ts'
import type { World } from './world.ts'

/**
 * A live rollout that was told to go on to an older release has ended: the way there begins. True: it did. Nothing
 * is remembered: what was told stands beside the newest rollout until there is a newer one.
 */
export const goOn = async (works: Works, row: Environment, world: World): Promise<boolean> => {
  const { records } = works.parts
  const where = { application: row.application, environment: row.key }
  const [last] = await rolloutsOf(records, where, 1)
  const onwards = last === undefined ? null : await onwardsOf(records, last.id)
  if (onwards === null || row.deployed?.release === onwards.to) return false
  try {
    const { to, why, by: actor } = onwards
    return (await startRollback(works, row, world, { to, why, actor })) !== null
  } catch (error) {
    if (error instanceof ProblemError && error.problems.every(({ kind }) => kind !== 'unavailable'))
      return false
    throw error
  }
}

/** Whether there is such a way; for who decides whether the world has to be read. */
export const goesOn = async (works: Works, row: Environment): Promise<boolean> => {
  const last = await newestRollout(works.parts.records, row.key)
  return last !== null && last.endedAt !== null && (await onwardsOf(works.parts.records, last.id)) !== null
}
