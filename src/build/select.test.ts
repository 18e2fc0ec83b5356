import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { json } from './builder.fixture.ts'
import { packagesOf, readProject } from './recipe.ts'
import type { Platform } from './select.ts'
import { holds, parseIntegrity } from './sri.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-select-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

const linux: Platform = { os: 'linux', cpu: 'x64', libc: 'glibc' }
let made = 0
const folderOf = (files: Readonly<Record<string, string>>): string => {
  made += 1
  const folder = join(base, String(made))
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}
const chosen = async (files: Readonly<Record<string, string>>, development = false, platform = linux) =>
  packagesOf(await readProject(folderOf(files), '.'), platform, development)

const integrity =
  'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=='
const entry = (more: Record<string, unknown> = {}) => ({ version: '2.1.3', integrity, ...more })
const manifest = (more: Record<string, unknown>) => json({ name: 'refused', ...more })
const locked = (packages: Record<string, unknown>, version = 3) =>
  json({ lockfileVersion: version, packages: { '': {}, ...packages } })
const ms = manifest({ dependencies: { ms: '^2.1.0' } })
const withMs = (more: Record<string, unknown>) => ({
  'package.json': ms,
  'package-lock.json': locked({ 'node_modules/ms': more }),
})

describe('what is refused', () => {
  const table: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['no lockfile', { 'package.json': ms }, /^no-lockfile/],
    [
      'a dependency that is not locked',
      { 'package.json': ms, 'package-lock.json': locked({}) },
      /^lockfile-differs: package\.json asks for ms \^2\.1\.0, which/,
    ],
    [
      'a development dependency that is not locked',
      { 'package.json': manifest({ devDependencies: { ms: '1' } }), 'package-lock.json': locked({}) },
      /^lockfile-differs: package\.json asks for ms 1, which/,
    ],
    [
      'a version outside the range',
      {
        'package.json': manifest({ dependencies: { ms: '^3.0.0' } }),
        'package-lock.json': locked({ 'node_modules/ms': entry() }),
      },
      /^lockfile-differs: .*holds 2\.1\.3/,
    ],
    ['a hole below', withMs(entry({ dependencies: { gone: '1' } })), /^lockfile-incomplete: ms needs gone/],
    [
      'a link',
      withMs({ resolved: 'packages/ms', link: true, version: '2.1.3' }),
      /^lockfile-link: ms is a link to packages\/ms/,
    ],
    ['no integrity', withMs({ version: '2.1.3' }), /^lockfile-entry: ms/],
    ['an integrity of another length', withMs(entry({ integrity: 'sha512-AAAA' })), /^lockfile-entry: ms/],
    [
      'a branch of git',
      {
        'package.json': manifest({ dependencies: { ms: 'github:a/b' } }),
        'package-lock.json': locked({
          '': { dependencies: { ms: 'github:a/b' } },
          'node_modules/ms': entry({ resolved: 'git+ssh://git@github.com/a/b.git#abc' }),
        }),
      },
      /^lockfile-entry: ms/,
    ],
    [
      'an old lockfile',
      { 'package.json': ms, 'package-lock.json': json({ lockfileVersion: 1, dependencies: {} }) },
      /^old-lockfile/,
    ],
    [
      'a lockfile that is not JSON',
      { 'package.json': ms, 'package-lock.json': '{\n  "lockfileVersion": 3,,\n}' },
      /^bad-package-file/,
    ],
    ['a lockfile of something else', { 'package.json': ms, 'package-lock.json': '[]' }, /^bad-package-file/],
    ['a package.json that is not JSON', { 'package.json': '{ "name": }' }, /^bad-package-file/],
    ['a package.json that is no object', { 'package.json': '"x"' }, /^bad-package-file/],
    [
      'a path that leaves',
      {
        'package.json': manifest({ dependencies: { '../../x': '1' } }),
        'package-lock.json': locked({ 'node_modules/../../x': entry({ version: '1.0.0' }) }),
      },
      /^lockfile-entry/,
    ],
    ['another platform', withMs(entry({ os: ['plan9'] })), /^wrong-platform: ms/],
    ['a platform that is excluded', withMs(entry({ os: ['!linux'] })), /^wrong-platform: ms/],
  ]
  test.each(table)('%s', async (_, files, expected) => {
    await expect(chosen(files)).rejects.toThrow(expected)
  })
})

