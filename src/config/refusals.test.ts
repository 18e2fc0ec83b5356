import { describe, expect, it } from 'vitest'
import { base, problemsOf, refusals, withComponent, withEnvironment } from './read.fixture.ts'

const first = (text: string) => problemsOf(text)[0]

describe('keys', () => {
  it.each([
    ['aplication', `${base}aplication: x`, 'did you mean `application`?'],
    ['redy', withComponent('redy: /ready'), 'did you mean `ready`?'],
    ['instal-scripts', base.replace('context: .', 'instal-scripts: []'), 'did you mean `install-scripts`?'],
    ['steadyFor', withComponent('ready: { steadyFor: 1s }'), 'did you mean `steady-for`?'],
    ['keep_previous', withEnvironment('watch: { keep_previous: 1m }'), 'did you mean `keep-previous`?'],
    ['worse-then', withEnvironment('judge: { errors: { worse-then: 2x } }'), 'did you mean `worse-than`?'],
    [
      'when-unsur',
      withEnvironment('strategy: { canary: { when-unsur: hold } }'),
      'did you mean `when-unsure`?',
    ],
    ['calender', withEnvironment('calender: {}'), 'did you mean `calendar`?'],
    ['xyzzy', `${base}xyzzy: 1`, 'take it out'],
    ['<<', withComponent('<<: {}'), 'take it out'],
  ])('%s is not known', (key, text, todo) => {
    expect(first(text)?.code).toBe('unknown-key')
    expect(first(text)?.message.en).toBe(`\`${key}\` is not known here`)
    expect(first(text)?.todo?.en).toBe(todo)
  })

  it.each([
    ['calendar', `${base}calendar: { time-zone: America/Toronto }`],
    ['vulnerabilities', withEnvironment('vulnerabilities: { refuse: high }')],
    ['declared', withComponent('migrations: { folder: m, run: [node, m.js], declared: {} }')],
    ['base', base.replace('context: .', 'base: registry.example/node')],
    ['compare-with', withComponent('tests: { unit: { run: [a], compare-with: production } }')],
    ['redirect', `${base}routes: [{ redirect: a, path: /, component: web }]`],
    ['latency', withEnvironment('judge: { latency: { slower-than: 20% } }')],
    ['target: docker', base.replace('target: process', 'target: docker')],
    ['target: kubernetes', base.replace('target: process', 'target: { kubernetes: { context: prod } }')],
  ])('%s is not built, and is refused by that name', (key, text) => {
    expect(problemsOf(text).map(({ code }) => code)).toContain('not-built')
    const problem = problemsOf(text).find(({ code }) => code === 'not-built')
    expect(problem?.message.en).toBe(`\`${key}\` is not enforced by this version`)
    expect(problem?.message.fr).toBe(`\`${key}\` n’est pas appliqué par cette version`)
  })

  it('that are missing are named at their parent', () => {
    expect(refusals('application: a')).toEqual(['1:1 missing-key', '1:1 missing-key'])
    expect(refusals(base.replace(', listen: 127.0.0.1:8080', ''))).toEqual(['8:3 missing-key'])
    expect(refusals('application: a\ncomponents: {}\nenvironments: {}')).toEqual([
      '2:1 missing-key',
      '3:1 missing-key',
    ])
  })
})

