import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formats, join, same, say } from './text.ts'

const { en, fr } = formats

describe('formats', () => {
  it.each([
    [0, '0', '0'],
    [999, '999', '999'],
    [3_708, '3,708', '3\u202f708'],
    [1_234_567, '1,234,567', '1\u202f234\u202f567'],
    [-1_234, '-1,234', '-1\u202f234'],
    [1.26, '1.3', '1,3'],
    [151.4, '151', '151'],
    [1_234.5, '1,235', '1\u202f235'],
  ])('count %s', (n, english, french) => {
    expect(en.count(n)).toBe(english)
    expect(fr.count(n)).toBe(french)
  })

  it.each([
    [0, undefined, '0 %', '0\u202f%'],
    [1, undefined, '100 %', '100\u202f%'],
    [0.1, undefined, '10 %', '10\u202f%'],
    [0.07, undefined, '7 %', '7\u202f%'],
    [0.29, 2, '29 %', '29\u202f%'],
    [8 / 412, undefined, '1.9 %', '1,9\u202f%'],
    [4 / 3_708, undefined, '0.1 %', '0,1\u202f%'],
    [0.1234, 2, '12.34 %', '12,34\u202f%'],
    [15.1, undefined, '1,510 %', '1\u202f510\u202f%'],
  ])('percent %s', (ratio, digits, english, french) => {
    expect(en.percent(ratio, digits)).toBe(english)
    expect(fr.percent(ratio, digits)).toBe(french)
  })

  it.each([
    [0, '0 ms', '0 ms'],
    [12.4, '12 ms', '12 ms'],
    [999.6, '1.0 s', '1,0 s'],
    [1_000, '1 s', '1 s'],
    [1_840, '1.8 s', '1,8 s'],
    [30_000, '30 s', '30 s'],
    [59_940, '59.9 s', '59,9 s'],
    [59_990, '1 min', '1 min'],
    [60_000, '1 min', '1 min'],
    [125_000, '2 min 5 s', '2 min 5 s'],
    [3_599_700, '1 h', '1 h'],
    [5_400_000, '1 h 30 min', '1 h 30 min'],
    [7_199_990, '2 h', '2 h'],
    [604_800_000, '168 h', '168 h'],
  ])('duration %s', (ms, english, french) => {
    expect(en.duration(ms)).toBe(english)
    expect(fr.duration(ms)).toBe(french)
  })

  it('never write a part that is full: 60 s, 60 min, 1000 ms', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        expect(en.duration(ms)).not.toMatch(/^1,?000 ms|\b60(\.0)? s|\b60 min/)
      }),
    )
  })

  it.each([
    [[], '', ''],
    [['a'], 'a', 'a'],
    [['a', 'b'], 'a and b', 'a et b'],
    [['a', 'b', 'c'], 'a, b and c', 'a, b et c'],
  ])('list %j', (items, english, french) => {
    expect(en.list(items)).toBe(english)
    expect(fr.list(items)).toBe(french)
  })
})

describe('texts', () => {
  it('carry both languages, each with its own formats', () => {
    const text = say(
      (f) => `${f.count(3_708)} requests`,
      (f) => `${f.count(3_708)} requêtes`,
    )
    expect(text).toEqual({ en: '3,708 requests', fr: '3\u202f708 requêtes' })
    expect(join([text, same('/claims')])).toEqual({
      en: '3,708 requests /claims',
      fr: '3\u202f708 requêtes /claims',
    })
    expect(join([], ', ')).toEqual({ en: '', fr: '' })
  })
})
