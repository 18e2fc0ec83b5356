import type { Text } from '../kernel/text.ts'
import type { Notes, PolicyNote } from '../notes/types.ts'
import { overridden } from '../policy/messages.ts'
import type { Records } from '../records/handle.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import { overridesIn } from './overrides.ts'
import { rulingOf } from './policy-in-force.ts'
import { changesOf } from './rules.ts'
import type { Works } from './works.ts'

const changeNote =
  (environment: string) =>
  (text: Text): PolicyNote => ({
    kind: text.en.startsWith('loosens:') ? 'loosens' : 'tightens',
    environment,
    text,
  })

const overrideNotes = async (
  records: Records,
  row: Pick<Environment, 'key' | 'name'>,
  candidate: string | null,
): Promise<readonly PolicyNote[]> =>
  (await overridesIn(records, row.key, candidate)).map(({ gate, by, why, signed }) => ({
    kind: 'overridden',
    environment: row.name,
    text: overridden(gate, by, why, signed),
  }))

const withNotes = (notes: Notes, policy: readonly PolicyNote[]): Notes =>
  policy.length === 0 ? notes : { ...notes, policy }

/**
 * Notes with what a rollout made of the rules that it came by: what it loosened and tightened, what it was let pass.
 * Of one that was taken back what it was let pass alone: its rules are gone with it.
 */
export const withPolicy = async (
  records: Records,
  { environment: key, application, candidate, seen, outcome }: Rollout,
  notes: Notes,
): Promise<Notes> => {
  const name = key.slice(application.length + 1)
  const changed = outcome === 'rolled-back' ? [] : (seen.policy ?? []).map(changeNote(name))
  return withNotes(notes, [...changed, ...(await overrideNotes(records, { key, name }, candidate))])
}

/** The same of what waits. Reads git: never call it in a transaction. */
export const withPolicyOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  notes: Notes,
): Promise<Notes> => {
  const changed = changesOf(await rulingOf(works, row, candidate)).map(changeNote(row.name))
  return withNotes(notes, [...changed, ...(await overrideNotes(works.parts.records, row, candidate.id))])
}
