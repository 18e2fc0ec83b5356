import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { readReport } from './report.ts'
import { ReportError } from './tally.ts'

const folder = mkdtempSync(join(tmpdir(), 'ecluse-report-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (words: string) => readReport(Buffer.from(words))
const counts = (words: string) => {
  const { passed, failed, skipped } = read(words)
  return [passed, failed, skipped]
}

describe('JUnit', () => {
  test.each([
    ['<testsuites/>', [0, 0, 0]],
    ['<testsuite tests="9" failures="9"></testsuite>', [0, 0, 0]],
    ['<?xml version="1.0"?>\n<!-- <testcase/> --><testsuites><testcase name="a"/></testsuites>', [1, 0, 0]],
    [
      '<testsuite><testcase name="a"><failure message="x">y</failure></testcase><testcase name="b"/></testsuite>',
      [1, 1, 0],
    ],
    [
      '<testsuite><testcase name="a"><error/><system-out><![CDATA[<testcase><failure/>]]></system-out></testcase></testsuite>',
      [0, 1, 0],
    ],
    [
      '<testsuite><testcase name="a"><skipped/></testcase><testcase name="b" status="skipped"/></testsuite>',
      [0, 0, 2],
    ],
    [
      '<testsuites><testsuite><testsuite><testcase name="a"/></testsuite><testcase name="b"/></testsuite></testsuites>',
      [2, 0, 0],
    ],
    ['<testsuite><testcase name="a &gt; b &#x2F; &#47; &quot;" time="0.1"/></testsuite>', [1, 0, 0]],
    ['<testsuite><testcase name="1 > 0"/></testsuite>', [1, 0, 0]],
    ["<testsuite><testcase\n\tname='a'\r\n classname='c'\n/></testsuite>", [1, 0, 0]],
    ['<testsuite name="setup"><error message="no database"/></testsuite>', [0, 1, 0]],
    [
      '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd"> <!ENTITY y "&x;&x;">]><testsuite><testcase name="&x;&y;"/></testsuite>',
      [1, 0, 0],
    ],
    ['<j:testsuites xmlns:j="x"><j:testcase name="a"><j:failure/></j:testcase></j:testsuites>', [0, 1, 0]],
    ['\ufeff<testsuite><testcase name="a"><rerunFailure/></testcase></testsuite>', [1, 0, 0]],
  ])('%s', (words, expected) => expect(counts(words)).toEqual(expected))

  test('names of failures are decoded, entities of the document are not', () => {
    const words =
      '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&#233;t&#xe9; &amp; &x;"><failure/></testcase></testsuite>'
    expect(read(words).failures).toEqual(['été & &x;'])
  })

  test.each([
    ['<testsuite><testcase name="a">', 1],
    ['<testsuite>\n<testcase name="a"/>\n<!-- ', 3],
    ['<html><body>500</body></html>', 1],
    ['<testsuite><testcase name="a"></testsuite></testcase>', 1],
    ['<testsuite>\n<testcase name="a" <', 2],
    ['<testsuite><![CDATA[', 1],
    ['<', 1],
  ])('%s is refused', (words, line) => {
    expect(() => read(words)).toThrow(ReportError)
    try {
      read(words)
    } catch (error) {
      expect((error as ReportError).line).toBe(line)
    }
  })

  test('a large report, and a hundred thousand open elements', () => {
    const many = `<testsuite>${'<testcase name="a" classname="b"><system-out>x</system-out></testcase>'.repeat(50_000)}</testsuite>`
    expect(counts(many)).toEqual([50_000, 0, 0])
    expect(() => read('<testsuite>'.repeat(100_000))).toThrow(ReportError)
  })
})

describe('TAP', () => {
  test.each([
    ['1..2\nok 1 - a\nnot ok 2 - b\n', [1, 1, 0]],
    ['TAP version 13\nok 1 - a # SKIP no network\nnot ok 2 b # TODO later\nok 3\n1..3', [1, 0, 2]],
    ['1..0 # skip all', [0, 0, 0]],
    [
      'TAP version 14\n# Subtest: suite\n    ok 1 - a\n    not ok 2 - b\n      ---\n      not ok 9 - in yaml\n      ...\n    1..2\nnot ok 1 - suite\n1..1',
      [1, 1, 0],
    ],
    ['    ok 1 - a\n    1..1\nnot ok 1 - suite whose after-hook failed\n1..1', [1, 1, 0]],
    [
      '        ok 1 - deep\n        1..1\n    ok 1 - mid\n    1..1\nok 1 - top\nok 2 - other\n1..2',
      [2, 0, 0],
    ],
    ['ok 1 - a \\# skip is its name\n1..1', [1, 0, 0]],
    ['noise\nok then\nokay\n1..1\n', [1, 0, 0]],
    ['1..1\r\nok 1 - a\r\n', [1, 0, 0]],
  ])('%j', (words, expected) => expect(counts(words)).toEqual(expected))

  test.each([
    '',
    'hello',
    '1..3\nok 1\nok 2',
    'ok 1\nBail out! no database',
    '    ok 1\n    1..2\nok 1 - suite\n1..1',
  ])('%j is refused', (words) => expect(() => read(words)).toThrow(ReportError))
})

test('whatever the bytes, an answer or a refusal', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '/',
    '"',
    '&',
    ';',
    '<testsuite>',
    '</testsuite>',
    '<testcase name="a"/>',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    '<!',
    '[',
    ']',
    '\n',
    ' ',
    'ok 1',
    'not ok',
    '1..2',
    '    ',
    '---',
    '...',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 40 }), (parts) => {
      try {
        const { passed, failed, skipped } = read(parts.join(''))
        return passed >= 0 && failed >= 0 && skipped >= 0
      } catch (error) {
        return error instanceof ReportError
      }
    }),
    { numRuns: 500 },
  )
})

test('what Node’s own test runner writes', () => {
  writeFileSync(
    join(folder, 'a.test.mjs'),
    `import { test, describe, it } from 'node:test'
     test('good & <well>', () => {})
     describe('suite', () => { it('in', () => {}); it('bad "one"', () => { throw new Error(']]> <x> &') }); describe('deeper', () => it('deep', () => {})) })
     test('left', { skip: true }, () => {})
     test('later', { todo: true }, () => { throw new Error('x') })`,
  )
  for (const reporter of ['junit', 'tap']) {
    const out = join(folder, reporter)
    const args = ['--test', `--test-reporter=${reporter}`, `--test-reporter-destination=${out}`, 'a.test.mjs']
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env
    expect(() =>
      execFileSync(process.execPath, args, { cwd: folder, env: environment, stdio: 'ignore' }),
    ).toThrow()
    const { passed, failed, skipped, failures } = readReport(readFileSync(out))
    expect([reporter, passed, failed, skipped]).toEqual([reporter, 3, 1, 2])
    expect(failures).toEqual([expect.stringMatching(/^bad /)])
  }
})
