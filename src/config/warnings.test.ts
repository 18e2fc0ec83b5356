import { describe, expect, it } from 'vitest'
import { base, read, warned, withComponent, withEnvironment } from './read.fixture.ts'
import { readConfigWithWarnings } from './read.ts'
import { warnings } from './warnings.ts'

const quiet = (text: string): readonly string[] => warned(text).filter((one) => !one.includes('not-tested'))

describe('warnings', () => {
  it.each([
    ['no test', base, ['3:3 not-tested']],
    ['a test', withComponent('tests: { unit: { run: [npm, test] } }'), []],
  ])('%s', (_, text, expected) => {
    expect(warned(text)).toEqual(expected)
  })

  it.each([
    ['a kept folder', withComponent('keep: [data]'), ['6:5 keep-two-writers']],
    ['a shared one', withComponent('keep: { data: shared }'), []],
    ['one of each', withComponent('keep: { data: shared, log: alone }'), ['6:5 keep-two-writers']],
    ['a short drain', withComponent('times: { drain: 5s }'), ['6:12 drain-short']],
    [
      'a low port of a server',
      `server: ssh://ecluse@example.ca\n${base.replace('127.0.0.1:8080', '0.0.0.0:443')}`,
      [],
    ],
    ['a port that needs a right', base.replace('127.0.0.1:8080', '127.0.0.1:443'), ['8:42 privileged-port']],
    [
      'promotion without evidence',
      withEnvironment('strategy: { canary: { when-unsure: promote } }'),
      ['10:40 promotes-unsure'],
    ],
    ['no route for /', `${base}routes: [{ path: /api, component: web }]`, ['9:1 no-root-route']],
    [
      'a component that nobody reaches',
      `${base.replace('environments', '  spare: { port: 1 }\nenvironments')}routes: [{ path: /, component: web }]`,
      ['7:3 not-reached'],
    ],
    [
      'a worker that runs alone',
      base.replace('environments', '  worker: {}\nenvironments'),
      ['7:3 worker-alone'],
    ],
    [
      'workers side by side',
      base.replace('environments', '  worker: { side-by-side: true }\nenvironments'),
      [],
    ],
  ])('%s', (_, text, expected) => {
    expect(quiet(text)).toEqual(expected)
  })

  it('say what to do in both languages, also without a file', () => {
    for (const problem of warnings(read(withComponent('keep: [data]')))) {
      expect(problem.place).toBeUndefined()
      expect(problem.todo?.en).toBeTruthy()
      expect(problem.todo?.fr).toBeTruthy()
      expect(problem.message.fr).not.toBe(problem.message.en)
    }
  })
})

it('ports below 1024 are nothing to warn of where they can be had', () => {
  const source = { file: 'ecluse.yaml', text: base.replace('127.0.0.1:8080', '0.0.0.0:80') }
  const codes = (lowPorts: boolean) =>
    readConfigWithWarnings(source, lowPorts).warnings.map(({ code }) => code)
  expect(codes(false)).toContain('privileged-port')
  expect(codes(true)).not.toContain('privileged-port')
})
