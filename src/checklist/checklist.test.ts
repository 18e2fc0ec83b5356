import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answer, ChecklistItem } from '../config/types-checklist.ts'
import { hold, pass, refuse } from '../kernel/verdict.ts'
import { applies } from './applies.ts'
import { evaluate } from './evaluate.ts'
import { verdictOf } from './gate.ts'
import { readReport, valueAt } from './report.ts'
import type { Question, ReleaseFacts, SignOff } from './types.ts'

const text = { en: 'x', fr: 'y' }
const item = (answer: Answer, change: Partial<ChecklistItem> = {}): ChecklistItem => ({
  name: 'one',
  title: { en: 'One', fr: 'Un' },
  help: null,
  owner: 'product-manager',
  when: 'before',
  blocks: true,
  appliesWhen: [],
  answer,
  ...change,
})
const person = item({ by: 'person' })
const facts: ReleaseFacts = { labels: [], components: [], configuration: [], migrations: [] }
const question: Question = {
  manifest: 'sha256:new',
  environment: 'production',
  facts,
  findings: { gates: {}, tests: [], items: {} },
  signOffs: [],
}
const signed = (change: Partial<SignOff> = {}): SignOff => ({
  item: 'one',
  person: 'Ann',
  roles: ['product-manager'],
  note: 'seen',
  at: 1,
  manifest: 'sha256:new',
  ...change,
})
const state = (one: ChecklistItem, change: Partial<Question> = {}) => {
  const [found] = evaluate({ items: [one] }, { ...question, ...change })
  if (found === undefined) throw new Error('no state')
  return found
}

describe('what a person answers', () => {
  it.each([
    ['a sign-off of the role', signed(), 'done'],
    ['another role', signed({ roles: ['developer'] }), 'open'],
    ['another item', signed({ item: 'two' }), 'open'],
    ['another manifest', signed({ manifest: 'sha256:old' }), 'open'],
  ] as const)('%s', (_, one, expected) => {
    expect(state(person, { signOffs: [one] }).state).toBe(expected)
  })

  it('is cleared by a new digest, and says who had signed', () => {
    const found = state(person, { signOffs: [signed({ manifest: 'sha256:old' })] })
    expect(found.cleared).toEqual([{ person: 'Ann', at: 1 }])
    expect(found.why.en).toContain('signed off by Ann for another manifest')
  })

  it('says who can answer, and the line to type', () => {
    const { opening, why } = state(person, { people: { 'product-manager': ['Ann', 'Bob'] } })
    expect(opening).toEqual({
      by: 'person',
      role: 'product-manager',
      names: ['Ann', 'Bob'],
      line: 'ecluse sign-off one --environment production',
    })
    expect(why.fr).toBe('attend product-manager (Ann, Bob)')
  })

  it('takes an address for a link, and only a whole one', () => {
    const link = item({ by: 'link', startsWith: 'https://tickets.example/' })
    expect(state(link, { signOffs: [signed({ note: 'done' })] }).state).toBe('open')
    expect(state(link, { signOffs: [signed({ note: 'https://tickets.example/' })] }).state).toBe('open')
    expect(state(link, { signOffs: [signed({ note: 'https://tickets.example/7' })] }).state).toBe('done')
  })
})

describe('what a machine answers', () => {
  const tested = item({ by: 'test', test: 'unit', component: null })
  const result = (component: string, evidence: Question['findings']['tests'][number]['evidence']) => ({
    component,
    name: 'unit',
    evidence,
  })
  const bad = refuse({ code: 'test-failed', text })
  it.each([
    ['all passed', [result('api', pass()), result('web', pass())], 'done'],
    ['one has no result', [result('api', pass()), result('web', null)], 'open'],
    ['one failed, one has no result', [result('api', bad), result('web', null)], 'failed'],
    ['none is there', [], 'open'],
  ] as const)('%s', (_, tests, expected) => {
    expect(state(tested, { findings: { gates: {}, tests, items: {} } }).state).toBe(expected)
  })

  it.each([
    [pass(), 'done'],
    [hold({ code: 'x', text }), 'open'],
    [refuse({ code: 'x', text }), 'failed'],
  ] as const)('a gate that answers %o', (verdict, expected) => {
    const gate = item({ by: 'gate', gate: 'tested' })
    expect(state(gate, { findings: { gates: { tested: verdict }, tests: [], items: {} } }).state).toBe(
      expected,
    )
    expect(state(gate).state).toBe('open')
  })

  it('is never answered by a person', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Answer>(
          { by: 'gate', gate: 'tested' },
          { by: 'test', test: 'unit', component: 'api' },
          { by: 'report', file: 'a.json', at: '', wants: { atMost: 0 } },
          { by: 'command', component: 'api', run: ['true'], within: 1 },
        ),
        fc.array(fc.record({ note: fc.string(), roles: fc.constant(['product-manager']) }), { maxLength: 3 }),
        (answer, notes) => {
          const one = state(item(answer), { signOffs: notes.map((said) => signed(said)) })
          expect([one.state, one.opening?.by]).toEqual(['open', 'machine'])
        },
      ),
    )
  })
})

