import { describe, expect, test } from 'vitest'
import { same } from '../src/kernel/text.ts'
import type { CrowdReport } from './crowd/protocol.ts'
import { words } from './messages.ts'
import { renderReport } from './report.ts'
import { checks, holds, type Result, type Shipped } from './result.ts'

const at = Date.UTC(2026, 10, 25, 14, 0, 0)

const shipped = (name: 'v1' | 'v1.1' | 'v2' | 'v3', second: number, release: number): Shipped => ({
  name,
  change: words.change(name),
  committedAt: at + second * 1_000,
  code: name === 'v3' ? 3 : 0,
  wanted: name === 'v3' ? 3 : 0,
  release,
  outcome: name === 'v3' ? 'rolled-back' : 'done',
  told: [same(`release ${release}`), same('because')],
})

const seen = (first: number, last: number) => ({
  requests: 1,
  people: 1,
  firstAt: at + first * 1_000,
  lastSentAt: at + last * 1_000,
  lastAt: at + last * 1_000 + 5,
})

const crowd: CrowdReport = {
  requests: 45_312,
  posts: 15_104,
  people: 1_000,
  seconds: 76.4,
  planted: 27,
  firstPlantedAt: at + 70_000,
  lastPlantedAt: at + 78_000,
  failed: 0,
  failures: [],
  mismatched: 0,
  mismatches: [],
  backwards: [{ at, person: 7, from: 'v3', to: 'v2' }],
  releases: { v1: seen(6, 20), 'v1.1': seen(19, 60), v2: seen(28, 90), v3: seen(66, 79) },
  acknowledged: 15_000,
  lowestRate: 600,
}

const good: Result = {
  shipped: [shipped('v1', 0, 1), shipped('v1.1', 7, 2), shipped('v2', 21, 3), shipped('v3', 55, 4)],
  wanted: ['v1', 'v1.1', 'v2', 'v3'],
  crowd,
  claims: { acknowledged: 15_000, stored: 15_000, missing: [], doubled: [] },
  ledger: { entries: 212, broken: null },
  rate: 600,
  took: 84_000,
}

describe('the report', () => {
  test('in English', () => {
    expect(renderReport(good, 'en').join('\n')).toBe(`What happened
  v1    the first release
        release 1
          because
  v1.1  receipts without zeros (api only)
        release 2
          because
  v2    a new look (web only), as a canary
        release 3
          because
  v3    check digits in receipts (api); fails 3 % of claims, and nobody has said so
        release 4
          because

What 1,000 people saw
    requests sent                                45,312 in 1 min 16 s, 15,104 of them POST
  ✓ failed by the application                    27, all of them v3's planted answer
  ✓ failed by releasing                          0
  ✓ people given the new version, then the old   0
  ✓ pages that met another release's api         0
  ✓ commit to everybody                          v1 6 s   v1.1 13 s   v2 39 s
  ✓ first bad answer to canary at 0 %            9 s
  ✓ claims acknowledged, in the database         15,000, 15,000: none missing, none doubled
  ✓ the ledger's chain                           212 entries, each linked to the one before

All of it holds, 1 min 24 s after the start.`)
    expect(holds(good)).toBe(true)
  })

  test('in French, with no-break spaces', () => {
    const lines = renderReport({ ...good, rate: 700 }, 'fr')
    expect(lines).toContain('Ce que 1\u202f000 personnes ont vu')
    const application = lines.find((line) => line.includes('échecs dus à l’application'))
    expect(application).toMatch(/^ {2}✓ .* {3}27, tous de la réponse plantée dans v3$/)
    expect(lines.join('\n')).toContain('600 sur 700 : cette machine en supporte moins')
    expect(lines.at(-1)).toBe('Tout est vérifié, 1 min 24 s après le début.')
  })

  test('no line of it is longer than 100 columns', () => {
    for (const language of ['en', 'fr'] as const) {
      for (const line of renderReport({ ...good, rate: 700 }, language))
        expect(line.length > 100 ? line : '').toBe('')
    }
  })

  const failure = { at, person: 3, kind: 'claim' as const, what: 'cut' }
  const astray: readonly [name: keyof ReturnType<typeof checks>, result: Result][] = [
    ['failed-by-releasing', { ...good, crowd: { ...crowd, failed: 1, failures: [failure] } }],
    ['mismatched', { ...good, crowd: { ...crowd, mismatched: 2, mismatches: [failure] } }],
    ['backwards', { ...good, crowd: { ...crowd, backwards: [{ at, person: 1, from: 'v2', to: 'v1.1' }] } }],
    ['planted-seen', { ...good, crowd: { ...crowd, planted: 0, firstPlantedAt: null } }],
    [
      'claims',
      { ...good, claims: { acknowledged: 2, stored: 1, missing: ['Person 1 claim 1'], doubled: [] } },
    ],
    [
      'claims',
      { ...good, claims: { acknowledged: 2, stored: 3, missing: [], doubled: ['Person 1 claim 1'] } },
    ],
    ['claims', { ...good, claims: { acknowledged: 0, stored: 0, missing: [], doubled: [] } }],
    ['claims', { ...good, claims: null }],
    ['ledger', { ...good, ledger: { entries: 212, broken: same('entry 17 was altered') } }],
    ['good-versions-live', { ...good, shipped: good.shipped.filter((one) => one.name !== 'v2') }],
    [
      'good-versions-live',
      {
        ...good,
        shipped: good.shipped.map((one) => (one.name === 'v2' ? { ...one, outcome: 'failed' } : one)),
      },
    ],
    ['bad-version-taken-back', { ...good, shipped: good.shipped.slice(0, 3) }],
    [
      'bad-version-taken-back',
      {
        ...good,
        shipped: good.shipped.map((one) => (one.name === 'v3' ? { ...one, code: 0, outcome: 'done' } : one)),
      },
    ],
  ]
  test.each(astray)('%s is seen when it does not hold', (name, result) => {
    const held = checks(result)
    expect([held[name], Object.values(held).filter((one) => !one).length, holds(result)]).toEqual([
      false,
      1,
      false,
    ])
    expect(renderReport(result, 'en').join('\n')).toContain('✗')
  })

  test('a run that ended early is told as far as it came', () => {
    const lines = renderReport({ ...good, shipped: [], crowd: null, claims: null, ledger: null }, 'en')
    expect(lines).toContain('  v3    was not shipped')
    expect(lines.at(-1)).toContain('Not all of it holds')
  })

  test('a long sentence is broken between words and set in', () => {
    const long = same(`why: ${'every word of it counts '.repeat(6)}`)
    const lines = renderReport(
      { ...good, shipped: [{ ...shipped('v1', 0, 1), told: [same('release 1'), long] }] },
      'en',
    )
    expect(lines[3]).toMatch(/^ {10}why: every.*word of$/)
    expect(lines[4]).toMatch(/^ {12}it counts/)
    expect(lines.filter((line) => line.length > 100)).toEqual([])
  })

  test('the first failures are named', () => {
    const lines = renderReport({ ...good, crowd: { ...crowd, failed: 1, failures: [failure] } }, 'en')
    expect(lines).toContain('    14:00:00.000  person 3  claim: cut')
  })
})
