import { askedView } from './asked.ts'
import type { PolicyFacade, StatementTaken } from './facade-policy.ts'
import { freeze, freezes, thaw } from './freezing.ts'
import { mine } from './mine.ts'
import { override } from './overriding.ts'
import { state } from './stating.ts'
import type { Works } from './works.ts'

/** What people ask and say of the policy in force; what they said is seen at once. */
export const policyFacade = (works: Works): PolicyFacade => {
  const seen = async (application: string, taken: Promise<StatementTaken>): Promise<StatementTaken> => {
    const done = await taken
    works.bell.ring()
    works.wake(`${application}/${done.environment}`)
    return done
  }
  return {
    asked: (where) => askedView(works, where),
    state: (where, actor, admin) => seen(where.application, state(works, where, actor, admin)),
    override: (where, actor) => seen(where.application, override(works, where, actor)),
    freeze: (what, actor) => freeze(works, what, actor),
    thaw: (what, actor) => thaw(works, what, actor),
    mine: (actor, admin, keys) => mine(works, { actor, admin, keys }),
    freezes: (application) => freezes(works, application),
  }
}
