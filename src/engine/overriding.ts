import { readStatement, type Statement } from '../identity/statement.ts'
import type { Digest } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { overridable } from '../policy/gate-names.ts'
import { judgeOverride } from '../policy/overrides.ts'
import type { Received } from '../policy/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { statementsOf } from '../records/statements.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { chosen, standingIn, whereAsked } from './asked.ts'
import type { Where } from './facade.ts'
import type { StatementTaken } from './facade-policy.ts'
import * as problems from './messages-policy.ts'
import { overridersHere } from './overrides.ts'
import { policiesOf, rulingOf } from './policy-in-force.ts'
import { keep } from './stating.ts'
import type { Works } from './works.ts'

/** The candidate that is meant: by its number, otherwise of the manifest that was signed. */
const meant = async (
  works: Works,
  row: Environment,
  said: Statement,
  number: number | null,
): Promise<Candidate> => {
  const standing = await standingIn(works, row)
  const mine = number === null ? standing.filter(({ candidate }) => candidate.manifest === said.manifest) : []
  const { candidate } = chosen(mine.length > 0 ? mine : standing, row, number, false)
  return (await candidateOf(works.parts.records, candidate.id)) ?? candidate
}

/** One statement lets one candidate pass: another one of the same manifest needs a word of its own. */
const refuseUsed = async (works: Works, row: Environment, text: string, candidate: Candidate) => {
  const used = (await statementsOf(works.parts.records, row.key)).find(
    (one) => one.text === text && one.candidate !== candidate.id,
  )
  if (used === undefined) return
  const other = await candidateOf(works.parts.records, used.candidate)
  throw new ProblemError(problems.alreadyUsed(other?.number ?? 0))
}

/** By a right, with a reason, once: for one candidate in one environment, signed wherever anybody may sign it. */
export const override = async (
  works: Works,
  where: Where & {
    readonly text: string
    readonly signature: string | null
    readonly candidate: number | null
  },
  actor: Actor,
): Promise<StatementTaken> => {
  const { text, signature } = where
  const said = readStatement(text)
  if (said === null) throw new ProblemError(problems.noStatement())
  if (said.action === 'override' && !overridable.includes(said.item ?? ''))
    throw new ProblemError(problems.notOverridable(said.item ?? '', overridable))
  if (said.note.trim() === '') throw new ProblemError(problems.noReason())
  const environment = where.environment ?? said.environment
  const row = await whereAsked(works, { ...where, environment }, 'override')
  const candidate = await meant(works, row, said, where.candidate)
  if (candidate.manifest === null) throw new ProblemError(problems.notBuiltYet(candidate.number))
  const ruling = await rulingOf(works, row, candidate)
  const people = await overridersHere(works, row, policiesOf(ruling))
  if (signature === null && people.length > 0)
    throw new ProblemError(problems.mustSignOverride(people.map(({ name }) => name)))
  const at = works.parts.clock.now()
  const received: Received = {
    id: works.parts.ids.next(),
    text,
    statement: said,
    signature,
    by: actor.name,
    at,
  }
  const about = {
    application: row.application,
    environment: row.name,
    manifest: candidate.manifest as Digest,
    now: at,
  }
  const judged = judgeOverride(received, about, ruling.inForce, people)
  if (!judged.counts)
    throw new ProblemError(problems.refusedStatement(judged.reason.code, judged.reason.text))
  await refuseUsed(works, row, text, candidate)
  const who = { name: judged.person.name, key: judged.signer ?? actor.key ?? null }
  return keep(works, row, candidate, received, actor, who)
}
