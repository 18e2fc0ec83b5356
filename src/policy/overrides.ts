import type { PublicKey } from '../identity/types.ts'
import { keyFrom } from '../provenance/keys.ts'
import { fromBase64 } from '../provenance/wire.ts'
import { overridable } from './gate-names.ts'
import { type Person, peopleOf } from './people.ts'
import { type Judged, judgeStatement, judgeWord, type Question } from './statements.ts'
import type { Policy, Received } from './types.ts'

/** A key that lets an administrator of the server in, and whose it is. */
export type Administrator = { readonly name: string; readonly key: PublicKey }

const personOf = (name: string, keys: readonly PublicKey[]): Person => ({
  name,
  signers: keys.flatMap(({ blob }, index) => {
    const bytes = fromBase64(blob)
    const key = bytes === null ? 'broken' : keyFrom(bytes)
    if (typeof key === 'string') return []
    return [{ line: index + 1, principals: [name], key, after: null, before: null, roles: [], emails: [] }]
  }),
  roles: [],
  emails: [],
})

/**
 * Who may sign that a gate is passed over: whoever comes in as an administrator by a key; where nobody does, the
 * approvers of the policies in force. Where there is nobody, an administrator's word counts, unsigned.
 */
export const overriders = (
  administrators: readonly Administrator[],
  policies: readonly Pick<Policy, 'approvers'>[],
): readonly Person[] =>
  administrators.length > 0
    ? [...Map.groupBy(administrators, ({ name }) => name)].map(([name, own]) =>
        personOf(
          name,
          own.map(({ key }) => key),
        ),
      )
    : policies.flatMap(({ approvers }) => peopleOf(approvers))

/** Whether what an administrator said of a gate counts now, whose it is, or by name why not. */
export const judgeOverride = (
  received: Received,
  about: Omit<Question, 'action' | 'item' | 'authors'>,
  policy: Pick<Policy, 'approvals'>,
  people: readonly Person[],
): Judged => {
  const { item } = received.statement
  const question: Question = {
    ...about,
    action: 'override',
    item: item !== null && overridable.includes(item) ? item : '',
    authors: [],
  }
  return people.length === 0
    ? judgeWord(received, question, policy)
    : judgeStatement(received, question, { approvers: null, ...policy }, 'may', people)
}
