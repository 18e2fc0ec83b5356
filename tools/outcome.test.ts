import { expect, test } from 'vitest'

type Outcome = {
  readonly passed: number
  readonly failed: readonly string[]
  readonly skipped: readonly string[]
}
type Tools = {
  vitestOutcome(report: unknown, code: number, folder: string): Outcome
  together(parts: readonly Outcome[], strict: boolean): Outcome
  lastLine(outcome: Outcome): string
}
// Plain JavaScript, because it runs before anything is installed.
const { vitestOutcome, together, lastLine } = (await import(`${import.meta.dirname}/outcome.mjs`)) as Tools

const file = (name: string, status: string, ...tests: readonly [title: string, status: string][]) => ({
  name: `/clone/${name}`,
  status,
  assertionResults: tests.map(([title, one]) => ({ title, status: one, ancestorTitles: ['group'] })),
})

test('passed, failed and skipped are counted, by their names', () => {
  const report = {
    testResults: [
      file('a.test.ts', 'failed', ['one', 'passed'], ['two', 'failed']),
      file('b.test.ts', 'passed', ['three', 'pending'], ['four', 'passed']),
    ],
  }
  expect(vitestOutcome(report, 1, '/clone')).toEqual({
    passed: 2,
    failed: ['a.test.ts: group > two'],
    skipped: ['b.test.ts: group > three'],
  })
})

test.each([
  ['no report', undefined, 0, 'vitest ended without a report'],
  ['no test', { testResults: [] }, 0, 'no test ran'],
  [
    'a file that could not be loaded',
    { testResults: [file('a.test.ts', 'failed')] },
    1,
    'a.test.ts: could not be loaded',
  ],
  [
    'an error outside the tests',
    { testResults: [file('a.test.ts', 'passed', ['one', 'passed'])] },
    1,
    'vitest: an error outside the tests (exit 1)',
  ],
])('%s is a failure', (_, report, code, failure) => {
  expect(vitestOutcome(report, code, '/clone').failed).toEqual([failure])
})

test('a skip is a failure where it is strict, and named elsewhere', () => {
  const parts = [
    { passed: 3, failed: [], skipped: ['faketime'] },
    { passed: 1, failed: ['lint'], skipped: [] },
  ]
  expect(lastLine(together(parts, false))).toBe('4 passed, 1 failed, 1 skipped')
  expect(lastLine(together(parts, true))).toBe('4 passed, 2 failed')
  expect(together(parts, true).failed.at(-1)).toContain('faketime')
})
