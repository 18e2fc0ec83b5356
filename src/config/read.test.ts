import { describe, expect, it } from 'vitest'
import { base, problemsOf, read, refusals, withComponent, withEnvironment } from './read.fixture.ts'

const plainEdge = {
  hosts: [],
  tls: null,
  redirect: null,
  trustedProxies: [],
  limits: { body: 1_073_741_824, head: 32_768, connections: 10_000, perClient: 2_000, patience: 60_000 },
  accessLog: true,
  cohortDomain: null,
}

describe('a file that is right', () => {
  it('gets every default of the design', () => {
    expect(read(base)).toEqual({
      application: 'benefits',
      components: [
        {
          name: 'web',
          build: { context: '.', run: null, output: null, installScripts: [], within: 900_000 },
          start: null,
          port: 8080,
          ready: { path: '/ready', status: 200, within: 60_000, steadyFor: 1_000 },
          times: { request: 30_000, drain: 30_000, stop: 10_000 },
          needs: [],
          variables: {},
          keep: [],
          instances: 1,
          tests: [],
        },
      ],
      routes: [{ path: '/', component: 'web' }],
      environments: [
        {
          name: 'production',
          after: null,
          target: 'process',
          listen: '127.0.0.1:8080',
          strategy: { kind: 'blue-green' },
          watch: { for: 120_000, holdback: 0, keepPrevious: 600_000 },
          judge: {
            profile: 'steady',
            worseThan: { ratio: 1.5, plus: 0.001 },
            safeWithin: { ratio: 2, plus: 0.002 },
          },
          cohort: 'own-cookie',
          variables: {},
          drift: 'repair',
          edge: plainEdge,
          keepReleases: 5,
        },
      ],
    })
  })

  it('is the same with a byte order mark, other line ends, and as JSON', () => {
    const plain = read(base)
    expect(read(`\ufeff${base}`)).toEqual(plain)
    expect(read(base.replaceAll('\n', '\r\n'))).toEqual(plain)
    const json = {
      application: 'benefits',
      components: { web: { port: 8080, ready: '/ready' } },
      environments: { production: { listen: '127.0.0.1:8080' } },
    }
    expect(read(JSON.stringify(json))).toEqual(plain)
  })

  it('keeps variables and arguments as they were written', () => {
    const config = read(
      withComponent(`start: [node, 1.10, --flag, true, 0x1F]
variables: { A: 1.10, B: yes, C: true, D: "", E: 0o17, F: 1_000, G: "é", URL: http://x/#a }`),
    )
    expect(config.components[0]?.start).toEqual(['node', '1.10', '--flag', 'true', '0x1F'])
    expect(config.components[0]?.variables).toEqual({
      A: '1.10',
      B: 'yes',
      C: 'true',
      D: '',
      E: '0o17',
      F: '1_000',
      G: 'é',
      URL: 'http://x/#a',
    })
    const environment = read(withEnvironment('variables: { web: { A: 1.10 } }')).environments[0]
    expect(environment?.variables).toEqual({ web: { A: '1.10' } })
  })

  it('sorts components by needs and environments by promotion', () => {
    const config = read(`application: a
components: { web: { needs: [api] }, api: { needs: [store] }, store: }
environments:
  production: { listen: 127.0.0.1:8080, after: staging }
  staging: { listen: 127.0.0.1:8081 }`)
    expect(config.components.map(({ name }) => name)).toEqual(['store', 'api', 'web'])
    expect(config.environments.map(({ name, after }) => [name, after])).toEqual([
      ['staging', null],
      ['production', 'staging'],
    ])
    expect(config.routes).toEqual([{ path: '/', component: 'web' }])
  })

  it('without any `after` promotes in the order of the file', () => {
    const config = read(`application: a
components: { web: }
environments: { b: { listen: 127.0.0.1:8081 }, a: { listen: 127.0.0.1:8080 } }`)
    expect(config.environments.map(({ name, after }) => [name, after])).toEqual([
      ['b', null],
      ['a', 'b'],
    ])
  })

  it.each([
    [
      'canary',
      { kind: 'canary', steps: [{ weight: 10 }, { weight: 50 }], atLeast: 60_000, atMost: 1_800_000 },
    ],
    ['{ canary: }', { kind: 'canary', steps: [{ weight: 10 }, { weight: 50 }], whenUnsure: 'hold' }],
    ['{ canary: { steps: [0.5%, { weight: 20 % }], at-least: 1h30m, at-most: 2h } }', { atLeast: 5_400_000 }],
    [
      '{ canary: { when-unsure: roll-back, when-blind: roll-back, when-superseded: withdraw } }',
      { whenBlind: 'roll-back', whenSuperseded: 'withdraw' },
    ],
  ])('strategy %s', (written, expected) => {
    expect(read(withEnvironment(`strategy: ${written}`)).environments[0]?.strategy).toMatchObject(expected)
  })

  it.each([
    ['{ cookie: session }', { cookie: 'session' }],
    ['{ header: X-User }', { header: 'x-user' }],
    ['own-cookie', 'own-cookie'],
  ])('cohort %s', (written, expected) => {
    expect(read(withEnvironment(`cohort: ${written}`)).environments[0]?.cohort).toEqual(expected)
  })

  it.each([
    ['localhost:8080', '127.0.0.1:8080'],
    ['"[::1]:8080"', '[::1]:8080'],
    ['"[0:0:0:0:0:0:0:1]:8080"', '[::1]:8080'],
    ['0.0.0.0:80', '0.0.0.0:80'],
    ['127.0.0.1:19999', '127.0.0.1:19999'],
    ['127.0.0.1:30000', '127.0.0.1:30000'],
  ])('listen %s', (written, expected) => {
    const text = base.replace('listen: 127.0.0.1:8080', `listen: ${written}`)
    expect(read(text).environments[0]?.listen).toBe(expected)
  })

  it('keeps folders in one spelling', () => {
    expect(read(withComponent('keep: [./data/, var//log]')).components[0]?.keep).toEqual([
      { path: 'data', shared: false },
      { path: 'var/log', shared: false },
    ])
    expect(read(withComponent('keep: { data: shared, log: alone }')).components[0]?.keep).toEqual([
      { path: 'data', shared: true },
      { path: 'log', shared: false },
    ])
  })
})

