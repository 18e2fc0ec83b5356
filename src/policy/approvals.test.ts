import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { ApprovalsConfig } from '../config/types-approvals.ts'
import { readStatement, type Statement, statementText } from '../identity/statement.ts'
import { sha256 } from '../kernel/canonical.ts'
import { readSigners } from '../provenance/allowed-signers.ts'
import { approvalsVerdict, looseningVerdict, type PeopleQuestion } from './approvals.ts'
import { keyRing, manifest, now, said } from './people.fixture.ts'
import { peopleOf, seated } from './people.ts'
import { judgeStatement, type Question } from './statements.ts'
import type { Policy, Received } from './types.ts'

const ring = keyRing(['pam', 'dan', 'both', 'eve'])
afterAll(ring.clean)

const rules: ApprovalsConfig = {
  roles: { 'product-manager': 1, 'delivery-manager': 1 },
  notTheAuthor: true,
  expires: 7 * 86_400_000,
  canary: { at: 50, roles: { 'delivery-manager': 1 } },
}
const file = [
  ring.line('pam', 'product-manager'),
  ring.line('dan', 'delivery-manager'),
  ring.line('both', 'product-manager,delivery-manager'),
].join('\n')
const none = {
  after: null,
  keepReleases: 5,
  calendar: null,
  holidays: {},
  checklist: null,
  train: null,
  rehearsal: null,
  audit: { keepEvidence: null, anchor: null },
  notify: [],
  addresses: {},
  tests: {},
}
const policy = (change: Partial<Policy> = {}, text = file): Policy => ({
  ...none,
  approvals: rules,
  approvers: readSigners('approvers', text, 'ecluse'),
  ...change,
})
const question: Question = {
  application: 'shop',
  environment: 'production',
  manifest,
  action: 'approve',
  item: null,
  authors: [{ name: 'Ann', email: 'ann@example.org' }],
  now,
}
const asked = (statements: readonly Received[], change: Partial<PeopleQuestion> = {}): PeopleQuestion => ({
  ...question,
  statements,
  next: null,
  ...change,
})
const code = (received: Received, change: Partial<Question> = {}, ruling = policy()) => {
  const judged = judgeStatement(received, { ...question, ...change }, ruling, 'may-not')
  return judged.counts ? 'counts' : judged.reason.code
}

describe('a statement', () => {
  it('is read back as it was signed, and nothing else is one', () => {
    const text = statementText(said)
    expect(readStatement(text)).toEqual(said)
    for (const other of [
      `${text} `,
      text.replace('approve', 'destroy'),
      text.replace('"note"', '"nota"'),
      text.replace('2026', '20266'),
      '{}',
      'null',
      '[',
    ])
      expect(readStatement(other)).toBeNull()
    fc.assert(
      fc.property(fc.string(), (note) => {
        const written = statementText({ ...said, note: note.slice(0, 4_000) })
        expect(readStatement(written)).toEqual({ ...said, note: note.slice(0, 4_000) })
      }),
    )
  })

  it('counts for whom it is of', () => {
    const judged = judgeStatement(ring.signed('pam'), question, policy(), 'may-not')
    expect(judged).toMatchObject({ counts: true, person: { name: 'pam' }, roles: ['product-manager'] })
  })

  const changes: readonly (readonly [string, Partial<Statement>, string])[] = [
    ['another application', { application: 'blog' }, 'other-application'],
    ['another environment', { environment: 'staging' }, 'other-environment'],
    ['another digest', { manifest: sha256('other') }, 'other-digest'],
    ['another action', { action: 'sign-off', item: 'audit' }, 'other-action'],
    ['one that has expired', { expires: now }, 'statement-expired'],
    ['one that is older than a week', { signedAt: now - 8 * 86_400_000 }, 'statement-expired'],
    ['one of the future', { signedAt: now + 3_600_000 }, 'signed-in-the-future'],
    ['a role that is not theirs', { role: 'delivery-manager' }, 'role-not-theirs'],
  ]
  it.each(changes)('is refused by name: %s', (_, change, expected) => {
    expect(code(ring.signed('pam', change))).toBe(expected)
  })

  it('is refused by name: a text or a signature that was changed, another namespace', () => {
    const good = ring.signed('pam')
    const other = { ...said, note: 'never looked' }
    expect(code({ ...good, statement: other, text: statementText(other) })).toBe('signature-wrong')
    expect(code({ ...good, text: `${good.text} ` })).toBe('signature-malformed')
    const signature = good.signature ?? ''
    const turned = signature.replace(/A/g, (sign, at: number) => (at > 200 ? 'B' : sign))
    expect(code({ ...good, signature: turned })).toMatch(/^signature-/)
    expect(code({ ...good, signature: ring.sign('pam', good.text, 'git') })).toBe('signature-other-namespace')
    expect(code({ ...good, signature: null })).toBe('unsigned')
  })

  it('is refused by name: a key that is nobody’s, or withdrawn, or not valid when it came', () => {
    expect(code(ring.signed('eve'))).toBe('signer-unknown')
    const without = policy({}, file.split('\n').slice(1).join('\n'))
    expect(code(ring.signed('pam'), {}, without)).toBe('signer-unknown')
    const ended = policy({}, ring.line('pam', 'product-manager', 'valid-before="20261101Z" '))
    expect(code(ring.signed('pam'), {}, ended)).toBe('key-no-longer-valid')
    const coming = policy({}, ring.line('pam', 'product-manager', 'valid-after="20271101Z" '))
    expect(code(ring.signed('pam'), {}, coming)).toBe('key-not-yet-valid')
    // As of the moment in which it came, not of now.
    const since = policy({}, ring.line('pam', 'product-manager', 'valid-before="202611251459Z" '))
    expect(code(ring.signed('pam', {}, now - 120_000), {}, since)).toBe('counts')
  })

  it('of somebody who wrote a part of it counts for nothing', () => {
    const authors = [...(question.authors ?? []), { name: 'P', email: 'PAM@example.org' }]
    expect(code(ring.signed('pam'), { authors })).toBe('signed-by-author')
    expect(code(ring.signed('pam'), { authors: null })).toBe('authors-unknown')
    expect(judgeStatement(ring.signed('pam'), { ...question, authors }, policy(), 'may').counts).toBe(true)
  })
})

