import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { headerOf, padding } from '../images/tar-header.ts'
import { json, lock } from './builder.fixture.ts'
import { createFetcher } from './fetch.ts'
import { commandsOf, extractPackage, layOut } from './lay-out.ts'
import { readNpmConfig } from './npm-config.ts'
import { packagesOf, readProject } from './recipe.ts'
import { thisPlatform } from './runtime.ts'
import { createTarballs } from './tarballs.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-lay-out-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Path, kind, right to run and content of everything below a folder; what npm keeps for itself is left out. */
const listing = (root: string, path = ''): readonly string[] =>
  readdirSync(join(root, path))
    .sort()
    .flatMap((name) => {
      const below = join(path, name)
      if (below === '.package-lock.json') return []
      const stats = lstatSync(join(root, below))
      if (stats.isDirectory()) return [`${below}/`, ...listing(root, below)]
      if (stats.isSymbolicLink()) return [`${below} -> ${readlinkSync(join(root, below))}`]
      const content = readFileSync(join(root, below)).toString('base64')
      return [`${below} ${(stats.mode & 0o777).toString(8)} ${content}`]
    })

/** Aliases, nested versions, scopes, commands, platform packages, peers, and a bundle. */
const dependencies = {
  glob: '10.4.5',
  chokidar: '3.6.0',
  '@fastify/error': '4.0.0',
  cookie: '0.5.0',
  'string-width': '4.2.3',
  '@babel/code-frame': '7.26.2',
  'use-sync-external-store': '1.4.0',
  react: '19.0.0',
}
const devDependencies = {
  semver: '7.7.1',
  mkdirp: '3.0.1',
  'npm-run-path': '5.3.0',
  '@esbuild/linux-x64': '0.24.2',
}

test('the same tree as npm ci makes, with and without development dependencies', {
  timeout: 240_000,
}, async () => {
  const ours = join(base, 'ours')
  const theirs = join(base, 'theirs')
  for (const folder of [ours, theirs]) mkdirSync(folder)
  const manifest = json({
    name: 'compared',
    version: '1.0.0',
    dependencies,
    devDependencies,
    optionalDependencies: { fsevents: '2.3.3' },
  })
  writeFileSync(join(ours, 'package.json'), manifest)
  lock(ours)
  for (const name of ['package.json', 'package-lock.json'])
    writeFileSync(join(theirs, name), readFileSync(join(ours, name)))
  const config = await readNpmConfig(process.env, homedir(), '')
  const fetcher = createFetcher(config)
  const tarballs = createTarballs(join(base, 'cache'), config, fetcher)
  try {
    for (const development of [true, false]) {
      const args = [
        'ci',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        ...(development ? [] : ['--omit=dev']),
      ]
      execFileSync('npm', args, { cwd: theirs, stdio: 'pipe' })
      rmSync(join(ours, 'node_modules'), { recursive: true, force: true })
      const packages = packagesOf(await readProject(ours, '.'), thisPlatform(), development)
      await layOut(packages, tarballs, ours, ours)
      const [mine, npm] = [listing(join(ours, 'node_modules')), listing(join(theirs, 'node_modules'))]
      expect(mine.map((line) => line.slice(0, 120))).toEqual(npm.map((line) => line.slice(0, 120)))
      expect(mine).toEqual(npm)
      expect(mine.length).toBeGreaterThan(300)
    }
    expect(tarballs.fetched()).toBe(0)
  } finally {
    fetcher.close()
  }
})

const archive = (entries: readonly (readonly [string, 'file' | 'link', string])[]): Buffer =>
  gzipSync(
    Buffer.concat([
      ...entries.flatMap(([path, kind, content]) =>
        kind === 'link'
          ? [headerOf(path, 'link', 0o777, 0, content)]
          : [
              headerOf(path, 'file', 0o755, content.length, ''),
              Buffer.from(content),
              padding(content.length),
            ],
      ),
      Buffer.alloc(1024),
    ]),
  )

test('archives of packages: links left out, the last of two counts, nothing outside', async () => {
  const into = join(base, 'package')
  const bytes = archive([
    ['package/a', 'file', 'one'],
    ['package/out', 'link', '/etc'],
    ['package/a', 'file', 'two'],
    ['package/out/passwd', 'file', 'not there'],
    ['other-root/b', 'file', 'b'],
  ])
  await extractPackage(bytes, into, 'x')
  expect(readFileSync(join(into, 'a'), 'utf8')).toBe('two')
  expect(lstatSync(join(into, 'out')).isDirectory()).toBe(true)
  expect(readFileSync(join(into, 'b'), 'utf8')).toBe('b')
  for (const [path, code] of [
    ['package/../../evil', 'bad-archive'],
    ['/package/evil', 'bad-archive'],
  ] as const) {
    await expect(extractPackage(archive([[path, 'file', 'x']]), join(base, 'evil'), 'x')).rejects.toThrow(
      code,
    )
    rmSync(join(base, 'evil'), { recursive: true, force: true })
  }
  await expect(extractPackage(Buffer.from('not gzip'), join(base, 'broken'), 'x')).rejects.toThrow(
    'bad-archive',
  )
})

test('commands of a package stay inside it', () => {
  const found = (manifest: unknown) => Object.fromEntries(commandsOf(manifest))
  expect(found({ name: '@a/b', bin: './cli.js' })).toEqual({ b: 'cli.js' })
  expect(found({ name: 'a', bin: { 'x/y': 'bin/../../../etc/passwd', z: '/abs.js' } })).toEqual({
    y: 'etc/passwd',
    z: 'abs.js',
  })
  expect(found({ name: 'a', bin: { '..': 'x', '': 'y', ok: 3 } })).toEqual({})
  expect(found(null)).toEqual({})
})
