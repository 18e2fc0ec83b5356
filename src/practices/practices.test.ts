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
    expect(of(13, empty)?.config[0]?.line).toMatch(/^calendar: /)
    expect(of(4, empty)?.config).toMatchObject([
      {
        below: 'environments.production',
        line: 'checklist: release-checklist.yaml',
        first: { en: 'ecluse init --checklist', fr: 'ecluse init --checklist' },
      },
      {
        below: 'environments.production',
        line: 'approvers: approvers',
        first: { en: expect.stringContaining('ssh') },
      },
    ])
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
      'a calendar of America/Toronto is in force: 2 of 3 deployments in 90 days began inside its hours, 1 by an override',
    )
    expect(of(7)?.shows[0]?.fr).toBe(
      'le plan de retour en arrière a été écrit avant que la version 3 commence : retour à 2 en 1,8 s',
    )
    expect(of(8)?.state).toBe('not-shown')
    // The first release had nothing to switch from.
    expect(of(9)?.shows[0]?.en).toBe('2 deployments as canaries in 90 days, 2 of them done')
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
    expect(of(7, current(true))).toMatchObject({ state: 'shown', shows: [{}, text] })
    expect(of(7, current(false))).toMatchObject({ state: 'partly', missing: [text] })
    expect(of(7)?.config).toEqual([{ below: 'environments.staging', line: 'rehearse-rollback: true' }])
  })

  it('levels of tests are known by their names', () => {
    const current = (names: readonly string[]): Partial<Facts> =>
      facts.current === null
        ? {}
        : { current: { ...facts.current, tests: names.map((name) => ({ name, passed: true })) } }
    expect(of(10, current(['api unit', 'api e2e', 'web load']))?.state).toBe('shown')
    expect(of(10, current(['api unit', 'web load']))?.config).toEqual([
      { below: 'components.api.tests', line: 'integration: { run: [npm, run, integration] }' },
    ])
  })
})

const file = (change: Partial<NonNullable<Facts['file']>>): Partial<Facts> =>
  facts.file === null ? {} : { file: { ...facts.file, ...change } }

describe('what is no evidence', () => {
  it('a checklist, a train or a calendar that nothing has met yet', () => {
    const policy = {
      checklist: true,
      approvers: true,
      train: false,
      calendar: { timeZone: 'UTC' },
      rehearsal: false,
    }
    expect(of(4, { policy })).toMatchObject({ state: 'not-shown', config: [] })
    expect(of(4, { policy: { ...policy, checklist: false, train: true } })?.state).toBe('not-shown')
    expect(of(13, { policy, rollouts: [] })).toMatchObject({ state: 'not-shown', config: [] })
    const passed = (checklist: 'passed' | 'overridden'): Partial<Facts> => ({
      policy,
      current: facts.current === null ? null : { ...facts.current, checklist },
    })
    expect(of(4, passed('passed'))?.state).toBe('shown')
    expect(of(4, passed('overridden'))?.missing[0]?.en).toContain('let pass its checklist by an override')
  })

  it('a deployment outside the hours of the calendar', () => {
    const rollouts = facts.rollouts.map((one) => ({ ...one, inside: one.release === 1, overrides: [] }))
    expect(of(13, { rollouts })).toMatchObject({
      state: 'partly',
      missing: [{ en: '2 deployments began outside the hours of today’s calendar' }],
    })
  })
})

describe('blue-green beside canaries', () => {
  const line = 'strategy: blue-green'
  it.each([
    ['belongs to the environment before', {}, [{ below: 'environments.staging', line }]],
    [
      'is only to be done where one says it',
      { strategies: { staging: 'blue-green', production: 'canary' } },
      [],
    ],
    [
      'needs an environment before where there is none',
      { earlier: null, strategies: { production: 'canary' } },
      [
        { below: 'environments', line: `staging: { target: process, listen: 127.0.0.1:8082, ${line} }` },
        { below: 'environments.production', line: 'after: staging' },
      ],
    ],
  ] as const)('%s', (_, change, lines) => {
    expect(of(8, file(change))?.config).toEqual(lines)
  })

  it('is shown by another environment', () => {
    const elsewhere = [{ environment: 'staging', all: 4, done: 3 }]
    expect(of(8, { elsewhere })).toMatchObject({
      state: 'shown',
      shows: [{ en: 'in staging: 4 deployments blue-green in 90 days, 3 of them done' }],
    })
  })
})
