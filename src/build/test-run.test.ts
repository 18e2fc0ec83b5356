import { lstatSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { application, json, openYard } from './builder.fixture.ts'

const yard = openYard()
const { builder, progress } = yard
afterAll(() => yard.remove())

describe('tests', () => {
  const suite = (body: string) => ({
    'package.json': json({
      name: 'tested',
      dependencies: { ms: '2.1.3' },
      devDependencies: { semver: '7.7.1' },
      scripts: { test: 'node --test' },
    }),
    'a.test.js': `const { test } = require('node:test')\nconst assert = require('node:assert')\n${body}\n`,
    'junit.xml': '<testsuites><testcase name="committed"/></testsuites>',
  })
  const junit = ['node', '--test', '--test-reporter=junit', '--test-reporter-destination=junit.xml']
  const good = `test('a', () => { require('ms'); require('semver') }); test('b', { skip: true }, () => {})`
  test.each([
    [
      'pass, in a clean checkout with all dependencies',
      good,
      { run: junit, report: 'junit.xml' },
      { passed: true, counts: { passed: 1, failed: 0, skipped: 1 }, code: 0 },
    ],
    ['pass by npm test, uncounted', good, { run: ['npm', 'test'] }, { passed: true, counts: null, code: 0 }],
    [
      'find commands of dependencies and their own Node',
      good,
      { run: ['sh', '-c', 'semver 1.2.3 && test "$(node -v)" = v24.21.0 && test -z "$VITEST"'] },
      { passed: true, code: 0 },
    ],
    [
      'fail',
      `test('a', () => {}); test('bad one', () => assert.equal(1, 2))`,
      { run: junit, report: 'junit.xml' },
      { passed: false, counts: { passed: 1, failed: 1, skipped: 0 }, code: 1 },
    ],
    [
      'fail without a report',
      `test('bad', () => assert.equal(1, 2))`,
      {},
      { passed: false, counts: null, code: 1 },
    ],
    [
      'fail where none ran',
      `test('b', { skip: true }, () => {})`,
      { run: junit, report: 'junit.xml' },
      { passed: false, counts: { passed: 0, failed: 0, skipped: 1 }, code: 0 },
    ],
    [
      'fail where the report was only committed',
      good,
      { run: ['true'], report: 'junit.xml' },
      { passed: false, counts: null, code: 0 },
    ],
    [
      'fail where the report leads elsewhere',
      good,
      { run: ['ln', '-s', '/etc/passwd', 'out.xml'], report: 'out.xml' },
      { passed: false, counts: null, code: 0 },
    ],
    [
      'fail by the exit code beside a good report',
      good,
      { run: ['sh', '-c', 'printf "1..1\\nok 1\\n" > t.tap; exit 3'], report: 't.tap' },
      { passed: false, counts: { passed: 1, failed: 0, skipped: 0 }, code: 3 },
    ],
    [
      'fail by a broken report',
      good,
      { run: ['sh', '-c', 'printf "<testsuite><testcase" > t.xml'], report: 't.xml' },
      { passed: false, counts: null, code: 0 },
    ],
    ['fail after their time', good, { run: ['sleep', '60'], within: 300 }, { passed: false, timedOut: true }],
  ] as const)('%s', async (name, body, more, expected) => {
    const folder = application(yard, `tested ${name.length} ${name.slice(0, 30)}`, suite(body), true)
    const tested = await builder.test(yard.test(await yard.ship(folder), more), progress)
    expect(tested, tested.why.en).toMatchObject(expected)
    expect(lstatSync(tested.log).isFile()).toBe(true)
    expect(tested.why.fr).not.toBe(tested.why.en)
  })
})
