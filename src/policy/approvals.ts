import type { ApprovalsConfig } from '../config/types-approvals.ts'
import type { Digest } from '../kernel/canonical.ts'
import type { Text } from '../kernel/text.ts'
import { pass, type Reason, type Verdict } from '../kernel/verdict.ts'
import * as words from './messages-statements.ts'
import { type Person, peopleOf, type Slot, seated } from './people.ts'
import { type Judged, judgeStatement, type Question } from './statements.ts'
import type { Policy, Received } from './types.ts'

/** What the gates of people are asked. */
export type PeopleQuestion = Omit<Question, 'action' | 'item'> & {
  readonly statements: readonly Received[]
  /** Percent of people that it wants to go to next; null: none of a canary is asked for. */
  readonly next: number | null
}

/** The canary's share as a statement names it. */
export const shareOf = ({ at }: NonNullable<ApprovalsConfig['canary']>): string => `${at}%`

const slotsOf = (roles: Readonly<Record<string, number>>): readonly Slot[] =>
  Object.keys(roles)
    .toSorted()
    .flatMap((role) => Array.from({ length: roles[role] ?? 0 }, () => ({ role })))

type Counted = {
  readonly people: readonly {
    readonly person: Person
    readonly roles: readonly string[]
    readonly loosens: Digest | null
  }[]
  readonly ignored: readonly Reason[]
}

/** People whose statements count, each once with all the roles that they said; and why others do not. */
const counted = (
  policy: Policy,
  question: PeopleQuestion,
  action: 'approve' | 'canary',
  item: string | null,
  author: 'may' | 'may-not',
): Counted => {
  const people = peopleOf(policy.approvers)
  const mine = question.statements.filter(({ statement: { action: did } }) => did === action)
  const judged = mine.map((received) => ({
    received,
    judged: judgeStatement(received, { ...question, action, item }, policy, author, people),
  }))
  const by = new Map<string, Counted['people'][number]>()
  for (const { received, judged: one } of judged) {
    if (!one.counts) continue
    const before = by.get(one.person.name)
    by.set(one.person.name, {
      person: one.person,
      roles: [...new Set([...(before?.roles ?? []), ...one.roles])],
      loosens: received.statement.loosens ?? before?.loosens ?? null,
    })
  }
  return { people: [...by.values()], ignored: judged.flatMap(({ judged: one }) => ignoredOf(one)) }
}

const ignoredOf = (one: Judged): readonly Reason[] => (one.counts ? [] : [one.reason])

/** Who of the approvers could still fill a slot. */
const whoCould = (
  policy: Policy,
  question: PeopleQuestion,
  role: string | null,
  taken: ReadonlySet<string>,
  notTheAuthor: boolean,
): readonly string[] =>
  peopleOf(policy.approvers)
    .filter((person) => role === null || person.roles.includes(role))
    .filter(({ name }) => !taken.has(name))
    .filter(
      ({ emails }) =>
        !notTheAuthor ||
        (emails.length > 0 &&
          !(question.authors ?? []).some(({ email }) => emails.includes(email.toLowerCase()))),
    )
    .map(({ name }) => name)

type Asked = {
  readonly slots: readonly Slot[]
  readonly counted: Counted
  readonly notTheAuthor: boolean
  readonly line: (role: string | null) => string
  readonly missing: (role: string | null, names: readonly string[]) => Text
  readonly code: string
}

const verdictFor = (policy: Policy, question: PeopleQuestion, asked: Asked): Verdict => {
  const { slots, counted: found } = asked
  const seats = seated(slots, found.people)
  const names = new Set(
    seats.flatMap((seat) => (seat === null ? [] : [found.people[seat]?.person.name ?? ''])),
  )
  const open = slots.filter((_, index) => seats[index] === null)
  if (open.length === 0) return pass({ code: 'approved', text: words.approved([...names]) })
  const reasons = open.map(({ role }): Reason => {
    const could = whoCould(policy, question, role, names, asked.notTheAuthor)
    return {
      code: asked.code,
      text: asked.missing(role, could),
      values: { role, names: could, by: 'person' },
      change: words.approveLine(asked.line(role)),
    }
  })
  return { outcome: 'hold', reasons: [...reasons, ...found.ignored] }
}

const as = (role: string | null): string => (role === null ? '' : ` --as ${role}`)

/** The green light before it starts, as the policy in force asks for it. */
const greenLight = (policy: Policy, question: PeopleQuestion): Verdict => {
  const rules = policy.approvals
  if (rules === null || Object.keys(rules.roles).length === 0)
    return pass({ code: 'no-approvals', text: words.noApprovals })
  return verdictFor(policy, question, {
    slots: slotsOf(rules.roles),
    counted: counted(policy, question, 'approve', null, rules.notTheAuthor ? 'may-not' : 'may'),
    notTheAuthor: rules.notTheAuthor,
    line: (role) => `ecluse approve --environment ${question.environment}${as(role)}`,
    missing: words.slotMissing,
    code: 'approval-missing',
  })
}

/** Signed off before more people are on it than the policy says; whatever the strategy, nobody goes round it. */
const canaryOff = (policy: Policy, question: PeopleQuestion): Verdict | null => {
  const rules = policy.approvals
  const canary = rules?.canary ?? null
  if (rules === null || canary === null || question.next === null) return null
  if (question.next <= canary.at)
    return pass({ code: 'canary-not-asked', text: words.canaryNotYet(canary.at) })
  const item = shareOf(canary)
  return verdictFor(policy, question, {
    slots: slotsOf(canary.roles),
    counted: counted(policy, question, 'canary', item, rules.notTheAuthor ? 'may-not' : 'may'),
    notTheAuthor: rules.notTheAuthor,
    line: (role) => `ecluse approve --canary --environment ${question.environment}${as(role)}`,
    missing: (role, names) => words.canaryMissing(canary.at, role ?? '', names),
    code: 'canary-approval-missing',
  })
}

/** The gate of approvals: `start` the green light, `canary` the sign-off of the canary. */
export const approvalsVerdict = (policy: Policy, question: PeopleQuestion): readonly Verdict[] => [
  greenLight(policy, question),
  ...[canaryOff(policy, question)].filter((one) => one !== null),
]

/**
 * Of a candidate that loosens the policy in force: its approvals and one person more, who was shown what it loosens.
 * Null: nobody may sign here, and an administrator has to say so.
 */
export const looseningVerdict = (
  policy: Policy,
  question: PeopleQuestion,
  loosens: Digest,
): Verdict | null => {
  if (policy.approvers === null || policy.approvers.signers.length === 0) return null
  const found = counted(policy, question, 'approve', null, 'may-not')
  const roles = policy.approvals?.roles ?? {}
  const slots: readonly Slot[] = [...slotsOf(roles), { role: null }]
  const shown = found.people.filter((one) => one.loosens === loosens)
  const enough = seated(slots, found.people).every((seat) => seat !== null) && shown.length > 0
  if (enough)
    return pass({ code: 'loosening-approved', text: words.approved(shown.map(({ person }) => person.name)) })
  const done = new Set(shown.length === 0 ? [] : found.people.map(({ person }) => person.name))
  const could = whoCould(policy, question, null, done, true)
  return {
    outcome: 'hold',
    reasons: [
      {
        code: 'loosening-unapproved',
        text: words.slotMissing(null, could),
        values: { role: null, names: could, by: 'person' },
        change: words.approveLine(`ecluse approve --environment ${question.environment}`),
      },
      ...found.ignored,
    ],
  }
}