describe('a report', () => {
  const wants = (wanted: Extract<Answer, { by: 'report' }>['wants'], at = '/summary/critical') =>
    ({ by: 'report', file: 'a11y.json', at, wants: wanted }) as const
  it.each([
    ['{"summary":{"critical":0}}', wants({ atMost: 0 }), 'pass'],
    ['{"summary":{"critical":1}}', wants({ atMost: 0 }), 'refuse'],
    ['{"summary":{"critical":"0"}}', wants({ atMost: 0 }), 'refuse'],
    ['{"summary":{}}', wants({ atMost: 0 }), 'refuse'],
    ['{"summary":{"critical":9}}', wants({ atLeast: 9 }), 'pass'],
    ['"fine"', wants({ equals: 'fine' }, ''), 'pass'],
    ['[{"a/b":{"~":true}}]', wants({ equals: true }, '/0/a~1b/~0'), 'pass'],
    ['not json', wants({ atMost: 0 }), 'refuse'],
    [null, wants({ atMost: 0 }), 'refuse'],
  ] as const)('%s', (written, answer, outcome) => {
    expect(readReport(answer, written).outcome).toBe(outcome)
  })
  it('has no values in the machinery of objects', () => {
    expect(valueAt({}, '/constructor')).toBeUndefined()
    expect(valueAt([1], '/length')).toBeUndefined()
  })
})

describe('when an item applies', () => {
  const when = (appliesWhen: ChecklistItem['appliesWhen'], change: Partial<ReleaseFacts>) =>
    applies(item({ by: 'person' }, { appliesWhen }), { ...facts, ...change })
  it.each([
    [[], {}, true],
    [[{ labels: ['a', 'b'] }], { labels: ['b'] }, true],
    [[{ labels: ['a'] }], { labels: ['b'] }, false],
    [[{ components: ['api'], migrations: true }], { components: ['api'] }, false],
    [[{ components: ['api'], migrations: true }], { components: ['api'], migrations: ['api'] }, true],
    [[{ labels: ['a'] }, { migrations: true }], { migrations: ['x'] }, true],
    [[{ configuration: true }], { configuration: ['web'] }, true],
    [[{ configuration: ['api'] }], { configuration: ['web'] }, false],
  ] as const)('%o %o', (conditions, change, expected) => {
    expect(when(conditions, change)).toBe(expected)
  })

  it('is not asked otherwise, and holds nothing', () => {
    const states = [state({ ...person, appliesWhen: [{ labels: ['security'] }] })]
    expect(states[0]).toMatchObject({ applies: false, state: 'not-asked' })
    expect(verdictOf(states, 'during').outcome).toBe('pass')
  })
})

describe('the verdict', () => {
  const open = state(person)
  const done = state(person, { signOffs: [signed()] })
  const failed = state(item({ by: 'gate', gate: 'g' }), {
    findings: { gates: { g: refuse({ code: 'x', text }) }, tests: [], items: {} },
  })
  const during = state({ ...person, when: 'during' })
  const after = state({ ...person, when: 'after', blocks: false })
  const soft = state({ ...person, blocks: false })
  const left = { release: 3, item: { ...person, when: 'after', blocks: false }, since: 1 } as const
  it.each([
    ['nothing declared', null, 'before', [], 'pass', ['no-checklist']],
    ['all answered', [done], 'before', [], 'pass', ['checklist-done']],
    ['one open', [done, open], 'before', [], 'hold', ['checklist-open']],
    ['one open, one failed', [open, failed], 'before', [], 'refuse', ['checklist-failed']],
    [
      'one open that does not block',
      [done, soft],
      'before',
      [],
      'pass',
      ['checklist-done', 'checklist-open'],
    ],
    ['one of the canary, before it', [during], 'before', [], 'pass', ['checklist-empty']],
    ['one of the canary, during it', [during], 'during', [], 'hold', ['checklist-open']],
    ['one for afterwards', [after], 'during', [], 'pass', ['checklist-empty']],
    ['one left open', [done], 'before', [left], 'pass', ['checklist-done', 'checklist-left-open']],
    [
      'one left open that blocks',
      [done],
      'before',
      [{ ...left, item: { ...left.item, blocks: true } }],
      'hold',
      ['checklist-left-open'],
    ],
  ] as const)('%s', (_, states, stage, leftOpen, outcome, codes) => {
    const verdict = verdictOf(states, stage, leftOpen)
    expect([verdict.outcome, verdict.reasons.map(({ code }) => code)]).toEqual([outcome, codes])
  })

  it('passes exactly when every item that blocks and is due is done', () => {
    const states = fc.array(
      fc.record({
        blocks: fc.boolean(),
        when: fc.constantFrom('before', 'during', 'after'),
        answered: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(states, fc.constantFrom('before', 'during'), (all, stage) => {
        const items = all.map(({ blocks, when }, n) => ({ ...person, name: `i${n}`, blocks, when }))
        const signOffs = all.flatMap(({ answered }, n) => (answered ? [signed({ item: `i${n}` })] : []))
        const verdict = verdictOf(evaluate({ items }, { ...question, signOffs }), stage)
        const waits = all.some(
          ({ blocks, when, answered }) =>
            blocks && !answered && (when === 'before' || (when === 'during' && stage === 'during')),
        )
        expect(verdict.outcome).toBe(waits ? 'hold' : 'pass')
      }),
    )
  })
})
