import { readStatement, type Statement } from '../identity/statement.ts'
import type { Digest } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { type Judged, judgeStatement } from '../policy/statements.ts'
import type { Policy, Received } from '../policy/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { inTransaction } from '../records/handle.ts'
import { releasesOf } from '../records/releases.ts'
import { addStatement, statementsAbout } from '../records/statements.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { chosen, standingIn, whereAsked } from './asked.ts'
import type { Where } from './facade.ts'
import type { StatementTaken } from './facade-policy.ts'
import { journal } from './journal.ts'
import * as problems from './messages-policy.ts'
import { policiesOf, type Ruling, rulingOf } from './policy-in-force.ts'
import { authorsOf } from './rules.ts'
import type { Works } from './works.ts'

/** What a statement is about: of its manifest what waits or is under way here, else what runs. */
const subjectOf = async (works: Works, row: Environment, said: Statement): Promise<Candidate> => {
  const standing = await standingIn(works, row)
  const mine = standing.find(({ candidate }) => candidate.manifest === said.manifest)
  if (mine !== undefined) return mine.candidate
  if (said.action === 'sign-off') {
    const { records } = works.parts
    const releases = await releasesOf(records, row.application)
    const out = releases.findLast(({ manifest }) => manifest === said.manifest)
    const candidate = out === undefined ? null : await candidateOf(records, out.candidate)
    if (candidate !== null) return candidate
  }
  return chosen(standing, row, null, said.action === 'canary').candidate
}

/** Only what the checklist in force asks of a person, and by its role. */
const checkItem = (policies: readonly Policy[], said: Statement, judged: Judged | null): void => {
  const items = policies
    .flatMap(({ checklist }) => checklist?.items ?? [])
    .filter(({ answer }) => answer.by === 'person' || answer.by === 'link' || answer.by === 'notes')
  const item = items.find(({ name }) => name === said.item)
  if (item === undefined)
    throw new ProblemError(
      problems.noItem(
        said.item ?? '',
        items.map(({ name }) => name),
      ),
    )
  if (judged?.counts === true && !judged.roles.includes(item.owner))
    throw new ProblemError(problems.notTheOwner(item.name, item.owner))
}

/** Throws by name why a statement counts for nothing in any of the policies in force. */
const judged = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  ruling: Ruling,
  received: Received,
): Promise<Extract<Judged, { counts: true }>> => {
  const { statement: said } = received
  const authors = await authorsOf(works, row, candidate)
  const question = {
    application: row.application,
    environment: row.name,
    manifest: (candidate.manifest ?? 'sha256:') as Digest,
    action: said.action,
    item: said.item,
    authors,
    now: received.at,
  }
  const answers = policiesOf(ruling)
    .filter(({ approvers }) => approvers !== null)
    .map((policy) => {
      const strict = said.action !== 'sign-off' && (policy.approvals?.notTheAuthor ?? true)
      return judgeStatement(received, question, policy, strict ? 'may-not' : 'may')
    })
  const counted = answers.find((one) => one.counts)
  if (counted !== undefined) return counted
  const [first] = answers
  if (first === undefined || first.counts) throw new ProblemError(problems.noStatement())
  throw new ProblemError(problems.refusedStatement(first.reason.code, first.reason.text))
}

export const keep = (
  works: Works,
  row: Environment,
  candidate: Candidate,
  received: Received,
  actor: Actor,
  who: { readonly name: string; readonly key: string | null },
): Promise<StatementTaken> => {
  const { id, text, signature, statement: said, at } = received
  const told = problems.stated(said, who.name, candidate.number, row.name, signature !== null)
  const taken = { text: told, environment: row.name, candidate: candidate.id }
  return inTransaction(works.parts.records, async (records) => {
    // Asked again by a client that did not hear the answer: it is written down once.
    const before = (await statementsAbout(records, candidate.id)).find(
      (one) => one.environment === row.key && one.text === text && one.signature === signature,
    )
    if (before !== undefined) return { ...taken, id: before.id }
    await addStatement(records, {
      id,
      application: row.application,
      environment: row.key,
      candidate: candidate.id,
      manifest: said.manifest,
      action: said.action,
      item: said.item,
      text,
      signature,
      actor,
      signer: signature === null ? null : who.name,
      at,
    })
    await journal(records, {
      at,
      actor,
      action: said.action === 'override' ? 'overridden' : `${said.action}-stated`,
      subject: {
        application: row.application,
        environment: row.name,
        candidate: candidate.id,
        ...(candidate.release === null ? {} : { release: candidate.release }),
      },
      payload: { statement: text, signature, signer: who.name, key: who.key },
      text: told,
      ...(said.action === 'override' ? { level: 'alarm' as const } : {}),
    })
    return { ...taken, id }
  })
}

/** Takes what a person signed; unsigned of an administrator, where nobody may sign. */
export const state = async (
  works: Works,
  where: Where & { readonly text: string; readonly signature: string | null },
  actor: Actor,
  admin: boolean,
): Promise<StatementTaken> => {
  const said = readStatement(where.text)
  if (said === null || said.action === 'override') throw new ProblemError(problems.noStatement())
  const row = await whereAsked(
    works,
    { ...where, environment: where.environment ?? said.environment },
    'approve',
  )
  const candidate = await subjectOf(works, row, said)
  if (candidate.manifest === null) throw new ProblemError(problems.notBuiltYet(candidate.number))
  const ruling = await rulingOf(works, row, candidate)
  const at = works.parts.clock.now()
  const { text, signature } = where
  const received: Received = {
    id: works.parts.ids.next(),
    text,
    statement: said,
    signature,
    by: actor.name,
    at,
  }
  const policies = policiesOf(ruling)
  if (signature === null) {
    if (policies.some(({ approvers }) => (approvers?.signers.length ?? 0) > 0))
      throw new ProblemError(problems.mustSign())
    if (!admin) throw new ProblemError(problems.adminOnly())
    if (said.manifest !== candidate.manifest || said.environment !== row.name)
      throw new ProblemError(problems.noStatement())
    if (said.action === 'sign-off') checkItem(policies, said, null)
    return keep(works, row, candidate, received, actor, { name: actor.name, key: null })
  }
  const found = await judged(works, row, candidate, ruling, received)
  if (said.action === 'sign-off') checkItem(policies, said, found)
  return keep(works, row, candidate, received, actor, { name: found.person.name, key: found.signer })
}
