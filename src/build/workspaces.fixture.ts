import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unpack } from '../images/unpack.ts'
import type { Digest } from '../kernel/canonical.ts'
import { json, type Yard } from './builder.fixture.ts'

const tools = join(tmpdir(), 'ecluse-package-managers')

/** A package manager of the registry, installed once a machine; its program. */
const program = (name: string, version: string, path: string): string => {
  const place = join(tools, `${name}-${version}`)
  const file = join(place, 'node_modules', name, path)
  if (existsSync(file)) return file
  mkdirSync(tools, { recursive: true })
  const made = mkdtempSync(join(tools, 'new-'))
  const args = [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--prefix',
    made,
    `${name}@${version}`,
  ]
  execFileSync('npm', args, { stdio: 'pipe' })
  try {
    renameSync(made, place)
  } catch {
    // Another test was first.
    rmSync(made, { recursive: true, force: true })
  }
  return file
}

const pnpm = (version: string) => () => [
  process.execPath,
  program('pnpm', version, 'bin/pnpm.cjs'),
  'install',
  '--ignore-scripts',
  '--no-frozen-lockfile',
]

/** What has pnpm write its lockfile and nothing else. */
const lockAlone = (manager: Manager): readonly string[] =>
  manager.startsWith('pnpm') ? ['--lockfile-only'] : manager === 'npm' ? ['--package-lock-only'] : []

/** The real package managers that lockfiles of the tests are made by. */
export const managers = {
  npm: () => ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund'],
  yarn: () => [
    process.execPath,
    program('yarn', '1.22.22', 'bin/yarn.js'),
    'install',
    '--ignore-scripts',
    '--ignore-engines',
    '--non-interactive',
    '--no-progress',
  ],
  'pnpm 8': pnpm('8.15.9'),
  'pnpm 9': pnpm('9.15.9'),
  'pnpm 10': pnpm('10.34.9'),
} as const satisfies Record<string, () => readonly string[]>

export type Manager = keyof typeof managers

/** Installs as a team does, with the real package manager. */
export const installWith = (manager: Manager, folder: string, more: readonly string[] = []): void => {
  const [command = '', ...args] = managers[manager]()
  const env = { ...process.env, CI: '', npm_config_store_dir: join(tools, 'store') }
  execFileSync(command, [...args, ...more], { cwd: folder, stdio: 'pipe', env })
}

/** Makes the lockfile with the real package manager; what it installed goes. */
export const lockWith = (manager: Manager, folder: string): void => {
  installWith(manager, folder, lockAlone(manager))
  const found = execFileSync('find', [folder, '-name', 'node_modules', '-prune'], { encoding: 'utf8' })
  for (const path of found.split('\n').filter((one) => one !== ''))
    rmSync(path, { recursive: true, force: true })
}

/**
 * A monorepo: `api` needs `@team/shared`, which is built, and another version of ms than all others; `web`
 * needs nothing of it.
 */
export const monorepo: Readonly<Record<string, string>> = {
  'package.json': json({
    name: 'root',
    private: true,
    workspaces: ['packages/*', 'apps/*'],
    devDependencies: { semver: '7.7.1' },
  }),
  'apps/api/package.json': json({
    name: 'api',
    version: '1.0.0',
    scripts: { start: 'node server.js', test: 'node --test' },
    dependencies: { '@team/shared': '1.0.0', ms: '2.0.0' },
    optionalDependencies: { fsevents: '2.3.3' },
  }),
  'apps/api/server.js': `
    const shared = require('@team/shared')
    const fs = require('node:fs')
    const has = (name) => { try { require.resolve(name); return true } catch { return false } }
    console.log(JSON.stringify({
      ms: require('ms/package.json').version,
      shared: shared.said,
      debug: shared.ms,
      development: has('semver') || has('mkdirp') || has('fsevents'),
      link: fs.lstatSync('node_modules/@team/shared').isSymbolicLink(),
    }))`,
  'apps/api/one.test.js': `
    require('node:test').test('shared', () => require('node:assert').match(require('@team/shared').said, /built/))`,
  'apps/web/package.json': json({
    name: 'web',
    version: '1.0.0',
    scripts: { start: 'node server.js' },
    dependencies: { cookie: '0.5.0' },
  }),
  'apps/web/server.js': `console.log(typeof require('cookie').parse)`,
  'packages/shared/package.json': json({
    name: '@team/shared',
    version: '1.0.0',
    main: 'dist/index.js',
    scripts: { build: 'mkdirp dist && node make.js' },
    dependencies: { ms: '2.1.3', '@team/words': '1.0.0' },
    devDependencies: { mkdirp: '3.0.1' },
  }),
  'packages/shared/make.js': `
    const said = require('@team/words') + ' built with ' + require('ms/package.json').version
    require('fs').writeFileSync('dist/index.js', 'exports.said = ' + JSON.stringify(said) +
      '; exports.ms = require("ms/package.json").version + " " + require("@team/words")')`,
  'packages/words/package.json': json({ name: '@team/words', version: '1.0.0' }),
  'packages/words/index.js': `module.exports = 'words'\n`,
  '.gitignore': 'node_modules\n',
}

/** The same as a team with this package manager has it; no two of them have equal trees. */
export const monorepoOf = (manager: Manager): Readonly<Record<string, string>> => {
  const own = { 'apps/api/made-by.txt': manager, 'apps/web/made-by.txt': manager }
  if (!manager.startsWith('pnpm')) return { ...monorepo, ...own }
  const linked = Object.entries(monorepo).map(([path, words]) => [
    path,
    words.replaceAll(/("@team\/\w+": )"1\.0\.0"/g, '$1"workspace:*"'),
  ])
  const list = 'packages:\n  - packages/*\n  - apps/*\n'
  return { ...Object.fromEntries(linked), ...own, 'pnpm-workspace.yaml': list }
}

export const runApp = async (yard: Yard, image: Digest, ...args: string[]): Promise<string> => {
  const { node, app } = await unpack(yard.folder, image)
  return execFileSync(node, args, { cwd: app, env: {}, encoding: 'utf8' }).trim()
}
