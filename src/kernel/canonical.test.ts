import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical, digestOf, isDigest, type Json, sha256 } from './canonical.ts'

const fromHex = (hex: string): number => Buffer.from(hex, 'hex').readDoubleBE()

describe('canonical JSON (RFC 8785)', () => {
  it('gives the example of section 3.2.2', () => {
    const input = JSON.parse(`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`) as Json
    expect(canonical(input)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
  })

  it('sorts keys by UTF-16 code units: the example of section 3.2.3', () => {
    const input = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    }
    const order = Object.keys(JSON.parse(canonical(input)) as object).filter((key) => key !== '1')
    expect(order).toEqual(['\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'])
    expect(canonical(input).indexOf('"\\r"')).toBeLessThan(canonical(input).indexOf('"1"'))
  })

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s of appendix B as %s', (hex, written) => {
    expect(canonical(fromHex(hex))).toBe(written)
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %s', (value) => {
    expect(() => canonical({ deep: [value] })).toThrow(TypeError)
  })

  it('is read back as it was, and does not depend on the order of keys', () => {
    const turned = (value: Json): Json => {
      if (typeof value !== 'object' || value === null) return value
      if (Array.isArray(value)) return value.map((item: Json) => turned(item))
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([key, member]) => [key, turned(member ?? null)]),
      )
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = value as Json
        expect(JSON.parse(canonical(json))).toEqual(JSON.parse(JSON.stringify(json)))
        expect(canonical(turned(json))).toBe(canonical(json))
        expect(digestOf(turned(json))).toBe(digestOf(json))
      }),
    )
  })

  it('leaves absent members out', () => {
    expect(canonical({ a: 1, b: undefined })).toBe('{"a":1}')
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }))
  })
})

describe('digests', () => {
  it('are those of FIPS 180-4', () => {
    expect(sha256('abc')).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(sha256(new Uint8Array())).toBe(
      'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    expect(sha256('é')).toBe(sha256(new TextEncoder().encode('é')))
  })

  it.each([
    [sha256(''), true],
    [`sha256:${'A'.repeat(64)}`, false],
    [`sha256:${'a'.repeat(63)}`, false],
    [`sha512:${'a'.repeat(64)}`, false],
    [`sha256:${'a'.repeat(64)}\n`, false],
    ['latest', false],
  ])('%j: %s', (text, expected) => {
    expect(isDigest(text)).toBe(expected)
  })
})
