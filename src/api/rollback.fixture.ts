import { plannedFacts } from '../rollback/facts.fixture.ts'
import { rollbackPlan } from '../rollback/plan.ts'

/** A plan as the engine gives it. */
export const plannedBack = rollbackPlan(plannedFacts)
