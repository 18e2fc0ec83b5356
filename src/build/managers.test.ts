import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { json, openYard } from './builder.fixture.ts'
import { installWith, lockWith, type Manager, runApp } from './workspaces.fixture.ts'

const yard = openYard()
const { box, builder, progress } = yard
afterAll(() => yard.remove())

/** Says of every package that is reached from here what it finds under each name that it asks for. */
const walk = `
  const { existsSync, readFileSync, realpathSync } = require('node:fs')
  const { dirname, join } = require('node:path')
  const read = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const find = (from, name) => {
    for (let at = from; ; at = dirname(at)) {
      const path = join(at, 'node_modules', name)
      if (existsSync(join(path, 'package.json'))) return realpathSync(path)
      if (at === dirname(at)) return null
    }
  }
  const said = new Set()
  const met = new Set()
  const queue = [realpathSync(__dirname)]
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (met.has(folder)) continue
    met.add(folder)
    const { name, version, dependencies, optionalDependencies, peerDependencies } = read(folder)
    for (const asked of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = find(folder, asked)
      const told = found === null ? 'nothing' : read(found).name + '@' + read(found).version
      said.add(name + '@' + version + ' asks for ' + asked + ': ' + told)
      if (found !== null) queue.push(found)
    }
  }
  console.log(JSON.stringify([...said].sort()))`

const other = json({ name: 'other', version: '1.0.0', dependencies: { react: '17.0.2' } })

/** Two versions of several packages, an alias, peers of two kinds, a package for another system, a version put over. */
const files = (manager: Manager): Readonly<Record<string, string>> => {
  const isPnpm = manager.startsWith('pnpm')
  const own = isPnpm ? 'workspace:*' : '1.0.0'
  const over = { qs: '6.13.1' }
  return {
    'package.json': json({
      name: 'root',
      version: '1.0.0',
      private: true,
      workspaces: ['packages/*', 'apps/*'],
      ...(isPnpm ? { pnpm: { overrides: over } } : { resolutions: over }),
    }),
    ...(isPnpm ? { 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n  - apps/*\n' } : {}),
    'apps/api/package.json': json({
      name: 'api',
      version: '1.0.0',
      scripts: { start: 'node walk.js' },
      dependencies: {
        '@team/ui': own,
        biscuit: 'npm:cookie@^0.5.0',
        cookie: '0.4.2',
        express: '4.21.2',
        ms: '2.1.3',
        react: '18.3.1',
      },
      devDependencies: { mkdirp: '3.0.1' },
      optionalDependencies: {
        fsevents: '2.3.3',
        '@esbuild/linux-x64': '0.21.5',
        '@esbuild/win32-x64': '0.21.5',
      },
    }),
    'apps/api/walk.js': walk,
    // yarn gives this one also to packages that have 18 as their peer (its hoisting knows no peers); pnpm and we do not.
    ...(isPnpm ? { 'apps/other/package.json': other } : {}),
    'packages/ui/package.json': json({
      name: '@team/ui',
      version: '1.0.0',
      dependencies: { 'react-dom': '18.3.1', ms: '2.0.0', debug: '4.3.7' },
      peerDependencies: { react: '18.3.1' },
    }),
  }
}

describe.each(['yarn', 'pnpm 9'] satisfies Manager[])('%s', (manager) => {
  test('every package finds in the image what it finds where the package manager itself installed', {
    timeout: 300_000,
  }, async () => {
    const folder = box.repository(`walk-${manager.replace(' ', '-')}`, files(manager))
    lockWith(manager, folder)
    const installed = join(box.root, `installed-${manager.replace(' ', '-')}`)
    cpSync(folder, installed, { recursive: true })
    installWith(manager, installed)
    const theirs = execFileSync(process.execPath, ['walk.js'], { cwd: join(installed, 'apps/api') })
    box.commit(folder, {})
    const plan = yard.plan(await yard.ship(folder), { component: 'api', context: 'apps/api' })
    const { image } = await builder.build(plan, progress)
    expect(JSON.parse(await runApp(yard, image, 'walk.js'))).toEqual(JSON.parse(theirs.toString('utf8')))
  })
})