describe('what is chosen', () => {
  const tree = {
    'package.json': manifest({
      dependencies: { a: '1', alias: 'npm:real@^1' },
      devDependencies: { d: '1' },
      optionalDependencies: { o: '1' },
    }),
    'package-lock.json': locked({
      'node_modules/a': entry({
        version: '1.0.0',
        dependencies: { b: '1' },
        peerDependencies: { p: '1', gone: '1' },
      }),
      'node_modules/a/node_modules/b': entry({ version: '1.1.0', dependencies: { c: '1' } }),
      'node_modules/b': entry({ version: '2.0.0' }),
      'node_modules/c': entry({
        version: '1.0.0',
        optionalDependencies: { mac: '1', 'x-glibc': '1', 'x-musl': '1' },
      }),
      'node_modules/mac': entry({
        version: '1.0.0',
        os: ['darwin'],
        optional: true,
        dependencies: { 'only-mac': '1' },
      }),
      'node_modules/only-mac': entry({ version: '1.0.0', optional: true }),
      'node_modules/x-glibc': entry({ version: '1.0.0', libc: ['glibc'], optional: true }),
      'node_modules/x-musl': entry({ version: '1.0.0', libc: ['musl'], optional: true }),
      'node_modules/o': entry({ version: '1.0.0', optional: true, dependencies: { broken: '1' } }),
      'node_modules/broken': entry({ version: '1.0.0', cpu: ['s390x'], optional: true }),
      'node_modules/p': entry({ version: '1.0.0', peer: true }),
      'node_modules/alias': entry({ name: 'real', version: '1.4.0' }),
      'node_modules/d': entry({ version: '1.0.0', dev: true, dependencies: { b: '2', inner: '1' } }),
      'node_modules/d/node_modules/inner': { version: '1.0.0', inBundle: true },
      'node_modules/extraneous': entry({ version: '9.0.0', extraneous: true }),
    }),
  }
  const paths = async (development: boolean, platform = linux) =>
    (await chosen(tree, development, platform)).map(({ path }) => path.replaceAll('node_modules/', ''))

  test('for production: what is reached, the way Node looks, without what only others need', async () => {
    expect(await paths(false)).toEqual(['a', 'a/b', 'alias', 'c', 'p', 'x-glibc'])
    expect((await chosen(tree)).find(({ path }) => path.endsWith('alias'))?.name).toBe('real')
  })
  test('for development too, bundled ones in their parent’s archive', async () => {
    expect(await paths(true)).toEqual(['a', 'a/b', 'alias', 'b', 'c', 'd', 'p', 'x-glibc'])
  })
  test('for other platforms', async () => {
    const mac = await paths(false, { os: 'darwin', cpu: 'arm64', libc: 'glibc' })
    expect(mac).toEqual(['a', 'a/b', 'alias', 'c', 'mac', 'only-mac', 'p', 'x-glibc'])
    expect(await paths(false, { os: 'linux', cpu: 's390x', libc: 'musl' })).toContain('o')
  })
  test('npm-shrinkwrap.json first; overrides may lock another version; a folder without dependencies needs nothing', async () => {
    const files = withMs(entry())
    expect(
      await chosen({ ...files, 'npm-shrinkwrap.json': files['package-lock.json'], 'package-lock.json': '{' }),
    ).toHaveLength(1)
    const overridden = manifest({ dependencies: { ms: '^9' }, overrides: { ms: '2.1.3' } })
    expect(await chosen({ ...files, 'package.json': overridden })).toHaveLength(1)
    expect(await chosen({ 'package.json': '{}' })).toEqual([])
  })
})

test('of several hashes the strongest counts', () => {
  const bytes = Buffer.from('hello')
  const strong =
    'sha512-m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7AQw=='
  const found = parseIntegrity(`sha1-qvTGHdzF6KLavt4PO0gs2a6pQ00= ${strong}?x`)
  expect(found?.algorithm).toBe('sha512')
  expect(found !== null && holds(found, bytes) && !holds(found, Buffer.from('hellO'))).toBe(true)
  expect(parseIntegrity('md5-XUFAKrxLKna5cZ2REBfFkg==')).toBe(null)
})