describe('approvals', () => {
  const outcome = (statements: readonly Received[], change: Partial<PeopleQuestion> = {}) =>
    approvalsVerdict(policy(), asked(statements, change)).map((one) => one.outcome)

  it('count people, each once, whatever roles they have', () => {
    const [pam, dan, both] = [ring.signed('pam'), ring.signed('dan'), ring.signed('both')]
    expect(outcome([])).toEqual(['hold'])
    expect(outcome([pam])).toEqual(['hold'])
    expect(outcome([pam, dan])).toEqual(['pass'])
    expect(outcome([both])).toEqual(['hold'])
    expect(outcome([both, both])).toEqual(['hold'])
    expect(outcome([both, dan])).toEqual(['pass'])
    expect(outcome([both, pam])).toEqual(['pass'])
  })

  it('say who may still sign, and with which line', () => {
    const [verdict] = approvalsVerdict(policy(), asked([ring.signed('dan')]))
    expect(verdict?.reasons).toMatchObject([
      {
        code: 'approval-missing',
        values: { role: 'product-manager', names: ['pam', 'both'] },
        change: { en: 'ecluse approve --environment production --as product-manager' },
      },
    ])
  })

  it('of the canary are asked before it passes its share, whatever the strategy', () => {
    const green = [ring.signed('pam'), ring.signed('dan')]
    const off = ring.signed('dan', { action: 'canary', item: '50%' })
    expect(outcome(green, { next: 50 })).toEqual(['pass', 'pass'])
    expect(outcome(green, { next: 98 })).toEqual(['pass', 'hold'])
    expect(outcome(green, { next: 100 })).toEqual(['pass', 'hold'])
    expect(outcome([...green, off], { next: 98 })).toEqual(['pass', 'pass'])
    expect(outcome([...green, ring.signed('dan', { action: 'canary', item: '10%' })], { next: 98 })).toEqual([
      'pass',
      'hold',
    ])
    expect(outcome([off], { next: 98 })).toEqual(['hold', 'pass'])
  })

  it('one person with two keys is one', () => {
    const twice = [
      ring.line('pam', 'product-manager'),
      ring.line('eve', 'delivery-manager').replace('eve@', 'pam@'),
    ]
    expect(peopleOf(readSigners('approvers', twice.join('\n'), 'ecluse'))).toHaveLength(1)
  })

  it('of what loosens need one person more, who was shown it', () => {
    const loosens = sha256('loosened')
    const own = policy({ approvals: { ...rules, roles: { 'product-manager': 1 }, canary: null } })
    const verdict = (statements: readonly Received[]) =>
      looseningVerdict(own, asked(statements), loosens)?.outcome
    expect(verdict([])).toBe('hold')
    expect(verdict([ring.signed('pam', { loosens })])).toBe('hold')
    expect(verdict([ring.signed('pam'), ring.signed('dan')])).toBe('hold')
    expect(verdict([ring.signed('pam'), ring.signed('dan', { loosens })])).toBe('pass')
    expect(verdict([ring.signed('pam'), ring.signed('dan', { loosens: sha256('other') })])).toBe('hold')
    expect(looseningVerdict(policy({ approvers: null }), asked([]), loosens)).toBeNull()
  })

  it('seat as many as can be seated', () => {
    const role = fc.constantFrom('a', 'b', 'c')
    const people = fc.array(fc.record({ roles: fc.uniqueArray(role) }), { maxLength: 5 })
    const slots = fc.array(fc.record({ role: fc.option(role) }), { maxLength: 4 })
    const most = (
      left: readonly { readonly role: string | null }[],
      free: readonly { readonly roles: readonly string[] }[],
    ): number => {
      const [slot, ...rest] = left
      if (slot === undefined) return 0
      const with_ = free.flatMap((one, index) =>
        slot.role === null || one.roles.includes(slot.role)
          ? [
              1 +
                most(
                  rest,
                  free.filter((_, other) => other !== index),
                ),
            ]
          : [],
      )
      return Math.max(most(rest, free), ...with_)
    }
    fc.assert(
      fc.property(slots, people, (all, who) => {
        const seats = seated(all, who)
        const taken = seats.filter((seat) => seat !== null)
        expect(new Set(taken).size).toBe(taken.length)
        expect(taken.length).toBe(most(all, who))
      }),
    )
  })
})
