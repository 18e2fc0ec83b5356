import type { Actor } from '../ledger/entry.ts'
import { peopleOf } from '../policy/people.ts'
import { environments } from '../records/environments.ts'
import { standingIn } from './asked.ts'
import type { MineView } from './facade-policy.ts'
import { readGates } from './gatekeeping.ts'
import { openQuestions } from './open-questions.ts'
import { policiesOf, rulingOf } from './policy-in-force.ts'
import type { Works } from './works.ts'

export type Me = {
  readonly actor: Actor
  readonly admin: boolean
  /** Fingerprints of keys that are said to be mine, beside the actor's own. */
  readonly keys: readonly string[]
}

/** Everything that waits for a person: by the key, or by the name that the approvers in force give it. */
export const mine = async (works: Works, { actor, admin, keys }: Me): Promise<MineView> => {
  const own = new Set([...keys, ...(actor.key === undefined ? [] : [actor.key])])
  const items: MineView['items'][number][] = []
  for (const row of await environments(works.parts.records)) {
    for (const { candidate, entry, live } of await standingIn(works, row)) {
      if (candidate.stage === 'building') continue
      const ruling = await rulingOf(works, row, candidate)
      const me = policiesOf(ruling)
        .flatMap(({ approvers }) => peopleOf(approvers))
        .filter(
          ({ name, signers }) =>
            signers.some(({ key }) => own.has(key.fingerprint)) ||
            (own.size === 0 && (name === actor.name || name.startsWith(`${actor.name}@`))),
        )
        .map(({ name }) => name)
      for (const open of openQuestions(await readGates(works, row, candidate, entry, live))) {
        const named = open.names.some((name) => me.includes(name))
        if (open.by !== 'person' || !(named || (admin && open.role === 'admin'))) continue
        items.push({
          application: row.application,
          environment: row.name,
          number: candidate.number,
          subject: candidate.subject,
          text: open.text,
          line: open.line,
        })
      }
    }
  }
  return { items }
}
