import type { Statement } from '../identity/statement.ts'
import { readStatement } from '../identity/statement.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { countsUntil } from '../policy/statements.ts'
import type { Policy } from '../policy/types.ts'
import { type StoredStatement, statementsOf } from '../records/statements.ts'
import type { Environment } from '../records/types.ts'
import { type Standing, standingIn } from './asked.ts'
import { rehearsalAsked, rehearsalOf } from './gatekeeping.ts'
import * as words from './messages-expiry.ts'
import { floorOf, policiesOf, policyInForce, type Ruling, rulingOf } from './policy-in-force.ts'
import type { Told } from './telling.ts'
import type { Works } from './works.ts'

/** Evidence is told when this much of its time is left: a day, or a quarter of what it had. */
const notice: Ms = 24 * 60 * 60_000
/** A key takes longer to replace; less than what was told is remembered, or it would be told twice. */
const noticeOfKeys: Ms = 5 * 24 * 60 * 60_000

type Expiry = Omit<Told, 'event' | 'at' | 'application' | 'environment'>

const isSoon = (from: Instant, until: Instant, now: Instant): boolean =>
  until > now && until - now <= Math.min(notice, (until - from) / 4)

/** Whether a gate will still be asked: not once the watch is all that is left. */
const asksGates = ({ live }: Standing): boolean =>
  live === null || live.state.step < live.plan.steps.length - 1 || live.state.weight === 0

/** Whose word it is, by the policies in force; empty: anybody's. */
const rolesFor = (said: Statement, policies: readonly Policy[]): readonly string[] => {
  if (said.role !== null) return [said.role]
  if (said.action === 'override') return ['admin']
  const roles = policies.flatMap(({ approvals, checklist }) => {
    if (said.action === 'approve') return Object.keys(approvals?.roles ?? {})
    if (said.action === 'canary') return Object.keys(approvals?.canary?.roles ?? {})
    return (checklist?.items ?? []).flatMap(({ name, owner }) => (name === said.item ? [owner] : []))
  })
  return [...new Set(roles)]
}

/** What people signed of what waits or is under way: approvals, sign-offs, overrides. */
const ofStatements = (
  row: Environment,
  { candidate }: Standing,
  ruling: Ruling,
  statements: readonly StoredStatement[],
  now: Instant,
): readonly Expiry[] =>
  statements.flatMap((one): readonly Expiry[] => {
    const said = one.manifest === candidate.manifest ? readStatement(one.text) : null
    if (said === null || (said.action === 'override' && one.candidate !== candidate.id)) return []
    const policies = policiesOf(ruling)
    // A sign-off counts as long as it says itself.
    const until =
      said.action === 'sign-off'
        ? said.expires
        : Math.min(...policies.map(({ approvals }) => countsUntil(said, approvals)))
    if (!isSoon(said.signedAt, until, now)) return []
    const { action, item } = said
    return [
      {
        by: { statement: one.id },
        release: candidate.release,
        candidate: candidate.id,
        text: words.expires(action, item, one.signer ?? one.actor.name, candidate.number, row.name, until),
        lines: [words.signAgain(action, item, row.name)],
        roles: rolesFor(said, policies),
      },
    ]
  })

/** A rehearsal of its way back that what waits here passes by, and soon no more. */
const ofRehearsal = async (
  works: Works,
  row: Environment,
  { candidate }: Standing,
  ruling: Ruling,
  now: Instant,
): Promise<readonly Expiry[]> => {
  const rehearsal = await rehearsalOf(works, row, candidate, rehearsalAsked(candidate, ruling, false))
  const evidence = rehearsal?.evidence ?? rehearsal?.leads?.evidence ?? null
  if (rehearsal === null || evidence === null || evidence.verdict.outcome !== 'pass') return []
  const until = evidence.at + rehearsal.maxAge
  if (!isSoon(evidence.at, until, now)) return []
  return [
    {
      by: { rehearsal: candidate.manifest, in: rehearsal.environment, for: row.key, at: evidence.at },
      release: candidate.release,
      candidate: candidate.id,
      text: words.rehearsalExpires(rehearsal.environment, candidate.number, row.name, until),
      lines: [words.rehearseAgain(rehearsal.environment)],
    },
  ]
}

/** Keys of people who may sign here: what their owners sign after that counts for nothing. */
const ofKeys = (row: Environment, { approvers }: Policy, now: Instant): readonly Expiry[] => {
  const all = approvers?.signers ?? []
  return all.flatMap((signer): readonly Expiry[] => {
    const { before, key, principals, roles } = signer
    if (before === null || before <= now || before - now > noticeOfKeys) return []
    const others = all.filter((one) => one !== signer && (one.before ?? Infinity) > before)
    const left = roles.filter((role) => !others.some((one) => one.roles.includes(role)))
    return [
      {
        by: { key: key.fingerprint, environment: row.key, before },
        release: null,
        candidate: null,
        text: words.keyExpires(principals[0] ?? '', key.fingerprint, row.name, before),
        lines: [
          ...(left.length === 0 ? [] : [words.nobodyLeft(left)]),
          words.renewKey(approvers?.file ?? ''),
        ],
        roles,
      },
    ]
  })
}

/** Everything in an environment that a gate reads, that has an end, and that ends soon. */
export const expiringIn = async (works: Works, row: Environment): Promise<readonly Expiry[]> => {
  const { records, clock } = works.parts
  const now = clock.now()
  const found: Expiry[] = []
  const standing = (await standingIn(works, row)).filter(asksGates)
  const statements = standing.length === 0 ? [] : await statementsOf(records, row.key)
  for (const one of standing) {
    const ruling = await rulingOf(works, row, one.candidate)
    found.push(...ofStatements(row, one, ruling, statements, now))
    found.push(...(await ofRehearsal(works, row, one, ruling, now)))
  }
  for (const policy of [await policyInForce(works, row), (await floorOf(works, row.name)).floor])
    if (policy !== null) found.push(...ofKeys(row, policy, now))
  return found
}
