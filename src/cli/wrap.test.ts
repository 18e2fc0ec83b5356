import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { namedIn } from './application.ts'
import { languageOfLocale } from './language.ts'
import { printable } from './printable.ts'
import { cut, width, wrap } from './wrap.ts'

const words = fc.array(fc.stringMatching(/^[a-zé–]{1,12}$/), { minLength: 1, maxLength: 40 })

describe('wrap', () => {
  test('loses no word, breaks only at spaces, and is never wider than asked', () => {
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 20, max: 100 }),
        fc.integer({ min: 0, max: 4 }),
        (list, columns, indent) => {
          const lines = wrap(' '.repeat(indent) + list.join(' '), columns)
          expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(list)
          for (const line of lines) expect(width(line)).toBeLessThanOrEqual(columns)
        },
      ),
    )
  })
  test('keeps a word that is too long whole, and no-break spaces together', () => {
    expect(wrap(`a ${'x'.repeat(120)} b`, 100)).toEqual(['a', `  ${'x'.repeat(120)}`, '  b'])
    expect(wrap(`${'a '.repeat(49)}10\u00a0% b`, 100).at(-1)).toBe('  10\u00a0% b')
  })
  test('leaves no colon and no guillemet alone', () => {
    const line = `${'a '.repeat(46)}embarque : tout « le monde » ; ici`
    for (let columns = 20; columns < 130; columns += 1) {
      const lines = wrap(line, columns)
      expect(lines.map((one) => one.trim()).join(' ')).toBe(line)
      expect(lines.every((one) => !/^ *[:;»]|«$/.test(one) && width(one) <= columns)).toBe(true)
    }
  })
  test('counts what is plain as what is not', () => {
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    const plain = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x2100 }).map((code) => String.fromCodePoint(code)),
    })
    fc.assert(
      fc.property(plain, (text) => {
        expect(width(text)).toBe([...segmenter.segment(text)].length)
      }),
    )
  })
  test('cut counts what is seen', () => {
    expect(cut('é'.repeat(10), 10)).toBe('é'.repeat(10))
    expect(cut('e\u0301'.repeat(11), 10)).toBe(`${'e\u0301'.repeat(9)}…`)
  })
})

test('printable lets nothing through that drives a terminal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u)
    }),
  )
  expect(printable('Élise a dit\u202f: « 10\u00a0% »\n')).toBe('Élise a dit\u202f: « 10\u00a0% »\n')
})

test.each([
  [{ LANG: 'fr_CA.UTF-8' }, 'fr'],
  [{ LANG: 'fr_CA.UTF-8', LC_ALL: 'en_CA.UTF-8' }, 'en'],
  [{ LC_MESSAGES: 'FR', LANG: 'C' }, 'fr'],
  [{ LANG: 'C' }, 'en'],
  [{}, 'en'],
])('the language of %j is %s', (environment, language) => {
  expect(languageOfLocale(environment)).toBe(language)
})

test.each([
  ['application: hello', 'hello'],
  ['# x\napplication:   "hello-2"   # name\r\n', 'hello-2'],
  ["components: {}\napplication: 'a.b'\n", 'a.b'],
  ['  application: nested', null],
  ['application: ../x', null],
  ['applications: x', null],
])('the name in %j is %s', (text, name) => {
  expect(namedIn(text)).toBe(name)
})
