import { describe, expect, it } from 'vitest'
import { sha256 } from '../kernel/canonical.ts'
import { hold, pass, refuse } from '../kernel/verdict.ts'
import { evaluate, gates, verdictOf } from './list.ts'
import type { GateInput } from './types.ts'

const image = sha256('image')
const ready: GateInput = {
  environment: 'production',
  components: [{ name: 'web', image, present: true }],
  tests: [],
  after: null,
  rehearsal: null,
  takenBack: null,
}
const answer = (change: Partial<GateInput>) => verdictOf(evaluate({ ...ready, ...change }))

describe('the ordered list of gates', () => {
  it('is read whole, in order', () => {
    expect(evaluate(ready).map((one) => one.gate)).toEqual(gates.map((gate) => gate.name))
  })

  it('passes without tests, and says so', () => {
    const verdict = answer({})
    expect(verdict.outcome).toBe('pass')
    expect(verdict.reasons.map((reason) => reason.code)).toContain('no-tests')
  })

  const test = { component: 'web', name: 'unit', declaredBy: 'candidate', evidence: pass() } as const
  it.each([
    ['no image', { components: [{ name: 'web', image: null, present: null }] }, 'refuse', 'not-built-yet'],
    [
      'an image that is gone',
      { components: [{ name: 'web', image, present: false }] },
      'refuse',
      'image-missing',
    ],
    ['a test without a result', { tests: [{ ...test, evidence: null }] }, 'hold', 'test-not-run'],
    [
      'a test that the candidate dropped',
      { tests: [{ ...test, declaredBy: 'policy' }] },
      'pass',
      'test-dropped',
    ],
    [
      'a failed test',
      { tests: [{ ...test, evidence: refuse({ code: 'test-failed', text: { en: 'x', fr: 'y' } }) }] },
      'refuse',
      'test-failed',
    ],
    ['staging not done', { after: { environment: 'staging', done: false } }, 'hold', 'after-pending'],
    ['a commit taken back', { takenBack: { commit: 'a'.repeat(40), release: 3 } }, 'hold', 'taken-back'],
  ] as const)('answers for %s', (_, change, outcome, code) => {
    const verdict = answer(change as Partial<GateInput>)
    expect(verdict.outcome).toBe(outcome)
    expect(verdict.reasons.map((reason) => reason.code)).toContain(code)
  })

  it('lets the severest verdict rule', () => {
    const verdict = answer({
      takenBack: { commit: 'a'.repeat(40), release: 3 },
      components: [{ name: 'web', image: null, present: null }],
    })
    expect(verdict.outcome).toBe('refuse')
  })

  const said = { verdict: pass({ code: 'rehearsed', text: { en: 'x', fr: 'y' } }), at: 1_000 }
  const asked = { environment: 'staging', maxAge: 500, now: 1_200, evidence: null }
  const failed = { verdict: hold({ code: 'rehearsal-failed', text: { en: 'x', fr: 'y' } }), at: 1_000 }
  it.each([
    ['itself, where it was', { ...asked, evidence: said, leads: { number: 7, evidence: null } }, 'rehearsed'],
    ['what leads it, by name', { ...asked, leads: { number: 7, evidence: said } }, 'rehearsed-aboard'],
    ['nothing', { ...asked, leads: { number: 7, evidence: null } }, 'not-rehearsed'],
    [
      'what leads it, too long ago',
      { ...asked, now: 2_000, leads: { number: 7, evidence: said } },
      'rehearsal-old',
    ],
    [
      'itself, though it failed',
      { ...asked, evidence: failed, leads: { number: 7, evidence: said } },
      'rehearsal-failed',
    ],
  ] as const)('asks of a train whether its way back was rehearsed: of %s', (_, rehearsal, code) => {
    expect(answer({ rehearsal }).reasons.map((reason) => reason.code)).toContain(code)
    const passes = code === 'rehearsed' || code === 'rehearsed-aboard'
    expect(answer({ rehearsal }).outcome).toBe(passes ? 'pass' : 'hold')
  })
})
