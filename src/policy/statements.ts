import type { Statement } from '../identity/statement.ts'
import { namespace, statementText } from '../identity/statement.ts'
import type { Digest } from '../kernel/canonical.ts'
import type { Code } from '../kernel/codes.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Reason } from '../kernel/verdict.ts'
import type { SigningKey } from '../provenance/keys.ts'
import { type SignatureFault, verifySignature } from '../provenance/sshsig.ts'
import * as words from './messages-statements.ts'
import { type Person, peopleOf } from './people.ts'
import type { Author, Policy, Received } from './types.ts'

type Signer = { readonly person: Person; readonly signer: Person['signers'][number] }

/** What a statement has to be about to count. */
export type About = {
  readonly application: string
  readonly environment: string
  readonly manifest: Digest
  readonly action: Statement['action']
  readonly item: string | null
}

export type Question = About & {
  /** Of the candidate's whole range since what runs; null: not known, then nobody counts as another. */
  readonly authors: readonly Author[] | null
  readonly now: Instant
}

export type Judged =
  | {
      readonly counts: true
      readonly person: Person
      readonly roles: readonly string[]
      /** Fingerprint of the key; null: unsigned, where nobody could sign. */
      readonly signer: string | null
    }
  | { readonly counts: false; readonly reason: Reason & { readonly code: Code } }

/** A clock that is ahead of ours by this much is no lie. */
const leeway: Ms = 300_000
const week: Ms = 7 * 86_400_000

const no = (code: Code, of: Statement, by: string): Judged => ({
  counts: false,
  reason: { code, text: words.fault(code, of, by), change: words.again(of) },
})

const faults: Readonly<Record<SignatureFault, Code>> = {
  form: 'signature-malformed',
  namespace: 'signature-other-namespace',
  key: 'signature-key-type',
  weak: 'signature-weak-key',
  touch: 'signature-untouched',
  wrong: 'signature-wrong',
}

/** About something else: the first difference, by name. */
const elsewhere = (said: Statement, about: About): Code | null => {
  if (said.application !== about.application) return 'other-application'
  if (said.environment !== about.environment) return 'other-environment'
  if (said.manifest !== about.manifest) return 'other-digest'
  if (said.action !== about.action) return 'other-action'
  return said.item === about.item ? null : 'other-item'
}

/** Until when a statement counts at the longest, by a policy. */
export const countsUntil = ({ expires, signedAt }: Statement, approvals: Policy['approvals']): Instant =>
  Math.min(expires, signedAt + (approvals?.expires ?? week))

const untimely = (
  said: Statement,
  { at }: Received,
  now: Instant,
  approvals: Policy['approvals'],
): Code | null => {
  if (said.signedAt > at + leeway) return 'signed-in-the-future'
  return now >= countsUntil(said, approvals) ? 'statement-expired' : null
}

/** Whether this person wrote a part of it; without addresses nobody can tell. */
const authorship = (person: Person, authors: readonly Author[] | null): Code | null => {
  if (authors === null) return 'authors-unknown'
  if (person.emails.length === 0) return 'approver-without-email'
  const mine = authors.some(({ email }) => person.emails.includes(email.toLowerCase()))
  return mine ? 'signed-by-author' : null
}

/** Whether it says what is asked, in time, as it was written down; null: it does. */
const amiss = (received: Received, question: Question, approvals: Policy['approvals']): Code | null => {
  const { statement: said, text } = received
  if (statementText(said) !== text) return 'signature-malformed'
  return elsewhere(said, question) ?? untimely(said, received, question.now, approvals)
}

const signerOf = (people: readonly Person[], key: SigningKey, at: Instant): Signer | Code => {
  const found = people.flatMap((person) =>
    person.signers.filter((one) => one.key.blob === key.blob).map((signer) => ({ person, signer })),
  )
  if (found.length === 0) return 'signer-unknown'
  const valid = found.find(({ signer }) => (signer.after ?? at) <= at && (signer.before ?? at) >= at)
  if (valid !== undefined) return valid
  return found.every(({ signer }) => (signer.after ?? at) > at) ? 'key-not-yet-valid' : 'key-no-longer-valid'
}

/**
 * Whether a statement counts for what is asked, and whose it is, by the approvers in force, as of the moment in which
 * the ledger received it. `author`: whether a person who wrote a part of it may count.
 */
export const judgeStatement = (
  received: Received,
  question: Question,
  policy: Pick<Policy, 'approvers' | 'approvals'>,
  author: 'may' | 'may-not',
  people: readonly Person[] = peopleOf(policy.approvers),
): Judged => {
  const { statement: said, signature, text, by } = received
  if (signature === null) return no('unsigned', said, by)
  if (statementText(said) !== text) return no('signature-malformed', said, by)
  const key = verifySignature(signature, text, namespace)
  if (typeof key === 'string') return no(faults[key], said, by)
  const wrong = amiss(received, question, policy.approvals)
  if (wrong !== null) return no(wrong, said, by)
  const found = signerOf(people, key, received.at)
  if (typeof found === 'string') return no(found, said, by)
  const { person } = found
  if (said.role !== null && !person.roles.includes(said.role)) return no('role-not-theirs', said, person.name)
  const wrote = author === 'may' ? null : authorship(person, question.authors)
  if (wrote !== null) return no(wrote, said, person.name)
  const roles = said.role === null ? person.roles : [said.role]
  return { counts: true, person, roles, signer: key.fingerprint }
}

/** The same of an administrator's word where nobody could sign; one who signed all the same is known by that key. */
export const judgeWord = (
  received: Received,
  question: Question,
  policy: Pick<Policy, 'approvals'>,
): Judged => {
  const { statement: said, signature, text, by } = received
  const key = signature === null ? null : verifySignature(signature, text, namespace)
  if (typeof key === 'string') return no(faults[key], said, by)
  const wrong = amiss(received, question, policy.approvals)
  if (wrong !== null) return no(wrong, said, by)
  const person: Person = { name: by, signers: [], roles: [], emails: [] }
  return { counts: true, person, roles: [], signer: key?.fingerprint ?? null }
}
