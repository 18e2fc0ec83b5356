import { describe, expect, it } from 'vitest'
import { readConfig } from '../config/read.ts'
import { detect } from './detect.ts'
import { folderOf } from './init.fixture.ts'

const server = `import { createServer } from 'node:http'
createServer((q, s) => s.end(q.url === '/ready' ? 'ok' : 'hello')).listen(process.env.PORT ?? 3000)`

const detected = async (files: Readonly<Record<string, string | object>>, name?: string) => {
  using made = folderOf(files, name)
  const { written, found, guessed, todo } = await detect(made.folder)
  const english = (texts: readonly { en: string }[]) => texts.map(({ en }) => en).join('\n')
  const config = readConfig({ file: 'ecluse.yaml', text: written })
  return { written, config, found: english(found), guessed: english(guessed), todo: english(todo) }
}

describe('one application', () => {
  it('gets the eight lines', async () => {
    const { written, found, guessed, todo } = await detected({
      'package.json': { name: '@team/Benefits_Portal', scripts: { start: 'node server.js' } },
      'server.js': server,
    })
    expect(written).toBe(`application: benefits-portal
components:
  web:
    build: { context: . }
    port: 3000
    ready: /ready
environments:
  production: { target: process, listen: 127.0.0.1:8080 }
`)
    expect(found).toContain('web starts with: node server.js')
    expect(found).toContain('web uses port 3000 by itself')
    expect(found).toContain('/ready')
    expect(guessed).toContain('the application is called benefits-portal')
    expect(todo).toBe('')
  })

  it('says what it guessed, and what is left to do', async () => {
    const { config, guessed, todo, found } = await detected(
      {
        'package.json': {
          scripts: { start: 'node index.js', test: 'echo "Error: no test specified" && exit 1' },
          dependencies: { express: '5' },
        },
        'index.js': "require('express')().listen(4000)",
      },
      'Mes prestations',
    )
    expect(config.application).toBe('mes-prestations')
    expect(config.components[0]).toMatchObject({ port: 4000, ready: { path: '/' }, start: null })
    expect(guessed).toContain('ready when / answers 200')
    expect(todo).toContain('never mention PORT')
    expect(todo).toContain('package-lock.json')
    expect(found).not.toContain('test script')
  })

  it.each<[string, string, object]>([
    [
      'NODE_ENV=production node server.js',
      'variables',
      { start: ['node', 'server.js'], variables: { NODE_ENV: 'production' } },
    ],
    [
      'cross-env A=1.10 PORT=3 node server.js',
      'no PORT',
      { start: ['node', 'server.js'], variables: { A: '1.10' } },
    ],
    ['npm run build && node server.js', 'last', { start: ['node', 'server.js'] }],
    ['nodemon server.js', 'nodemon', { start: ['node', 'server.js'] }],
    ['next start -p 80', 'other', { start: ['next', 'start', '-p', '80'] }],
    ['node --enable-source-maps server.js', 'plain', { start: null }],
  ])('start script %s', async (script, _, expected) => {
    const { config } = await detected({
      'package.json': { scripts: { start: script } },
      'server.js': server,
    })
    expect(config.components[0]).toMatchObject(expected)
  })

  it('cannot run what only a shell reads, and says so', async () => {
    const { todo } = await detected({
      'package.json': { scripts: { start: 'node $(cat main.txt) | tee log' } },
      'server.js': server,
    })
    expect(todo).toContain('only a shell can read')
  })

  it('warns of a command that only developers have', async () => {
    const { todo } = await detected({
      'package.json': { scripts: { start: 'tsx server.ts' }, devDependencies: { tsx: '4' } },
      'server.ts': server,
      'package-lock.json': '{}',
    })
    expect(todo).toContain('tsx, which is a development dependency')
  })

  it.each([
    ['main', { 'package.json': { main: 'lib/web.js' }, 'lib/web.js': server }, ['node', 'lib/web.js']],
    ['server.js alone', { 'server.js': server }, ['node', 'server.js']],
    ['src/index.js', { 'package.json': {}, 'src/index.js': server }, ['node', 'src/index.js']],
  ])('without a start script: %s', async (_, files, start) => {
    const { config, guessed } = await detected(files)
    expect(config.components[0]?.start).toEqual(start)
    expect(guessed).toContain('has no start script')
  })

  it('with a test script is offered it', async () => {
    const { written, config } = await detected({
      'package.json': { scripts: { start: 'node server.js', test: 'node --test' } },
      'server.js': server,
    })
    expect(config.components[0]?.tests).toEqual([])
    const used = readConfig({ file: 'f', text: written.replace('    # tests', '    tests') })
    expect(used.components[0]?.tests).toMatchObject([{ name: 'unit', run: ['npm', 'test'] }])
  })

  it('has variables with odd values written so that they stay', async () => {
    const { config } = await detected({
      'package.json': { scripts: { start: 'A=yes B=0x1F C=a:b D=@x E= node server.js' } },
      'server.js': server,
    })
    expect(config.components[0]?.variables).toEqual({ A: 'yes', B: '0x1F', C: 'a:b', D: '@x', E: '' })
  })
})

