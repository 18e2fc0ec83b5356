import type { Instant } from '../kernel/time.ts'
import type { Generation, Plan, State } from './types.ts'

/**
 * A rollout at its beginning, waiting for its turn.
 * `fence`: the environment's highest generation, of the store and of every resource; a restored backup that began
 * lower would be refused for ever.
 */
export const start = (plan: Plan, fence: Generation, now: Instant): State => ({
  phase: 'waiting',
  step: 0,
  target: plan.steps[0]?.weight ?? 100,
  weight: 0,
  tick: 0,
  generation: fence,
  wants: {},
  elapsed: 0,
  clock: 0,
  at: now,
  entered: now,
  paused: false,
  promoted: false,
  forward: false,
  staying: false,
  cause: null,
  outcome: null,
  evidence: null,
  from: null,
  seq: 0,
  alarmed: false,
  waits: [{ code: 'turn' }],
})
