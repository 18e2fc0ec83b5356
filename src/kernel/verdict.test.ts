import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { same } from './text.ts'
import { hold, pass, refuse, together, type Verdict } from './verdict.ts'

const reason = (code: string) => ({ code, text: same(code) })

describe('verdicts together', () => {
  it('pass where there is none', () => {
    expect(together([])).toEqual({ outcome: 'pass', reasons: [] })
  })

  it.each<[string, readonly Verdict[], Verdict]>([
    ['passes', [pass(reason('a')), pass(reason('b'))], pass(reason('a'), reason('b'))],
    ['a hold among passes', [pass(reason('a')), hold(reason('b'), 5)], hold(reason('b'), 5)],
    [
      'two holds end with the later',
      [hold(reason('a'), 5), hold(reason('b'), 9)],
      { ...hold(reason('a'), 9), reasons: [reason('a'), reason('b')] },
    ],
    [
      'a hold without an end',
      [hold(reason('a'), 5), hold(reason('b'))],
      { outcome: 'hold', reasons: [reason('a'), reason('b')] },
    ],
    ['a refusal before all', [hold(reason('a'), 5), refuse(reason('b')), pass()], refuse(reason('b'))],
  ])('%s', (_, verdicts, expected) => {
    expect(together(verdicts)).toEqual(expected)
  })

  it('do not depend on the order, and never are milder than the severest', () => {
    const one = fc.constantFrom(
      pass(reason('p')),
      hold(reason('h'), 3),
      hold(reason('i')),
      refuse(reason('r')),
    )
    fc.assert(
      fc.property(fc.array(one, { maxLength: 6 }), (verdicts) => {
        const all = together(verdicts)
        expect(together(verdicts.toReversed()).outcome).toBe(all.outcome)
        const outcomes = verdicts.map(({ outcome }) => outcome)
        const severest = (['refuse', 'hold'] as const).find((each) => outcomes.includes(each)) ?? 'pass'
        expect(all.outcome).toBe(severest)
        expect(together([all]).outcome).toBe(all.outcome)
      }),
    )
  })
})
