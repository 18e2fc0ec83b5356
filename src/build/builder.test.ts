import { execFileSync, spawnSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readImage } from '../images/manifest.ts'
import { unpack } from '../images/unpack.ts'
import type { Digest } from '../kernel/canonical.ts'
import { json, openYard } from './builder.fixture.ts'

const yard = openYard()
const { box, builder, said, progress } = yard
afterAll(() => yard.remove())

const locks = new Map<string, string>()

/** Makes the lockfile as a team does, with the machine's npm and the registry configured here; once for equal files. */
const lock = (folder: string): void => {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
  const known = locks.get(manifest)
  const path = join(folder, 'package-lock.json')
  if (known !== undefined) return writeFileSync(path, known)
  const args = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund']
  execFileSync('npm', args, { cwd: folder, stdio: 'pipe' })
  locks.set(manifest, readFileSync(path, 'utf8'))
}

const application = (name: string, files: Readonly<Record<string, string>>, locked = false): string => {
  const folder = box.repository(name, files)
  if (locked) lock(folder)
  box.commit(folder, {})
  return folder
}

/** A package as npm publishes one, from files. */
const pack = (
  name: string,
  manifest: Record<string, unknown>,
  files: Readonly<Record<string, string>>,
  into: string,
): string => {
  const folder = join(box.root, `package-${name}`)
  box.write(folder, { 'package.json': json({ name, version: '1.0.0', ...manifest }), ...files })
  mkdirSync(into, { recursive: true })
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', into], {
    cwd: folder,
    stdio: 'pipe',
  })
  return `file:${name}-1.0.0.tgz`
}

const appOf = async (image: Digest) => (await unpack(yard.folder, image)).app

/** Runs the image's own Node in its application. */
const run = async (image: Digest, ...args: string[]): Promise<string> => {
  const { node, app } = await unpack(yard.folder, image)
  return execFileSync(node, args, { cwd: app, env: {}, encoding: 'utf8' }).trim()
}

const hello = {
  'package.json': json({
    name: 'hello',
    dependencies: { ms: '2.1.3' },
    scripts: { start: 'node server.js' },
  }),
  'server.js': `console.log(require('ms')(60000), process.version)\n`,
}

