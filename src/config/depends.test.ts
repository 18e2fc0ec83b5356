import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dependsOn, fromRoot } from './depends.ts'
import { read, refusals } from './read.fixture.ts'

const file = (api: string, web = '') => `application: benefits
components:
  api:
    build: { context: apps/api, depends-on: [${api}] }
    port: 8080
  web:
    build: { context: apps/web${web === '' ? '' : `, depends-on: [${web}]`} }
routes: [{ path: /, component: api }]
environments:
  production: { listen: 127.0.0.1:8080 }
`
const of = (text: string, name: string) =>
  read(text).components.find((one) => one.name === name)?.build.dependsOn

describe('what a build depends on', () => {
  it.each([
    ['../shared', 'apps/shared'],
    ['../../shared/', 'shared'],
    ['tsconfig.base.json', 'tsconfig.base.json'],
    ['packages/shared', 'packages/shared'],
    ['../..', '.'],
  ])('%s is %s from the root', (written, path) => {
    expect(of(file(written), 'api')).toEqual([path])
  })

  it('is nothing where nothing is said, and what holds other paths stands for them', () => {
    expect(of(file(''), 'api')).toBeUndefined()
    expect(of(file('packages/a, packages, b'), 'api')).toEqual(['b', 'packages'])
  })

  it('goes on through the folders of other components', () => {
    const text = file('../web', 'tsconfig.base.json, ../api2')
    expect(of(text, 'api')).toEqual(['apps/api2', 'apps/web', 'tsconfig.base.json'])
    expect(of(text, 'web')).toEqual(['apps/api2', 'tsconfig.base.json'])
  })

  it.each([
    ['../../../shared', '4:46 depends-on-outside'],
    ['../../..', '4:46 depends-on-outside'],
    ['/etc', '4:46 bad-path'],
    ['packages/../../x', '4:46 bad-path'],
    ['../../.git/config', '4:46 bad-path'],
    ['""', '4:46 bad-path'],
    ['5', '4:46 wrong-type'],
    ['.', '4:46 depends-on-own'],
    ['../api/src', '4:46 depends-on-own'],
    ['apps/api', '4:46 depends-on-own'],
    ['a, a/', '4:49 named-twice'],
  ])('%s is refused', (written, expected) => {
    expect(refusals(file(written))).toEqual([expected])
  })

  it('in a circle is refused, also over a part of a folder and over one that holds the other', () => {
    expect(refusals(file('../web', '../api'))).toEqual(['4:33 depends-on-cycle'])
    expect(refusals(file('../web/public', '..'))).toEqual(['4:33 depends-on-cycle'])
    expect(of(file('../web', '../shared'), 'api')).toEqual(['apps/shared', 'apps/web'])
  })

  it('never leads out of the repository, whatever is written', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'b', 'apps')
    const path = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('/'))
    fc.assert(
      fc.property(path, fc.constantFrom('.', 'apps/api'), (written, context) => {
        const found = fromRoot(context, written)
        expect(found === null || !found.split('/').includes('..')).toBe(true)
        expect(found?.startsWith('/') ?? false).toBe(false)
      }),
    )
  })

  it('ends also where a file in a circle is only looked at', () => {
    const components = {
      a: { build: { context: 'a', 'depends-on': ['../b'] } },
      b: { build: { context: 'b', 'depends-on': ['../a', 'c'] } },
    }
    expect(dependsOn(components, 'a')).toEqual(['b', 'c'])
  })
})
