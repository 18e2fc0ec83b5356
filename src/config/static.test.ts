import { describe, expect, it } from 'vitest'
import { explain } from './explain.ts'
import { read, refusals } from './read.fixture.ts'
import { workersOf } from './workers.ts'

const file = (site: string, more = '', environment = '') => `application: benefits
components:
  api: { port: 8080 }
  site:
    ${site}
${more}environments:
  production: { listen: 127.0.0.1:8080${environment} }
`
const routes = 'routes:\n  - { path: /, component: site }\n  - { path: /api, component: api }\n'
const siteOf = (lines: string) => read(file(lines, routes)).components.find(({ name }) => name === 'site')

describe('a component that is files alone', () => {
  it('has no instances, and an image of its folder', () => {
    expect(siteOf('static: dist')).toMatchObject({
      static: { folder: 'dist', fallback: null },
      instances: 0,
      build: { context: '.', run: null, output: 'dist' },
    })
    const built = 'build: { context: web, run: [npm, run, build] }\n    '
    expect(siteOf(`${built}static: { folder: ., fallback: index.html }`)).toMatchObject({
      static: { folder: '.', fallback: 'index.html' },
      build: { run: ['npm', 'run', 'build'], output: null },
    })
    expect(siteOf('static: dist')?.worker).toBeUndefined()
    expect([...workersOf({ components: { site: { static: 'dist' }, api: { port: 1 } } })]).toEqual([])
  })

  it('is the public one where it stands alone, and may be needed', () => {
    const alone =
      'application: a\ncomponents: { site: { static: dist } }\nenvironments: { e: { listen: 127.0.0.1:8080 } }\n'
    expect(read(alone).routes).toEqual([{ path: '/', component: 'site' }])
    const needed = file('static: dist').replace('port: 8080', 'port: 8080, needs: [site]')
    expect(read(needed).routes).toEqual([{ path: '/', component: 'api' }])
  })

  it('names its assets as they stand in the repository', () => {
    const assets = (folder: string) => `static: dist\n    assets: { /assets/: ${folder} }`
    expect(siteOf(assets('dist/assets'))?.assets).toEqual([{ path: '/assets/', folder: 'assets' }])
    expect(siteOf(assets('dist'))?.assets).toEqual([{ path: '/assets/', folder: '.' }])
    expect(refusals(file(assets('other'), routes))).toEqual(['6:15 assets-elsewhere'])
  })

  it('refuses all that is about a process, each where it stands', () => {
    const lines = [
      'static: dist',
      'start: [node, a.js]',
      'port: 80',
      'needs: [api]',
      'keep: [data]',
      'instances: 2',
      'schedule: "* * * * *"',
      'before: [a]',
      'build: { run: [make], output: dist }',
    ].join('\n    ')
    const found = refusals(file(lines, routes, ', variables: { site: { A: b } }'))
    expect(found.filter((one) => one.endsWith('static-no-process'))).toEqual(
      ['6:5', '7:5', '8:5', '9:5', '10:5', '11:5', '12:5', '18:54'].map((at) => `${at} static-no-process`),
    )
    expect(found).toContain('13:27 static-output')
  })

  it('is explained without what says nothing of it', () => {
    const all = explain({ file: 'ecluse.yaml', text: file('static: dist', routes) }, 'production')
    const keys = all.filter(({ path }) => path[1] === 'site').map(({ path }) => path.slice(2).join('.'))
    expect(keys).toContain('static')
    expect(keys).toContain('build.context')
    expect(keys.filter((key) => /^(instances|ready|times|restart)/.test(key))).toEqual([])
  })

  it('refuses what would make the whole repository public, and what is no folder', () => {
    expect(refusals(file('static: .', routes))).toEqual(['5:5 static-everything'])
    expect(refusals(file('static: ../dist', routes))[0]).toMatch(/^5:13 /)
    expect(refusals(file('static: { folder: dist, fallback: ../a.html }', routes))[0]).toMatch(/bad-path$/)
    expect(refusals(file('static: { fallback: a.html }', routes))[0]).toMatch(/^5:/)
  })
})
