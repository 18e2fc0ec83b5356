import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import type { Around } from './check-checklist.ts'
import { anyText } from './read.fixture.ts'
import { readChecklist } from './read-checklist.ts'

const around: Around = {
  components: [
    { name: 'api', tests: [{ name: 'unit' }, { name: 'load' }] },
    { name: 'web', tests: [{ name: 'unit' }] },
  ],
  gates: ['built', 'tested', 'calendar'],
  roles: ['product-manager', 'delivery-manager'],
}
const read = (items: string, with_: Around | undefined = around) =>
  readChecklist({ file: 'release-checklist.yaml', text: `items:\n${items}` }, with_)
const refusals = (items: string, with_: Around | undefined = around): readonly string[] => {
  try {
    read(items, with_)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    for (const { message, expected, todo } of error.problems)
      for (const text of [message, expected, todo]) {
        expect(text?.en).toBeTruthy()
        expect(text?.fr).toBeTruthy()
      }
    return error.problems.map(({ place, code }) => `${place?.line}:${place?.column} ${code}`)
  }
  return []
}
const item = (keys: string) => `  one: { title: One, owner: product-manager, ${keys} }\n`

describe('release-checklist.yaml', () => {
  it('is read with its defaults', () => {
    expect(
      read(`  green-light:
    title: { en: Green light, fr: Feu vert }
    owner: product-manager
    kind: person
  unit: { title: Tests, owner: delivery-manager, kind: evidence, evidence: { test: unit } }
  told:
    title: Told
    help: who to call
    owner: delivery-manager
    kind: link
    when: after
    link: { starts-with: "https://tickets.example/" }
    applies-when: { components: [api], migrations: true }
  smoke:
    title: Smoke
    owner: delivery-manager
    kind: evidence
    evidence: { command: [node, smoke.js, 1.10], component: api, within: 1m }
    applies-when: [{ labels: [security] }, { configuration: true }]
`).items,
    ).toEqual([
      {
        name: 'green-light',
        title: { en: 'Green light', fr: 'Feu vert' },
        help: null,
        owner: 'product-manager',
        when: 'before',
        blocks: true,
        appliesWhen: [],
        answer: { by: 'person' },
      },
      expect.objectContaining({ name: 'unit', answer: { by: 'test', test: 'unit', component: null } }),
      expect.objectContaining({
        when: 'after',
        blocks: false,
        help: { en: 'who to call', fr: 'who to call' },
        answer: { by: 'link', startsWith: 'https://tickets.example/' },
        appliesWhen: [{ components: ['api'], migrations: true }],
      }),
      expect.objectContaining({
        answer: { by: 'command', component: 'api', run: ['node', 'smoke.js', '1.10'], within: 60_000 },
        appliesWhen: [{ labels: ['security'] }, { configuration: true }],
      }),
    ])
  })

  it.each([
    ['kind: person', []],
    ['kind: persn', ['2:52 unknown-value']],
    ['kind: person, ownr: x', ['2:60 unknown-key']],
    ['kind: evidence', ['2:3 nothing-answers']],
    ['kind: evidence, evidence: {}', ['2:72 nothing-answers']],
    ['kind: evidence, evidence: { gate: tested, test: unit }', ['2:72 two-answers']],
    ['kind: evidence, evidence: { gate: testd }', ['2:72 nothing-answers']],
    ['kind: evidence, evidence: { gate: tested, at: /a }', ['2:88 misplaced-key']],
    ['kind: evidence, evidence: { test: unit, component: ap }', ['2:72 nothing-answers']],
    ['kind: evidence, evidence: { test: load, component: web }', ['2:72 nothing-answers']],
    ['kind: evidence, evidence: { report: a.json }', ['2:72 nothing-answers']],
    ['kind: evidence, evidence: { report: ../a.json, at-most: 0 }', ['2:82 bad-path']],
    ['kind: evidence, evidence: { report: a.json, at: x, at-most: 0 }', ['2:94 bad-pointer']],
    ['kind: evidence, evidence: { command: [node, x.js] }', ['2:72 nothing-answers']],
    ['kind: evidence, evidence: { command: node, component: api }', ['2:83 wrong-type']],
    ['kind: evidence, when: after, evidence: { gate: tested }', ['2:85 nothing-answers']],
    ['kind: person, evidence: { gate: tested }', ['2:60 machine-answers']],
    ['kind: person, link: "https://a.example"', ['2:60 misplaced-key']],
    ['kind: link', ['2:3 nothing-answers']],
    ['kind: link, link: "ftp://a.example"', ['2:64 bad-address']],
    ['kind: link, blocks: true, link: "https://a.example"', ['2:66 nothing-answers']],
    ['kind: person, applies-when: {}', ['2:74 empty-condition']],
    ['kind: person, applies-when: { components: [ap] }', ['2:74 never-applies']],
    ['kind: person, applies-when: { configuration: [wb] }', ['2:74 never-applies']],
  ])('%s', (keys, expected) => {
    expect(refusals(item(keys))).toEqual(expected)
  })

  it('refuses a role that nobody has, and persons where no approvers are declared', () => {
    expect(refusals('  one: { title: One, owner: product-managr, kind: person }\n')).toEqual([
      '2:29 nothing-answers',
    ])
    expect(refusals(item('kind: person'), { ...around, roles: null })).toEqual(['2:29 nothing-answers'])
    const { roles: _, ...unknown } = around
    expect(refusals(item('kind: person'), unknown)).toEqual([])
  })

  it('refuses an empty list and one that nobody reads', () => {
    expect(refusals('  {}\n')).toEqual(['1:1 no-items'])
    const many = Array.from({ length: 201 }, (_, n) => `  i${n}: { title: T, owner: a, kind: person }`)
    expect(refusals(`${many.join('\n')}\n`)).toEqual(['1:1 too-many-items'])
  })

  it('throws nothing but problems, whatever stands in it', () => {
    fc.assert(
      fc.property(anyText(200), (text) => {
        for (const whole of [text, `items:\n  one: ${text}`, `items: { one: { title: ${text} } }`])
          try {
            readChecklist({ file: 'c.yaml', text: whole }, around)
          } catch (error) {
            if (!(error instanceof ProblemError)) throw error
          }
      }),
      { numRuns: 200 },
    )
  })
})