describe('a text that is no config', () => {
  it.each([
    ['', '1:1 wrong-type'],
    ['# nothing\n', '1:1 wrong-type'],
    ['null', '1:1 wrong-type'],
    ['- a', '1:1 wrong-type'],
    ['hello', '1:1 wrong-type'],
    ['{ application: a', '1:17 bad-yaml'],
    ['application: a\n\tcomponents: {}', '2:1 bad-yaml'],
    ['application: *x', '1:14 bad-yaml'],
    ['application: !!js/function x', '1:14 bad-yaml'],
    ['application: "\\x"', '1:15 bad-yaml'],
    ['application: @a', '1:14 bad-yaml'],
    ['a: 1\0', '1:1 not-text'],
    [`${base}---\na: 1`, '9:1 bad-yaml'],
    [`${base}application: other`, '9:1 duplicate-key'],
    [`${base}? { a: 1 }\n: 1`, '9:3 bad-key'],
    [`${base}__proto__: 1`, '9:1 bad-key'],
    ['<<<<<<< HEAD\napplication: a\n=======\n', '1:1 bad-yaml'],
    [`#${'x'.repeat(300_000)}`, '1:1 too-large'],
    ['['.repeat(300), '1:34 too-many-values'],
    ['application: &a [*a]', '1:17 too-many-values'],
  ])('%#: %j', (text, expected) => {
    expect(refusals(text)).toContain(expected)
  })

  it('whose anchors explode is refused at once', () => {
    const levels = 'abcdefghij'.split('').map((name, index, all) => {
      const inside = index === 0 ? 'x' : `*${all[index - 1]}`
      return `${name}: &${name} [${Array.from({ length: 9 }, () => inside).join(',')}]`
    })
    const [problem] = problemsOf(`${levels.join('\n')}\n${base}`)
    expect(problem?.code).toBe('too-many-values')
    expect(problem?.todo?.en).toContain('anchors')
  })

  it('names a thousand problems no further than somebody reads', () => {
    const names = Array.from({ length: 199 }, (_, index) => `  C${index}: {}`).join('\n')
    const problems = problemsOf(base.replace('components:\n', `components:\n${names}\n`))
    expect(problems).toHaveLength(51)
    expect(problems.at(-1)?.code).toBe('more-problems')
  })

  it('with more components than an application has is refused whole', () => {
    const names = Array.from({ length: 201 }, (_, index) => `  c${index}: {}`).join('\n')
    expect(refusals(base.replace('components:\n', `components:\n${names}\n`))).toEqual([
      '2:1 too-many-values',
    ])
  })
})
