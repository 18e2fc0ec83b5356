import { splitKey } from './keys.ts'
import type { Generation, State } from './types.ts'

/**
 * The generation since which the weight under observation has been wanted; null where no weight is. A `safe` of the
 * judge counts for this generation alone, so the judge begins a new proof whenever it changes.
 */
export const evidenceOf = (state: State): Generation | null => {
  if (state.phase !== 'observing') return null
  return state.wants[splitKey]?.since ?? null
}
