import type { Notes, PolicyNote } from '../notes/types.ts'
import { overridden } from '../policy/messages.ts'
import type { Records } from '../records/handle.ts'
import type { Rollout } from '../records/types.ts'
import { overridesIn } from './overrides.ts'

/** Notes with what a rollout made of the rules that it came by: what it loosened and tightened, what it was let pass. */
export const withPolicy = async (records: Records, rollout: Rollout, notes: Notes): Promise<Notes> => {
  const { environment: key, application, candidate, seen } = rollout
  const environment = key.slice(application.length + 1)
  const changed = (seen.policy ?? []).map(
    (text): PolicyNote => ({
      kind: text.en.startsWith('loosens:') ? 'loosens' : 'tightens',
      environment,
      text,
    }),
  )
  const passed = (await overridesIn(records, key, candidate)).map(
    ({ gate, by, why, signed }): PolicyNote => ({
      kind: 'overridden',
      environment,
      text: overridden(gate, by, why, signed),
    }),
  )
  const policy = [...changed, ...passed]
  return policy.length === 0 ? notes : { ...notes, policy }
}
