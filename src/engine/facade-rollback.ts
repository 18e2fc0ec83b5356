import type { Text } from '../kernel/text.ts'
import type { RollbackPlan } from '../rollback/types.ts'

/**
 * The plan of the way back: of the live rollout as it was written before it began, else of what runs now, to what would
 * come back, or to `to`. Throws as `rollback` does where there is none.
 */
export type RollbackPlanAsked = (
  where: { readonly application: string; readonly environment: string | null },
  to: number | null,
) => Promise<RollbackPlan>

/** The plan of the way back, in short and whole: as it was written before a rollout began, or as it would be now. */
export type WayBackView = { readonly text: Text; readonly plan: RollbackPlan }