describe('several in one repository', () => {
  const api = { scripts: { start: 'node server.js' } }

  it('become components, with the needs that their sources show', async () => {
    const { config, found } = await detected({
      'api/package.json': api,
      'api/server.js': server,
      'web/package.json': api,
      'web/server.js': `${server}; fetch(process.env.API_URL)`,
    })
    expect(config.components.map(({ name, needs }) => [name, needs])).toEqual([
      ['api', []],
      ['web', ['api']],
    ])
    expect(found).toContain('web needs api: it reads API_URL')
  })

  it('of which one is a front and one a back are guessed to need each other', async () => {
    const { config, guessed } = await detected({
      'package.json': {
        name: 'shop',
        scripts: { start: 'concurrently "npm start -w api" "npm start -w web"' },
      },
      'services/backend/package.json': api,
      'services/backend/server.js': server,
      'services/frontend/package.json': api,
      'services/frontend/server.js': server,
    })
    expect(config.application).toBe('shop')
    expect(config.components.map(({ name, needs, build }) => [name, needs, build.context])).toEqual([
      ['backend', [], 'services/backend'],
      ['frontend', ['backend'], 'services/frontend'],
    ])
    expect(guessed).toContain('frontend needs backend (by their names)')
  })

  it('that nobody needs get routes', async () => {
    const { config } = await detected({
      'admin/package.json': api,
      'admin/server.js': server,
      'site/package.json': api,
      'site/server.js': server,
      'store/package.json': api,
      'store/server.js': server,
    })
    expect(config.routes).toEqual([
      { path: '/', component: 'site' },
      { path: '/admin', component: 'admin' },
      { path: '/store', component: 'store' },
    ])
  })

  it('that call each other in a circle do not need each other in one', async () => {
    const { config } = await detected({
      'a/package.json': api,
      'a/server.js': `${server}; B_URL`,
      'b/package.json': api,
      'b/server.js': `${server}; A_URL`,
    })
    expect(config.components.flatMap(({ needs }) => needs)).toHaveLength(1)
  })

  it('leave out libraries, tests and what is installed', async () => {
    const { config } = await detected({
      'package.json': { workspaces: ['packages/*'] },
      'packages/lib/package.json': { main: 'index.js' },
      'packages/lib/index.js': 'export const one = 1',
      'packages/Web.App/package.json': api,
      'packages/Web.App/server.js': server,
      'node_modules/x/package.json': api,
      'node_modules/x/server.js': server,
      'test/app/package.json': api,
      'test/app/server.js': server,
    })
    expect(config.components.map(({ name, build }) => [name, build.context])).toEqual([
      ['web-app', 'packages/Web.App'],
    ])
  })

  it('of the same name get two names', async () => {
    const { config } = await detected({
      'a/web/package.json': api,
      'a/web/server.js': server,
      'b/web/package.json': api,
      'b/web/server.js': server,
    })
    expect(config.components.map(({ name }) => name)).toEqual(['web', 'web-2'])
  })
})

describe('refusals', () => {
  it.each([
    ['an empty folder', {}, 'nothing-to-start'],
    ['nothing that serves', { 'README.md': '#', 'main.py': 'print()' }, 'nothing-to-start'],
    ['a broken package.json', { 'package.json': '{ "name": ' }, 'bad-package-file'],
    ['a package.json that is a list', { 'package.json': '[]' }, 'bad-package-file'],
  ])('%s', async (_, files, code) => {
    await expect(detected(files)).rejects.toThrow(code)
  })

  it('no: members of other types count as absent', async () => {
    const { config } = await detected({
      'package.json': {
        name: 7,
        main: [],
        scripts: { start: 5 },
        dependencies: 'x',
        engines: 'y',
        workspaces: 1,
      },
      'server.js': server,
    })
    expect(config.components).toHaveLength(1)
  })
})

describe('a lockfile', () => {
  const asks = {
    'package.json': { scripts: { start: 'node server.js' }, dependencies: { ms: '2' } },
    'server.js': server,
  }
  it.each([
    ['package-lock.json', '{}', ''],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\n", ''],
    ['yarn.lock', '# yarn lockfile v1\n', ''],
    ['yarn.lock', '__metadata:\n  version: 8\n', 'yarn.lock is not read'],
    ['bun.lock', '{}', 'bun.lock is not read'],
  ])('%s (%j) is one to build from, or it is said', async (name, words, told) => {
    const { todo } = await detected({ ...asks, [name]: words })
    if (told === '') expect(todo).not.toMatch(/lock/)
    else expect(todo).toContain(told)
  })
})

describe('a site that is files alone', () => {
  it('is served from the folder of its pages', async () => {
    const { written, config, guessed } = await detected({ 'public/index.html': '<h1>hello</h1>' }, 'pages')
    expect(written).toContain('  site: { static: public }\n')
    expect(config.components[0]).toMatchObject({ name: 'site', static: { folder: 'public' }, instances: 0 })
    expect(guessed).toContain('the edge serves the files of public')
  })

  it('is served from where its generator writes', async () => {
    const { config, todo } = await detected({
      'package.json': { name: 'pages', scripts: { build: 'vite build' }, devDependencies: { vite: '7' } },
    })
    expect(config.components[0]).toMatchObject({ static: { folder: 'dist' }, build: { output: 'dist' } })
    expect(todo).toContain('package-lock.json')
  })

  it('comes after what can be started', async () => {
    const { config } = await detected({ 'public/index.html': 'x', 'server.js': server })
    expect(config.components[0]?.static).toBeUndefined()
  })
})