describe('values', () => {
  it.each([
    ['port: "8080"', '5:11 wrong-type'],
    ['port: 0', '5:11 bad-value'],
    ['port: 65536', '5:11 bad-value'],
    ['port: 80.5', '5:11 wrong-type'],
  ])('%s', (line, expected) => {
    expect(refusals(base.replace('port: 8080', line))).toEqual([expected])
  })

  it.each([
    ['start: node server.js', '6:12 wrong-type'],
    ['start: []', '6:12 bad-command'],
    ['start: [node, ""]', '6:19 bad-command'],
    ['ready: ready', '6:12 bad-path'],
    ['ready: /a b', '6:12 bad-path'],
    ['ready: /réclamations', '6:12 bad-path'],
    ['ready: /a?b=c', '6:12 bad-path'],
    ['ready: 12', '6:12 wrong-type'],
    ['ready: { path: /, status: 99 }', '6:31 bad-value'],
    ['ready: { within: 5 minutes }', '6:22 bad-duration'],
    ['ready: { within: 60 }', '6:22 wrong-type'],
    ['ready: { within: 8d }', '6:22 bad-duration'],
    ['ready: { within: 10ms }', '6:22 bad-duration'],
    ['ready: { within: -5s }', '6:22 bad-duration'],
    ['ready: { within: 1s, steady-for: 1s }', '6:5 contradiction'],
    ['times: { request: 30 s }', '6:23 bad-duration'],
    ['times: { request: 30sec }', '6:23 bad-duration'],
    ['instances: 0', '6:16 bad-value'],
    ['instances: two', '6:16 wrong-type'],
    ['variables: { PORT: 1 }', '6:18 reserved-variable'],
    ['variables: { ECLUSE_X: 1 }', '6:18 reserved-variable'],
    ['variables: { 1A: x }', '6:18 bad-variable'],
    ['variables: { A-B: x }', '6:18 bad-variable'],
    ['variables: { A: }', '6:21 wrong-type'],
    ['variables: { A: [x] }', '6:21 wrong-type'],
    ['variables: [A]', '6:16 wrong-type'],
    ['keep: [../data]', '6:12 bad-path'],
    ['keep: [/data]', '6:12 bad-path'],
    ['keep: [a/../../b]', '6:12 bad-path'],
    ['keep: [.]', '6:12 bad-path'],
    ['keep: [.git/x]', '6:12 bad-path'],
    ['keep: [node_modules]', '6:12 bad-path'],
    ['keep: ["a\\\\b"]', '6:12 bad-path'],
    ['keep: [data, data/deep]', '6:18 keep-overlap'],
    ['keep: [data, ./data]', '6:18 keep-overlap'],
    ['keep: { data: share }', '6:19 unknown-value'],
    ['needs: [api]', '6:13 unknown-component'],
    ['needs: [web]', '6:13 needs-cycle'],
    ['build: { context: .. }', '6:5 duplicate-key'],
    ['tests: { unit: { run: npm test } }', '6:27 wrong-type'],
    ['tests: { unit: {} }', '6:14 missing-key'],
    ['tests: { Unit: { run: [a] } }', '6:14 bad-name'],
    ['tests: { unit: { run: [a], report: ../x } }', '6:40 bad-path'],
  ])('of a component: %s', (lines, expected) => {
    expect(refusals(withComponent(lines))).toContain(expected)
  })

  it.each([
    ['context: ..', '4:23 bad-path'],
    ['context: /abs', '4:23 bad-path'],
    ['run: [make]', '4:14 missing-key'],
    ['output: dist', '4:14 missing-key'],
    ['within: 0s', '4:22 bad-duration'],
    ['install-scripts: [Not A Package]', '4:32 bad-value'],
  ])('of a build: %s', (line, expected) => {
    expect(refusals(base.replace('context: .', line))).toEqual([expected])
  })

  it.each([
    ['strategy: canry', '10:15 unknown-value'],
    ['strategy: { canary: { steps: [50%, 10%] } }', '10:40 weights-fall'],
    ['strategy: { canary: { steps: [10%, 10%] } }', '10:40 weights-fall'],
    ['strategy: { canary: { steps: [] } }', '10:34 bad-value'],
    ['strategy: { canary: { steps: [100%] } }', '10:35 bad-weight'],
    ['strategy: { canary: { steps: [0%] } }', '10:35 bad-weight'],
    ['strategy: { canary: { steps: [10] } }', '10:35 wrong-type'],
    ['strategy: { canary: { steps: [1.234%] } }', '10:35 bad-weight'],
    ['strategy: { canary: { at-least: 1h } }', '10:27 contradiction'],
    ['strategy: { canary: { when-unsure: rollback } }', '10:40 unknown-value'],
    ['watch: { for: 5 }', '10:19 wrong-type'],
    ['watch: { for: 5 years }', '10:19 bad-duration'],
    ['watch: { holdback: 100% }', '10:24 bad-percent'],
    ['watch: { holdback: 5 }', '10:24 bad-percent'],
    ['strategy: canary\nwatch: { holdback: 50% }', '11:24 holdback-too-large'],
    ['judge: { profile: quick }', '10:23 unknown-value'],
    ['judge: { errors: { worse-than: 3x + 1% } }', '10:36 margin-not-above'],
    ['judge: { errors: { safe-within: 1.5x + 0.1% } }', '10:37 margin-not-above'],
    ['judge: { errors: { worse-than: 2 } }', '10:36 wrong-type'],
    ['judge: { errors: { worse-than: 0.5x } }', '10:36 bad-tolerance'],
    ['judge: { errors: { worse-than: 2x - 1% } }', '10:36 bad-tolerance'],
    ['cohort: { cookie: a, header: b }', '10:13 contradiction'],
    ['cohort: {}', '10:13 contradiction'],
    ['cohort: { header: Host }', '10:23 bad-name'],
    ['cohort: { cookie: ecluse }', '10:23 bad-name'],
    ['variables: { wb: { A: 1 } }', '10:18 unknown-component'],
    ['variables: { web: { PORT: 1 } }', '10:25 reserved-variable'],
    ['after: staging', '10:12 unknown-environment'],
    ['after: production', '10:12 after-cycle'],
  ])('of an environment: %s', (lines, expected) => {
    expect(refusals(withEnvironment(lines))).toContain(expected)
  })

  it.each([
    ['8080', 'wrong-type'],
    ['127.0.0.1', 'bad-listen'],
    ['127.0.0.1:0', 'bad-listen'],
    ['127.0.0.1:65536', 'bad-listen'],
    ['127.0.0.1:8080-8090', 'bad-listen'],
    ['256.0.0.1:80', 'bad-listen'],
    ['010.0.0.1:80', 'bad-listen'],
    ['example.org:8080', 'bad-listen'],
    ['"::1:8080"', 'bad-listen'],
    ['http://127.0.0.1:8080', 'bad-listen'],
    ['127.0.0.1:20000', 'listen-reserved'],
    ['127.0.0.1:29999', 'listen-reserved'],
  ])('listen: %s', (written, code) => {
    expect(refusals(base.replace('listen: 127.0.0.1:8080', `listen: ${written}`))).toEqual([`8:42 ${code}`])
  })

  it.each([
    'Claims',
    '1a',
    'a_b',
    'a.b',
    '-a',
    'a-',
    '"a/b"',
    '".."',
    'é',
    'x'.repeat(41),
    'all',
    'ecluse',
    'constructor',
  ])('no name: %s', (name) => {
    expect(refusals(base.replace('benefits', name))).toEqual(['1:14 bad-name'])
    expect(refusals(base.replace('web:', `${name}:`))).toEqual(['3:3 bad-name'])
    expect(refusals(base.replace('production:', `${name}:`))).toEqual(['8:3 bad-name'])
  })
})

