import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProblemError } from '../kernel/problem.ts'
import { sourceOf } from './decode.ts'
import { example } from './example.ts'
import { anyText, base } from './read.fixture.ts'
import { readConfigWithWarnings } from './read.ts'

/** Far above what any of them takes on a busy machine, far below what a person would call hanging. */
const bound = 20_000

const survives = (text: string | Uint8Array): void => {
  const began = performance.now()
  try {
    readConfigWithWarnings(typeof text === 'string' ? { file: 'f', text } : sourceOf('f', text))
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    expect(error.problems.length).toBeGreaterThan(0)
    expect(error.problems.length).toBeLessThanOrEqual(51)
    for (const { place } of error.problems) expect(place?.line).toBeGreaterThan(0)
  }
  expect(performance.now() - began).toBeLessThan(bound)
}

describe('whatever stands in ecluse.yaml, only problems come out', () => {
  it('any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => survives(bytes)))
  })

  it('any text', () => {
    fc.assert(fc.property(anyText(400), (text) => survives(text)))
  })

  it('any YAML-like text', () => {
    const part = fc.constantFrom(
      ...[
        'a',
        'web',
        ':',
        ': ',
        '- ',
        '\n',
        '\n  ',
        '{',
        '}',
        '[',
        ']',
        ',',
        '&a',
        '*a',
        '!t',
        '|',
        '>',
        '"',
        "'",
        '#',
        '?',
        '%',
        '---',
        '<<',
        '~',
        '1',
      ],
      ...[
        'application',
        'components',
        'environments',
        'routes',
        'needs',
        'listen',
        'strategy',
        'canary',
        'steps',
        '10%',
        '5s',
      ],
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => survives(parts.join(''))),
      { numRuns: 500 },
    )
  })

  it('any value in the place of any value', () => {
    const value: fc.Arbitrary<unknown> = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(
        'canary',
        'web',
        '10%',
        '5s',
        '127.0.0.1:80',
        'data',
        null,
        true,
        0,
        {},
        [],
        '__proto__',
        'constructor',
      ),
    )
    const tree = fc.record(
      {
        application: value,
        components: fc.oneof(value, fc.dictionary(fc.constantFrom('web', 'api', 'toString'), value)),
        environments: fc.oneof(value, fc.dictionary(fc.constantFrom('p', 'valueOf'), value)),
        routes: value,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(tree, (file) => survives(JSON.stringify(file))),
      { numRuns: 500 },
    )
  })

  it('a right file with a wrong part anywhere', () => {
    const right = example()
    const part = anyText(12)
    fc.assert(
      fc.property(fc.nat(right.length), fc.nat(40), part, (at, cut, noise) =>
        survives(right.slice(0, at) + noise + right.slice(at + cut)),
      ),
      { numRuns: 300 },
    )
  })

  const much = (part: string) => part.repeat(Math.floor(60_000 / part.length))
  it.each([
    ['brackets', much('[')],
    ['closing ones', much(']')],
    ['braces', much('{a: ')],
    ['dashes', much('- ')],
    ['question marks', much('? ')],
    ['one key', much('a: 1\n')],
    ['other keys', Array.from({ length: 6_000 }, (_, index) => `k${index}: 1`).join('\n')],
    [
      'unknown keys',
      `${base}${Array.from({ length: 3_000 }, (_, index) => `applicatio${index}: 1`).join('\n')}`,
    ],
    [
      'components',
      base.replace(
        'environments',
        `${Array.from({ length: 3_000 }, (_, index) => `  c${index}: {}`).join('\n')}\nenvironments`,
      ),
    ],
    ['anchors', much('&a ')],
    ['aliases', `- &a 1\n${much('- *a\n')}`],
    ['quotes', much('"')],
    ['escapes', `"${much('\\x')}`],
    ['tags', much('!a ')],
    ['pictures', much('😀: ')],
    ['documents', much('---\n')],
    ['needs', base.replace('port: 8080', `needs: [${much('web, ')}web]`)],
    ['digits', base.replace('8080 }', `${much('8')} }`)],
    ['seconds', base.replace('ready: /ready', `times: { stop: ${much('1s')} }`)],
    ['a long word', base.replace('benefits', much('a-'))],
    ['steps', base.replace('listen', `strategy: { canary: { steps: [${much('1%, ')}2%] } }, listen`)],
  ])('sixty thousand characters of %s', (_, text) => {
    survives(text)
  })
})
