import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { json, openYard, pack } from './builder.fixture.ts'
import { lockWith, runApp } from './workspaces.fixture.ts'

const yard = openYard()
const { box, builder, progress } = yard
afterAll(() => yard.remove())

const read = (path: string) => `require('node:fs').readFileSync('${path}', 'utf8').trim()`

const files = {
  'base.json': json({ greeting: 'hello' }),
  'tools/make.sh': '#!/bin/sh\nprintf %s "$1" > said.txt\n',
  'packages/words/one.txt': 'one\n',
  'packages/words/two.txt': 'two\n',
  'apps/api/package.json': json({
    name: 'api',
    version: '1.0.0',
    scripts: { build: 'node make.js', start: 'node server.js' },
  }),
  'apps/api/make.js': `
    const said = require('../../base.json').greeting + ' ' + ${read('../../packages/words/one.txt')}
    require('node:fs').writeFileSync('said.txt', said)`,
  'apps/api/server.js': `console.log(${read('said.txt')})`,
  'apps/api/one.test.js': `
    require('node:test').test('words', () => {
      require('node:assert').equal(${read('../../packages/words/two.txt')}, 'two')
      require('node:assert').throws(() => ${read('../other/a.txt')})
    })`,
  'apps/other/a.txt': 'not asked for\n',
}

const api = {
  component: 'api',
  context: 'apps/api',
  dependsOn: ['base.json', 'packages/words'],
}

test('what a build declares to depend on is there in its place, and alone makes a new version', {
  timeout: 300_000,
}, async () => {
  const folder = box.repository('depends', files)
  const at = async () => builder.build(yard.plan(await yard.ship(folder), api), progress)
  const first = await at()
  expect(await runApp(yard, first.image, 'server.js')).toBe('hello one')
  const tested = await builder.test(yard.test(await yard.ship(folder), api), progress)
  expect(tested).toMatchObject({ passed: true })

  box.commit(folder, { 'apps/other/a.txt': 'changed\n', 'README.md': 'x' })
  const same = await at()
  expect([same.cached, same.source]).toEqual([true, first.source])

  box.commit(folder, { 'packages/words/two.txt': 'zwei\n' })
  const folderChanged = await at()
  expect([folderChanged.cached, folderChanged.source === first.source]).toEqual([false, false])
  // Nothing of it is in the image but what the build made of it.
  expect(folderChanged.image).toBe(first.image)

  box.commit(folder, { 'base.json': json({ greeting: 'bonjour' }) })
  const fileChanged = await at()
  expect(fileChanged.cached).toBe(false)
  expect(await runApp(yard, fileChanged.image, 'server.js')).toBe('bonjour one')

  chmodSync(join(folder, 'tools/make.sh'), 0o755)
  box.commit(folder, {})
  const declared = { ...api, run: ['../../tools/make.sh', 'x'], output: '.', start: ['node', 'server.js'] }
  const commit = await yard.ship(folder)
  await expect(builder.build(yard.plan(commit, declared), progress)).rejects.toThrow(/^build-failed|ENOENT/)
  const withTool = { ...declared, dependsOn: [...api.dependsOn, 'tools/make.sh'] }
  expect(await builder.build(yard.plan(commit, withTool), progress)).toMatchObject({ cached: false })
})

test('an archive of the commit is found where the lockfile of the root names it', {
  timeout: 300_000,
}, async () => {
  const folder = box.repository('archive', {
    'package.json': json({ name: 'root', private: true }),
    'pnpm-workspace.yaml': 'packages:\n  - apps/*\n',
    'apps/api/package.json': json({
      name: 'api',
      scripts: { start: 'node server.js' },
      dependencies: { packed: 'file:../../vendor/packed-1.0.0.tgz' },
    }),
    'apps/api/server.js': `console.log(require('packed'))`,
  })
  pack(yard, 'packed', {}, { 'index.js': `module.exports = 'from the archive'` }, join(folder, 'vendor'))
  lockWith('pnpm 9', folder)
  box.commit(folder, {})
  const plan = yard.plan(await yard.ship(folder), { component: 'api', context: 'apps/api' })
  expect(await runApp(yard, (await builder.build(plan, progress)).image, 'server.js')).toBe(
    'from the archive',
  )
})

test('what is not in the commit is refused by its name', async () => {
  const folder = box.repository('depends-missing', files)
  const commit = await yard.ship(folder)
  const plan = yard.plan(commit, { ...api, dependsOn: ['packages/none'] })
  await expect(builder.build(plan, progress)).rejects.toThrow(/^depends-on-missing: .*packages\/none/)
})

test('what a workspace is built with that is a component of its own comes along, and makes a new version', {
  timeout: 300_000,
}, async () => {
  const folder = box.repository('neighbours', {
    'package.json': json({ name: 'root', private: true, workspaces: ['apps/*', 'packages/*'] }),
    'tokens.json': json({ colour: 'red' }),
    'packages/ui/package.json': json({ name: 'ui', version: '1.0.0', main: 'index.js' }),
    'packages/ui/index.js': `module.exports = require('../../tokens.json').colour`,
    'apps/api/package.json': json({
      name: 'api',
      version: '1.0.0',
      scripts: { build: 'node make.js', start: 'node server.js' },
      dependencies: { ui: '1.0.0' },
    }),
    'apps/api/make.js': `require('node:fs').writeFileSync('said.txt', require('ui'))`,
    'apps/api/server.js': `console.log(${read('said.txt')})`,
    'apps/api/one.test.js': `require('node:test').test('ui', () => require('node:assert').ok(require('ui')))`,
  })
  lockWith('npm', folder)
  box.commit(folder, {})
  const alone = { component: 'api', context: 'apps/api' }
  const api = {
    ...alone,
    neighbours: [
      { context: 'packages/ui', dependsOn: ['tokens.json'] },
      { context: 'packages/other', dependsOn: ['not-there.json'] },
    ],
  }
  await expect(builder.build(yard.plan(await yard.ship(folder), alone), progress)).rejects.toThrow(
    /^build-failed/,
  )
  const first = await builder.build(yard.plan(await yard.ship(folder), api), progress)
  expect(await runApp(yard, first.image, 'server.js')).toBe('red')
  expect(await builder.test(yard.test(await yard.ship(folder), api), progress)).toMatchObject({
    passed: true,
  })
  box.commit(folder, { 'tokens.json': json({ colour: 'blue' }) })
  const second = await builder.build(yard.plan(await yard.ship(folder), api), progress)
  expect([second.cached, await runApp(yard, second.image, 'server.js')]).toEqual([false, 'blue'])
})