describe('an image', () => {
  test('has a runtime, dependencies and the application, and runs on its own Node', async () => {
    const folder = application('hello', hello, true)
    const commit = await yard.ship(folder)
    const built = await builder.build(yard.plan(commit), progress)
    expect(built).toMatchObject({
      cached: false,
      start: ['node', 'server.js'],
      source: box.git(folder, 'rev-parse', 'HEAD^{tree}'),
    })
    expect((await readImage(yard.folder, built.image)).manifest.layers).toHaveLength(3)
    expect(await run(built.image, 'server.js')).toBe(`1m v${built.runtime.version}`)
    expect(await builder.present(built.image)).toBe(true)
    expect(said.join('\n')).toMatch(/Node 24\.21\.0, which this Écluse ships with/)

    const again = await builder.build(yard.plan(commit), progress)
    expect(again).toMatchObject({ cached: true, image: built.image, start: built.start })
    const other = box.commit(folder, {}, 'same tree, another commit')
    await yard.ship(folder)
    expect(await builder.build(yard.plan(other), progress)).toMatchObject({
      cached: true,
      image: built.image,
    })
    const declared = await builder.build(yard.plan(other, { start: ['node', 'server.js', '--x'] }), progress)
    expect(declared).toMatchObject({ cached: false, start: ['node', 'server.js', '--x'] })
    expect(readdirSync(join(yard.folder.jobs))).toEqual(['logs'])
  })

  test('keeps names, rights and links of the tree, whatever their bytes', async () => {
    const folder = application('names', {
      'server.js': '',
      'a b/new\nline': 'x',
      'dots..js': 'y',
      run: '#!/bin/sh\necho ran\n',
    })
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9, 0xe8])]), 'latin')
    execFileSync('chmod', ['755', join(folder, 'run')])
    symlinkSync('a b/new\nline', join(folder, 'link'))
    box.commit(folder, {})
    const app = await appOf((await builder.build(yard.plan(await yard.ship(folder)), progress)).image)
    expect(readFileSync(join(app, 'link'), 'utf8')).toBe('x')
    expect(readlinkSync(join(app, 'link'))).toBe('a b/new\nline')
    expect(
      readdirSync(app, { encoding: 'buffer' }).some((name) => name.equals(Buffer.from([0xe9, 0xe8]))),
    ).toBe(true)
    expect(execFileSync(join(app, 'run'), { encoding: 'utf8' })).toBe('ran\n')
    expect(statSync(join(app, 'server.js')).mode & 0o111).toBe(0)
  })

  test('a build script sees development dependencies, the image does not', async () => {
    const folder = application(
      'scripts',
      {
        'package.json': json({
          name: 'scripts',
          version: '3.2.1',
          dependencies: { ms: '2.1.3' },
          devDependencies: { semver: '7.7.1' },
          scripts: {
            prebuild: 'mkdir -p out && echo pre > out/order',
            build:
              'npm run --silent inner && echo "$npm_package_name $npm_package_version $npm_lifecycle_event $HOME_OF_USER" >> out/order',
            inner: 'node make.js && semver 1.2.3 -r ">=1" > out/semver',
            postbuild: 'echo post >> out/order',
            start: 'node out/server.js',
          },
        }),
        'make.js': `require('node:fs').writeFileSync('out/server.js', 'console.log(require("ms")(1000), require("node:fs").existsSync("node_modules/semver"))')
          if (Object.keys(process.env).some((name) => /SECRET|ECLUSE|VITEST/.test(name))) throw new Error('it sees our environment')`,
      },
      true,
    )
    process.env['SECRET_OF_OURS'] = 'x'
    const built = await builder.build(yard.plan(await yard.ship(folder)), progress)
    expect(await run(built.image, 'out/server.js')).toBe('1s false')
    const app = await appOf(built.image)
    expect(readFileSync(join(app, 'out', 'order'), 'utf8')).toBe('pre\nscripts 3.2.1 build \npost\n')
    expect(readFileSync(join(app, 'out', 'semver'), 'utf8')).toBe('1.2.3\n')
    expect(yard.supervision.specs.every((spec) => spec.nice === 10 && spec.within <= 60_000)).toBe(true)
  })

  test('declared: run, output and start', async () => {
    const folder = application('declared', { 'src/a.txt': 'content' })
    const commit = await yard.ship(folder)
    const plan = yard.plan(commit, {
      run: [
        'sh',
        '-c',
        'mkdir -p dist && cp src/a.txt dist/ && printf "#!/bin/sh\\ncat a.txt" > dist/go && chmod +x dist/go',
      ],
      output: 'dist',
      start: ['./go'],
    })
    const { image } = await builder.build(plan, progress)
    const app = await appOf(image)
    expect(readdirSync(app).sort()).toEqual(['a.txt', 'go'])
    expect(execFileSync('./go', { cwd: app, encoding: 'utf8' })).toBe('content')
    for (const [more, code] of [
      [{ output: 'nowhere' }, 'output-missing'],
      [{ output: 'dist', run: ['sh', '-c', 'ln -s / dist'] }, 'output-missing'],
      [{ run: ['sh', '-c', 'mkdir dist; ln -s /etc/passwd dist/x; touch dist/go'] }, 'link-leaves'],
      [{ run: ['sh', '-c', 'mkdir dist; mkfifo dist/x'] }, 'not-a-file'],
      [{ start: ['./gone'] }, 'start-missing'],
      [{ start: ['node', 'gone.js'] }, 'start-missing'],
      [{ start: ['no-such-command-here'] }, 'start-missing'],
      [{ run: ['sh', '-c', 'echo a clear sentence; exit 7'] }, 'build-failed'],
      [{ run: ['sleep', '60'], within: 300 }, 'build-timed-out'],
      [{ run: ['no-such-command-here'] }, 'build-failed'],
      [{ context: 'gone' }, 'folder-missing'],
      [{ run: null, output: null, start: null }, 'not-recognised'],
    ] as const)
      await expect(builder.build({ ...plan, ...more }, progress), code).rejects.toThrow(code)
    await expect(
      builder.build({ ...plan, run: ['sh', '-c', 'echo a clear sentence; exit 7'] }, progress),
    ).rejects.toThrow(/ended with code 7\n {4}a clear sentence/)
  })

  test('install scripts run only where they are declared', async () => {
    const folder = box.repository('installs', { 'server.js': `console.log(require('native'))\n` })
    const tarball = pack(
      'native',
      { main: 'made.js', scripts: { install: 'node make.js' } },
      { 'make.js': `require('fs').writeFileSync('made.js', 'module.exports = "made"')` },
      folder,
    )
    box.write(folder, { 'package.json': json({ name: 'installs', dependencies: { native: tarball } }) })
    lock(folder)
    box.commit(folder, {})
    const commit = await yard.ship(folder)
    const without = await builder.build(yard.plan(commit), progress)
    await expect(run(without.image, 'server.js')).rejects.toThrow()
    expect(said.join('\n')).toMatch(/install scripts not run, because not declared: native/)
    const declared = await builder.build(yard.plan(commit, { installScripts: ['native'] }), progress)
    expect(await run(declared.image, 'server.js')).toBe('made')
  })

  test('a runtime from ecluse.lock, by its integrity', async () => {
    const { shipped, shippedVersion } = await import('./runtime-shipped.ts')
    const platform = `${process.platform}-${process.arch}`
    const integrity = shipped[platform]?.integrity ?? ''
    const lockfile = (runtime: unknown) => json({ format: 1, runtime })
    const good = { name: 'node', version: shippedVersion, integrity: { [platform]: integrity } }
    const folder = application('locked', { 'server.js': '', 'ecluse.lock': lockfile(good) })
    const built = await builder.build(yard.plan(await yard.ship(folder)), progress)
    expect(built.runtime).toEqual({ name: 'node', version: shippedVersion, integrity })
    expect(said.at(-2)).toMatch(/from ecluse\.lock/)
    for (const [runtime, code] of [
      [{ ...good, integrity: { 'plan9-x64': integrity } }, 'no-runtime'],
      [{ ...good, integrity: { [platform]: 'sha512-x' } }, 'bad-lock'],
      [{ name: 'deno' }, 'bad-lock'],
    ] as const) {
      box.commit(folder, { 'ecluse.lock': lockfile(runtime) })
      await expect(builder.build(yard.plan(await yard.ship(folder)), progress)).rejects.toThrow(code)
    }
  })
})

