import type { Environment } from '../records/types.ts'
import { isReady, servesAll } from './drift.ts'
import type { Works } from './works.ts'

/**
 * Whether an environment, by what was last read, stands as it should: everybody on the release that is out, all of it
 * ready, the edge closed or open as was told. Then only a change can make something to do, and every change wakes.
 */
export const isAtRest = ({ eyes, hindered }: Works, row: Environment): boolean => {
  const { target, router, unknown } = eyes.last()
  if (target === null || router === null || unknown.length > 0 || hindered.has(row.key)) return false
  if (row.deployed === null) return true
  const split = router.reading.splits.find((one) => one.environment === row.key)
  const told = row.maintenance === null || (split?.maintenance?.seq ?? 0) >= row.maintenance.seq
  return told && servesAll(split, row.deployed.release) && isReady(row.deployed, target.reading.runs)
}
