import { describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { checkFloor, filesOfFloor, readFloor } from './floor.ts'

const text = `environments:
  production:
    after: staging
    keep-releases: 3
    calendar: { time-zone: America/Toronto, holidays: [CA-federal] }
  "*":
    keep-releases: 9
`

describe('the policy file of a server', () => {
  it('rules an environment by its name, otherwise by the star', () => {
    expect(readFloor('policy.yaml', text, {}, 'production')).toMatchObject({
      after: 'staging',
      keepReleases: 3,
      calendar: { timeZone: 'America/Toronto', closing: 'roll-back' },
      approvals: null,
    })
    expect(readFloor('policy.yaml', text, {}, 'staging')).toMatchObject({ after: null, keepReleases: 9 })
    expect(readFloor('policy.yaml', text.slice(0, text.indexOf('  "*"')), {}, 'staging')).toBeNull()
    expect(filesOfFloor('policy.yaml', text.replace('[CA-federal]', '[closed.ics]'))).toEqual(['closed.ics'])
  })

  it.each([
    ['an unknown key', 'environments: { production: { colour: red } }', 'unknown-key'],
    ['a key that is not built', 'environments: { production: { vulnerabilities: {} } }', 'not-built'],
    ['tests, which are a component’s', 'environments: { production: { tests: {} } }', 'unknown-key'],
    [
      'a train without a calendar',
      'environments: { production: { train: { departs: Mon 10:00 } } }',
      'train-without-calendar',
    ],
    [
      'approvals without approvers',
      'environments: { production: { approvals: { a: 1 } } }',
      'approvals-without-approvers',
    ],
    [
      'windows that overlap',
      'environments: { production: { calendar: { time-zone: UTC, open: [Mon 09:00-12:00, Mon 11:00-13:00] } } }',
      'windows-overlap',
    ],
    ['nothing', '', 'wrong-type'],
    [
      'a file that is not there',
      'environments: { production: { approvers: people } }',
      'policy-file-missing',
    ],
  ])('refuses %s, by name and place', (_, words, code) => {
    try {
      checkFloor('policy.yaml', words, () => null)
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const [problem] = error.problems
      expect(problem?.place?.file).toBeDefined()
      expect(error.problems.map((one) => one.code)).toContain(code)
    }
  })
})