describe('what is refused', () => {
  const manifest = (more: Record<string, unknown>) =>
    json({ name: 'refused', scripts: { start: 'node server.js' }, ...more })
  const entry = (more: Record<string, unknown> = {}) => ({
    version: '2.1.3',
    integrity:
      'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==',
    ...more,
  })
  const locked = (packages: Record<string, unknown>, version = 3) =>
    json({ lockfileVersion: version, packages: { '': {}, ...packages } })
  const dependency = manifest({ dependencies: { ms: '^2.1.0' } })
  const table: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    ['no lockfile', { 'package.json': dependency }, /^no-lockfile/],
    [
      'another lockfile',
      { 'package.json': dependency, 'pnpm-lock.yaml': '' },
      /^no-lockfile: .*pnpm-lock\.yaml/,
    ],
    [
      'a dependency that is not locked',
      { 'package.json': dependency, 'package-lock.json': locked({}) },
      /^lockfile-differs: package\.json asks for ms \^2\.1\.0, which/,
    ],
    [
      'a version outside the range',
      {
        'package.json': manifest({ dependencies: { ms: '^3.0.0' } }),
        'package-lock.json': locked({ 'node_modules/ms': entry() }),
      },
      /^lockfile-differs: .*holds 2\.1\.3/,
    ],
    [
      'a hole below',
      {
        'package.json': dependency,
        'package-lock.json': locked({ 'node_modules/ms': entry({ dependencies: { gone: '1' } }) }),
      },
      /^lockfile-incomplete: ms needs gone/,
    ],
    [
      'a link',
      {
        'package.json': dependency,
        'package-lock.json': locked({
          'node_modules/ms': { resolved: 'packages/ms', link: true, version: '2.1.3' },
        }),
      },
      /^lockfile-link: ms is a link to packages\/ms/,
    ],
    [
      'no integrity',
      {
        'package.json': dependency,
        'package-lock.json': locked({ 'node_modules/ms': { version: '2.1.3' } }),
      },
      /^lockfile-entry: ms/,
    ],
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
      { 'package.json': dependency, 'package-lock.json': json({ lockfileVersion: 1, dependencies: {} }) },
      /^old-lockfile/,
    ],
    [
      'a lockfile that is not JSON',
      { 'package.json': dependency, 'package-lock.json': '{\n  "lockfileVersion": 3,,\n}' },
      /^bad-package-file/,
    ],
    ['a package.json that is not JSON', { 'package.json': '{ "name": }' }, /^bad-package-file/],
    [
      'a path that leaves',
      {
        'package.json': manifest({ dependencies: { '../../x': '1' } }),
        'package-lock.json': locked({ 'node_modules/../../x': entry({ version: '1.0.0' }) }),
      },
      /^lockfile-entry/,
    ],
    [
      'another platform',
      {
        'package.json': dependency,
        'package-lock.json': locked({ 'node_modules/ms': entry({ os: ['plan9'] }) }),
      },
      /^wrong-platform: ms/,
    ],
    [
      'a start script for a shell',
      { 'package.json': json({ scripts: { start: 'NODE_ENV=production node server.js' } }), 'server.js': '' },
      /^start-script/,
    ],
    [
      'a start script of several commands',
      { 'package.json': json({ scripts: { start: 'node a.js && node b.js' } }) },
      /^start-script/,
    ],
    ['a start file that is not there', { 'package.json': manifest({}) }, /^start-missing: .*server\.js/],
    ['nothing to start', { 'package.json': json({ name: 'x' }) }, /^no-start/],
    ['nothing at all', { 'README.md': '' }, /^not-recognised/],
    ['a removed file of an image', { 'server.js': '', 'a/.wh.b': '' }, /^bad-archive/],
  ]
  test.each(table)('%s', async (name, files, expected) => {
    const folder = application(`refused ${name}`, { 'LICENSE.txt': name, ...files })
    const failing = builder.build(yard.plan(await yard.ship(folder)), progress)
    await expect(failing).rejects.toThrow(expected)
    expect(readdirSync(yard.folder.jobs)).toEqual(['logs'])
  })

  test('a place in a broken package.json', async () => {
    const folder = application('broken', { 'web/package.json': '{\n  "name": "x",\n  nope\n}' })
    const commit = await yard.ship(folder)
    await expect(builder.build(yard.plan(commit, { context: 'web' }), progress)).rejects.toMatchObject({
      problems: [{ code: 'bad-package-file', place: { file: 'web/package.json', line: 3, column: 3 } }],
    })
  })

  test('a file beyond the limit that a build writes, without reading it', async () => {
    const folder = application('large', {
      'server.js': '',
      'make.js': `require('fs').writeFileSync('big', ''); require('fs').truncateSync('big', 1e9)`,
    })
    const plan = yard.plan(await yard.ship(folder), { run: ['node', 'make.js'] })
    await expect(builder.build(plan, progress)).rejects.toThrow(/^file-too-large: big/)
  })
})

