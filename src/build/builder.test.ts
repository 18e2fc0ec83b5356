import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readImage } from '../images/manifest.ts'
import { unpack } from '../images/unpack.ts'
import type { Digest } from '../kernel/canonical.ts'
import { application, json, lock, openYard, pack } from './builder.fixture.ts'

const yard = openYard()
const { box, builder, said, progress } = yard
afterAll(() => yard.remove())

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
    const folder = application(yard, 'hello', hello, true)
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
    const folder = application(yard, 'names', {
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
      yard,
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
    const shells = yard.supervision.specs.filter((spec) => spec.argv[0] === '/bin/sh')
    expect(shells.every((spec) => spec.within <= 60_000)).toBe(true)
    expect(yard.supervision.specs.every((spec) => spec.nice === 10)).toBe(true)
  })

  test('declared: run, output and start', async () => {
    const folder = application(yard, 'declared', { 'src/a.txt': 'content' })
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
      yard,
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
    const another = platform === 'linux-x64' ? 'linux-arm64' : 'linux-x64'
    const good = { name: 'node', version: shippedVersion, integrity: { [platform]: integrity } }
    const folder = application(yard, 'locked', { 'server.js': '', 'ecluse.lock': lockfile(good) })
    const built = await builder.build(yard.plan(await yard.ship(folder)), progress)
    expect(built.runtime).toEqual({ name: 'node', version: shippedVersion, integrity })
    expect(said.at(-2)).toMatch(/from ecluse\.lock/)
    for (const [runtime, code] of [
      [{ ...good, integrity: { [another]: integrity } }, 'no-runtime'],
      [{ ...good, integrity: { [platform]: 'sha512-x' } }, 'bad-lock'],
      [{ name: 'deno' }, 'bad-lock'],
    ] as const) {
      box.commit(folder, { 'ecluse.lock': lockfile(runtime) })
      await expect(builder.build(yard.plan(await yard.ship(folder)), progress)).rejects.toThrow(code)
    }
  })
})

describe('a start command', () => {
  const manifest = (scripts: Record<string, string>, more = {}) => json({ name: 'starts', scripts, ...more })
  test.each([
    [
      'for a shell',
      { 'package.json': manifest({ start: 'NODE_ENV=production node server.js' }), 'server.js': '' },
      /^start-script/,
    ],
    [
      'of several commands',
      { 'package.json': manifest({ start: 'node a.js && node b.js' }) },
      /^start-script/,
    ],
    [
      'whose file is not there',
      { 'package.json': manifest({ start: 'node -r ./a.js server.js' }), 'a.js': '' },
      /^start-missing: .*server\.js/,
    ],
    ['that nothing gives', { 'package.json': manifest({}) }, /^no-start/],
    ['of nothing', { 'README.md': '' }, /^not-recognised/],
    ['beside a removed file of an image', { 'server.js': '', 'a/.wh.b': '' }, /^bad-archive/],
  ] as const)('%s is refused', async (name, files, expected) => {
    const folder = application(yard, `refused ${name}`, { 'LICENSE.txt': name, ...files })
    const failing = builder.build(yard.plan(await yard.ship(folder)), progress)
    await expect(failing).rejects.toThrow(expected)
    expect(readdirSync(yard.folder.jobs)).toEqual(['logs'])
  })

  test('from main, and from server.js', async () => {
    const main = application(yard, 'main', {
      'package.json': manifest({}, { main: 'lib' }),
      'lib/index.js': '',
    })
    const commit = await yard.ship(main)
    expect((await builder.build(yard.plan(commit), progress)).start).toEqual(['node', 'lib'])
    box.commit(main, { 'package.json': manifest({}), 'server.js': '' })
    expect((await builder.build(yard.plan(await yard.ship(main)), progress)).start).toEqual([
      'node',
      'server.js',
    ])
  })
})

test('a file beyond the limit that a build writes is refused without being read', async () => {
  const make = `require('fs').writeFileSync('big', ''); require('fs').truncateSync('big', 1e9)`
  const folder = application(yard, 'large', { 'server.js': '', 'make.js': make })
  const plan = yard.plan(await yard.ship(folder), { run: ['node', 'make.js'] })
  await expect(builder.build(plan, progress)).rejects.toThrow(/^file-too-large: big/)
})

test('nothing of a test or a build is left running', () => {
  const found = spawnSync('pgrep', ['-f', yard.folder.root], { encoding: 'utf8' })
  expect(found.stdout.split('\n').filter((pid) => pid !== '' && Number(pid) !== process.pid)).toEqual([])
})
