import { describe, expect, it } from 'vitest'
import { facts } from './practices.fixture.ts'
import { practicesOf } from './practices.ts'
import type { Facts } from './types.ts'

const states = (change: Partial<Facts> = {}): Readonly<Record<number, string>> =>
  Object.fromEntries(practicesOf({ ...facts, ...change }).map(({ number, state }) => [number, state]))
const of = (number: number, change: Partial<Facts> = {}) =>
  practicesOf({ ...facts, ...change }).find((one) => one.number === number)

describe('the thirteen practices', () => {
  it('are thirteen, in the order of the guide', () => {
    expect(practicesOf(facts).map(({ number }) => number)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
    ])
  })

  it('show nothing where nothing was done, and say which line would close what', () => {
    const empty: Partial<Facts> = {
      rollouts: [],
      current: null,
      policy: null,
      ledger: { entries: 0, broken: null },
      separated: null,
    }
    expect(states(empty)).toEqual({
      1: 'not-shown',
      2: 'not-built',
      3: 'not-shown',
      4: 'not-shown',
      5: 'not-shown',
      6: 'not-shown',
      7: 'not-shown',
      8: 'not-shown',
      9: 'not-shown',
      10: 'not-shown',
      11: 'not-built',
      12: 'not-shown',
      13: 'not-shown',
    })
    expect(of(13, empty)?.config?.line).toMatch(/^calendar: /)
    expect(of(4, empty)?.config).toEqual({
      below: 'environments.production',
      line: 'checklist: release-checklist.yaml',
    })
  })

  it('are shown by what happened', () => {
    expect(states()).toMatchObject({
      1: 'partly',
      5: 'shown',
      6: 'partly',
      9: 'shown',
      10: 'partly',
      13: 'shown',
    })
    expect(of(1)?.shows[0]?.en).toBe('3 deployments in 90 days, at most 3 on one day')
    expect(of(1, { separated: true })).toMatchObject({ state: 'shown', missing: [] })
    expect(of(13)?.shows[0]?.en).toBe(
      'a calendar of America/Toronto is in force; of 3 deployments in 90 days 1 was let pass it',
    )
    expect(of(8)?.state).toBe('not-shown')
  })

  it('a broken ledger is no evidence of anything secure', () => {
    expect(of(1, { ledger: { entries: 5, broken: 3 } })?.missing[0]?.en).toContain('broken at entry 3')
  })

  it('a rehearsal that failed is missing, with its sentence; one that passed shows the plan', () => {
    const text = { en: 'the way back was rehearsed', fr: 'le retour a été répété' }
    const current = (passed: boolean): Partial<Facts> =>
      facts.current === null
        ? {}
        : { current: { ...facts.current, rehearsal: { environment: 'staging', passed, text } } }
    expect(of(7, current(true))).toMatchObject({ state: 'shown', shows: [text] })
    expect(of(7, current(false))).toMatchObject({ state: 'not-shown', missing: [text] })
    expect(of(7)?.config?.line).toBe('rehearse-rollback: true')
  })

  it('levels of tests are known by their names', () => {
    const current = (names: readonly string[]): Partial<Facts> =>
      facts.current === null
        ? {}
        : { current: { ...facts.current, tests: names.map((name) => ({ name, passed: true })) } }
    expect(of(10, current(['api unit', 'api e2e', 'web load']))?.state).toBe('shown')
    expect(of(10, current(['api unit', 'web load']))?.config?.line).toBe(
      'integration: { run: [npm, run, integration] }',
    )
  })
})