describe('tests', () => {
  const suite = (body: string) => ({
    'package.json': json({
      name: 'tested',
      dependencies: { ms: '2.1.3' },
      devDependencies: { semver: '7.7.1' },
      scripts: { test: 'node --test' },
    }),
    'a.test.js': `const { test } = require('node:test')\nconst assert = require('node:assert')\n${body}\n`,
    'junit.xml': '<testsuites><testcase name="committed"/></testsuites>',
  })
  const junit = ['node', '--test', '--test-reporter=junit', '--test-reporter-destination=junit.xml']
  const good = `test('a', () => { require('ms'); require('semver') }); test('b', { skip: true }, () => {})`
  test.each([
    [
      'pass, in a clean checkout with all dependencies',
      good,
      { run: junit, report: 'junit.xml' },
      { passed: true, counts: { passed: 1, failed: 0, skipped: 1 }, code: 0 },
    ],
    ['pass by npm test, uncounted', good, { run: ['npm', 'test'] }, { passed: true, counts: null, code: 0 }],
    [
      'find commands of dependencies and their own Node',
      good,
      { run: ['sh', '-c', 'semver 1.2.3 && test "$(node -v)" = v24.21.0 && test -z "$VITEST"'] },
      { passed: true, code: 0 },
    ],
    [
      'fail',
      `test('a', () => {}); test('bad one', () => assert.equal(1, 2))`,
      { run: junit, report: 'junit.xml' },
      { passed: false, counts: { passed: 1, failed: 1, skipped: 0 }, code: 1 },
    ],
    [
      'fail without a report',
      `test('bad', () => assert.equal(1, 2))`,
      {},
      { passed: false, counts: null, code: 1 },
    ],
    [
      'fail where none ran',
      `test('b', { skip: true }, () => {})`,
      { run: junit, report: 'junit.xml' },
      { passed: false, counts: { passed: 0, failed: 0, skipped: 1 }, code: 0 },
    ],
    [
      'fail where the report was only committed',
      good,
      { run: ['true'], report: 'junit.xml' },
      { passed: false, counts: null, code: 0 },
    ],
    [
      'fail where the report leads elsewhere',
      good,
      { run: ['ln', '-s', '/etc/passwd', 'out.xml'], report: 'out.xml' },
      { passed: false, counts: null, code: 0 },
    ],
    [
      'fail by the exit code beside a good report',
      good,
      { run: ['sh', '-c', 'printf "1..1\\nok 1\\n" > t.tap; exit 3'], report: 't.tap' },
      { passed: false, counts: { passed: 1, failed: 0, skipped: 0 }, code: 3 },
    ],
    [
      'fail by a broken report',
      good,
      { run: ['sh', '-c', 'printf "<testsuite><testcase" > t.xml'], report: 't.xml' },
      { passed: false, counts: null, code: 0 },
    ],
    ['fail after their time', good, { run: ['sleep', '60'], within: 300 }, { passed: false, timedOut: true }],
  ] as const)('%s', async (name, body, more, expected) => {
    const folder = application(`tested ${name.length} ${name.slice(0, 30)}`, suite(body), true)
    const tested = await builder.test(yard.test(await yard.ship(folder), more), progress)
    expect(tested, tested.why.en).toMatchObject(expected)
    expect(lstatSync(tested.log).isFile()).toBe(true)
    expect(tested.why.fr).not.toBe(tested.why.en)
  })
})

test('nothing of a test or a build is left running', () => {
  const found = spawnSync('pgrep', ['-f', yard.folder.root], { encoding: 'utf8' })
  expect(found.stdout.split('\n').filter((pid) => pid !== '' && Number(pid) !== process.pid)).toEqual([])
})
