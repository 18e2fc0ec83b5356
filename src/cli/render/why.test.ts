import { expect, test } from 'vitest'
import type { WhyView } from '../../engine/facade.ts'
import { same } from '../../kernel/text.ts'
import { whyLines } from './why.ts'

const evidence = {
  judgement: 'regressed',
  text: same('errors 7 of 412 requests, evidence 151x, needed 100x'),
  new: { requests: 412, errors: 8, judgedRequests: 411, judgedErrors: 7 },
  old: { requests: 3_708, errors: 4, judgedRequests: 3_708, judgedErrors: 4 },
  e: 151,
  threshold: 100,
  missing: 3_449,
} as const

const view = (some: Partial<WhyView>): WhyView => ({
  application: 'claims',
  environment: 'production',
  release: 142,
  commit: 'c',
  rollout: 'r',
  kind: 'ship',
  phase: 'observing',
  outcome: null,
  headline: same('production: release 142 observing'),
  lines: [],
  gates: [],
  reasons: [],
  evidence: null,
  culprits: [],
  next: [same('next: ecluse pause')],
  values: {},
  ...some,
})
const lines = (some: Partial<WhyView>) => whyLines(view(some)).map(({ en }) => en)

test('what ended tells its counts once, what fails where, and what to do', () => {
  const told = lines({
    outcome: 'rolled-back',
    headline: same('release 142 rolled back to 141'),
    lines: [same('errors  8 of 412 requests'), same('why: api answers 500 on POST /claims')],
    reasons: [{ code: 'errors', text: evidence.text }],
    evidence,
    culprits: [
      {
        component: 'api',
        route: null,
        requests: 412,
        errors: 8,
        faults: [
          { method: 'POST', path: '/claims', status: 500, count: 7, first: 1 },
          { method: 'GET', path: '/status', status: 'timeout', count: 1, first: 1 },
        ],
      },
    ],
    next: [same('next: ecluse logs --release 142; the fix can ship at once')],
  })
  expect(told).toEqual([
    'release 142 rolled back to 141',
    '  errors  8 of 412 requests',
    '  why: api answers 500 on POST /claims',
    '  where: api   8 of 412 requests failed   POST /claims 500, GET /status no answer',
    '  next: ecluse logs --release 142; the fix can ship at once',
  ])
})

test('what goes on says the judge’s sentence once, and gates that passed in one line', () => {
  const passed = (gate: string) => ({ gate, verdict: { outcome: 'pass', reasons: [] } as const })
  const told = lines({
    lines: [same(`waits for evidence, at most 20 s more; ${evidence.text.en}`)],
    reasons: [{ code: 'errors', text: evidence.text }],
    gates: [passed('built'), passed('tested')],
    evidence,
  })
  expect(told).toEqual([
    'production: release 142 observing',
    `  waits for evidence, at most 20 s more; ${evidence.text.en}`,
    '  gates passed: built and tested',
    '  evidence of harm 151x, needed 100x',
    '  next: ecluse pause',
  ])
})

test('what waits says what holds it once, with what would change it', () => {
  const reason = {
    code: 'after',
    text: same('staging does not hold it yet'),
    change: same('ship there first'),
  }
  const told = lines({
    kind: 'waiting',
    phase: null,
    headline: same('candidate 3 waits'),
    lines: [reason.text, reason.change],
    reasons: [reason],
    gates: [{ gate: 'after', verdict: { outcome: 'hold', reasons: [reason] } }],
  })
  expect(told).toEqual([
    'candidate 3 waits',
    '  gate after: on hold   staging does not hold it yet',
    '      would change it: ship there first',
    '  next: ecluse pause',
  ])
})
