import { describe, expect, it } from 'vitest'
import { readConfig } from '../config/read.ts'
import { policyProblems, policyWarnings } from './check.ts'

const now = Date.parse('2026-11-25T15:00:00Z')
const at = (rules: string, files: Readonly<Record<string, string>> = {}) => {
  const text = `application: shop
components: { web: { tests: { unit: { run: [a] } } } }
environments:
  production:
    listen: 127.0.0.1:8080
${rules
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}
`
  const config = readConfig({ file: 'ecluse.yaml', text })
  const [environment] = config.environments
  if (environment === undefined) throw new Error('no environment')
  const read = (path: string) => files[path] ?? null
  return {
    problems: policyProblems(config, environment, read, now).map(({ code }) => code),
    warnings: () => policyWarnings(config, environment, read, now).map(({ code }) => code),
  }
}
const open = (days: string, more = '') =>
  `calendar: { time-zone: America/Toronto, open: ${days} 09:00-16:00${more} }`
const list = (item: string) => ({ 'list.yaml': `items:\n  one: { title: One, owner: pm, ${item} }\n` })

describe('what only files and the days to come tell', () => {
  it.each([
    ['a departure that fits', `${open('Mon-Thu')}\ntrain: { departs: Mon-Thu 14:00 }`, []],
    [
      'one on a day that is always an eve',
      `${open('Mon-Fri')}\ntrain: { departs: Mon-Fri 14:00 }`,
      ['departure-never-fits'],
    ],
    [
      'one too near to the closing',
      `${open('Mon-Thu')}\ntrain: { departs: Mon 15:00 }\nstrategy: { canary: { steps: [10%, 50%], at-least: 45m, at-most: 1h } }`,
      ['departure-never-fits'],
    ],
  ])('%s', (_, rules, expected) => {
    expect(at(rules).problems).toEqual(expected)
  })

  it('a checklist that is not there, or that nothing answers', () => {
    const rules = 'checklist: list.yaml'
    expect(at(rules).problems).toEqual(['policy-file-missing'])
    expect(at(rules, list('kind: person')).problems).toEqual(['nothing-answers'])
    expect(at(rules, list('kind: evidence, evidence: { gate: checklist }')).problems).toEqual([
      'nothing-answers',
    ])
    expect(at(rules, list('kind: evidence, evidence: { gate: calendar }')).problems).toEqual([])
    expect(at(rules, list('kind: evidence, evidence: { test: unit }')).problems).toEqual([])
    expect(at(`${rules}\napprovers: people`, list('kind: person')).problems).toEqual(['policy-file-missing'])
  })

  it('warns of departures in a freeze, and of items that hold nothing', () => {
    const freezes = ', freezes: [{ from: 2026-12-18, to: 2027-01-03, why: year end }]'
    expect(at(`${open('Mon-Thu', freezes)}\ntrain: { departs: Mon 10:00 }`).warnings()).toEqual([
      'departures-frozen',
    ])
    const rules = 'checklist: list.yaml'
    expect(at(rules, list('kind: person, when: during')).warnings()).toEqual(['nothing-widens'])
    const canary = `${rules}\nstrategy: canary`
    expect(at(canary, list('kind: person, when: during')).warnings()).toEqual([])
  })
})
