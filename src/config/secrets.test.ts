import { describe, expect, it } from 'vitest'
import { variablesOf } from '../manifest/configuration.ts'
import { differences, explain } from './explain.ts'
import { secretPlaces } from './places.ts'
import { base, read, refusals, withComponent, withEnvironment } from './read.fixture.ts'

const both = withEnvironment('secrets: { web: { A: set } }\nsecrets-on-rollback: recorded').replace(
  '    ready: /ready\n',
  '    variables: { PLAIN: x }\n    secrets: { A: { file: /etc/a }, B: { command: [cat, 007] }, C: { environment: C_FROM } }\n',
)

describe('secrets in ecluse.yaml', () => {
  it('name where each value comes from', () => {
    const config = read(both)
    expect(config.components[0]?.secrets).toEqual({
      A: { from: 'file', file: '/etc/a' },
      B: { from: 'command', command: ['cat', '007'] },
      C: { from: 'environment', variable: 'C_FROM' },
    })
    expect(config.environments[0]?.secrets).toEqual({ web: { A: { from: 'set' } } })
    expect(config.environments[0]?.secretsOnRollback).toBe('recorded')
  })

  it('are left out where there are none', () => {
    expect(Object.keys(read(base).components[0] ?? {})).not.toContain('secrets')
  })

  it.each([
    ['secrets: { A: { file: a } }', '6:27 bad-path'],
    ['secrets: { A: {} }', '6:19 one-source'],
    ['secrets: { A: { file: /a, command: [b] } }', '6:19 one-source'],
    ['secrets: { A: { value: x } }', '6:21 unknown-key'],
    ['secrets: { PORT: set }', '6:16 reserved-variable'],
    ['secrets: { A: { command: echo x } }', '6:30 wrong-type'],
  ])('%s is refused', (lines, expected) => {
    expect(refusals(withComponent(lines))).toEqual([expected])
  })

  it('that are variables at the same place, or of no component, are refused', () => {
    expect(refusals(withComponent('secrets: { A: set }\nvariables: { A: x }'))).toEqual([
      '6:16 secret-and-variable',
    ])
    expect(refusals(withEnvironment('secrets: { wbe: { A: set } }'))).toEqual(['10:16 unknown-component'])
  })

  it('of an environment take the place of its component’s variables', () => {
    const config = read(
      withEnvironment('secrets: { web: { A: set } }').replace(
        '    ready: /ready\n',
        '    variables: { A: x, B: y }\n',
      ),
    )
    const [component, environment] = [config.components[0], config.environments[0]]
    if (component === undefined || environment === undefined) throw new Error('nothing was read')
    expect(variablesOf(component, environment)).toEqual({ B: 'y' })
  })

  it('are found in the file, the environment’s own line first', () => {
    const at = secretPlaces({ file: 'ecluse.yaml', text: both })
    const secret = { environment: 'production', component: 'web' }
    expect(at({ ...secret, name: 'A' }).line).toBeGreaterThan(at({ ...secret, name: 'B' }).line ?? 99)
  })
})

describe('what is in force', () => {
  const settings = explain({ file: 'ecluse.yaml', text: both }, 'production')
  const of = (path: string) => settings.find((one) => one.path.join('.') === path)

  it('says of every key its value and where it comes from', () => {
    expect(of('application')).toMatchObject({ value: 'benefits', from: { line: 1 } })
    expect(of('components.web.ready.path')).toMatchObject({ value: '/', from: 'default' })
    expect(of('components.web.port')).toMatchObject({ value: '8080', from: { line: 5 } })
    expect(of('components.web.variables.PLAIN')).toMatchObject({ value: 'x' })
    expect(of('components.web.secrets.A')).toMatchObject({ value: 'set', from: { line: 11 } })
    expect(of('components.web.secrets.B')).toMatchObject({ value: '{ command: [cat, 007] }' })
    expect(of('environment.watch.for')).toMatchObject({ value: '2m', from: 'default' })
    expect(of('environment.secrets-on-rollback')).toMatchObject({ value: 'recorded', from: { line: 12 } })
    expect(of('routes.0')).toMatchObject({ from: 'default' })
    expect(new Set(settings.map(({ path }) => path.join('.'))).size).toBe(settings.length)
  })

  it('differs from another file in what differs', () => {
    const other = explain({ file: 'ecluse.yaml', text: both.replace('PLAIN: x', 'PLAIN: y') }, 'production')
    expect(differences(settings, other).map(({ path }) => path.join('.'))).toEqual([
      'components.web.variables.PLAIN',
    ])
    expect(differences(settings, settings)).toEqual([])
  })
})