describe('what only the whole file shows', () => {
  const two = (web: string, api: string, rest = '') => `application: a
components:
  web: ${web}
  api: ${api}
environments: { p: { listen: 127.0.0.1:8080 } }
${rest}`

  it.each([
    ['a cycle in needs', two('{ needs: [api] }', '{ needs: [web] }'), ['3:18 needs-cycle']],
    ['a need named twice', two('{ needs: [api, api] }', '{}'), ['3:23 named-twice']],
    [
      'a misspelt need',
      two('{ needs: [apy] }', '{}', 'routes: [{ path: /, component: web }]'),
      ['3:18 unknown-component'],
    ],
    ['several public components without routes', two('{}', '{}'), ['4:3 routes-needed']],
    [
      'an address set by hand',
      two('{ needs: [api], variables: { API_URL: x } }', '{}'),
      ['3:37 reserved-variable'],
    ],
    [
      'a route twice',
      two('{}', '{}', 'routes: [{ path: /a, component: web }, { path: /a/, component: api }]'),
      ['6:48 route-twice'],
    ],
    [
      'a route to nobody',
      two('{}', '{}', 'routes: [{ path: /, component: wbe }]'),
      ['6:32 unknown-component'],
    ],
    ['no route at all', two('{}', '{}', 'routes: []'), ['6:9 bad-value']],
  ])('%s', (_, text, expected) => {
    expect(refusals(text)).toEqual(expected)
  })

  it('two environments at one address, also through a wildcard', () => {
    const text = (other: string) => `application: a
components: { web: }
environments:
  staging: { listen: 127.0.0.1:8080 }
  production: { listen: ${other} }`
    expect(refusals(text('127.0.0.1:8080'))).toEqual(['5:25 listen-twice'])
    expect(refusals(text('0.0.0.0:8080'))).toEqual(['5:25 listen-twice'])
    expect(refusals(text('"[::]:8080"'))).toEqual(['5:25 listen-twice'])
  })

  it('tells all problems at once, in the order of the file', () => {
    const text = base.replace('benefits', 'Benefits').replace('8080', 'many').replace('process', 'proces')
    expect(refusals(text)).toEqual(['1:14 bad-name', '5:11 wrong-type', '8:25 unknown-value'])
  })

  it('says what it expected and what to do, in both languages, whatever is wrong', () => {
    const texts = [
      base.replace('benefits', ''),
      `${base}x: &a [*b]`,
      withComponent('keep: [data, data/x, ..]\nneeds: [a, a]'),
      withEnvironment('after: x\nstrategy: { canary: { steps: [5%, 1%, x] } }\njudge: 1'),
    ]
    for (const problem of texts.flatMap(problemsOf)) {
      for (const text of [problem.message, problem.expected, problem.todo]) {
        expect(text?.en, problem.code).toMatch(/\S/)
        expect(text?.fr, problem.code).toMatch(/\S/)
      }
      expect(problem.kind).toBe('usage')
      expect(problem.place?.line).toBeGreaterThan(0)
    }
  })

  it('shows no control characters of the file on a terminal', () => {
    const text = base.replace('benefits', '"a\\e[31mb\\u202Ec"')
    expect(first(text)?.message.en).toBe('`application` cannot be `a [31mb c`')
  })
})
