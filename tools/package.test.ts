import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until, withWords } from '../demo/processes.fixture.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'pack-'))
const empty = join(scratch, 'empty')
const data = join(scratch, 'data')
const ecluse = join(empty, 'node_modules', '.bin', 'ecluse')

/** npm as somebody has it who never saw this clone: not the one that runs these tests. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_/.test(name)))

const npm = (folder: string, ...argv: readonly string[]) =>
  run('npm', argv, { cwd: folder, env: environment(), maxBuffer: 1 << 26 })

/** A copy of the clone to pack in: the clone itself is left alone. */
const copyClone = async (): Promise<string> => {
  const clone = join(scratch, 'clone')
  const argv = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { stdout } = await run('git', argv, { cwd: root, maxBuffer: 1 << 26 })
  for (const file of stdout.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(clone, file)), { recursive: true })
    cpSync(join(root, file), join(clone, file))
  }
  symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
  return clone
}

beforeAll(async () => {
  const clone = await copyClone()
  await npm(clone, 'pack', '--pack-destination', scratch)
  const archive = readdirSync(scratch).find((name) => name.endsWith('.tgz')) ?? 'none'
  mkdirSync(empty)
  writeFileSync(join(empty, 'package.json'), '{ "name": "empty", "private": true }\n')
  await npm(empty, 'install', '--no-audit', '--no-fund', '--prefer-offline', join(scratch, archive))
}, 180_000)

afterAll(async () => {
  await run(ecluse, ['stop', '--all', '--data', data], { env: environment() }).catch(() => {})
  for (const pid of withWords(scratch)) process.kill(pid, 'SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
})

test('the package is compiled, without tests, and needs no development dependency', () => {
  const own = join(empty, 'node_modules', 'ecluse')
  const files = readdirSync(own, { recursive: true, encoding: 'utf8' })
  expect(files).toContain('dist/src/main/cli.js')
  expect(files).toContain('examples/claims/ecluse.yaml')
  expect(files).toContain('docs/fr/notions/rollouts.md')
  expect(
    files.filter((name) => !/node_modules|^examples/.test(name) && /\.ts$|\.test\.js$|^src\//.test(name)),
  ).toEqual([])
  for (const name of ['typescript', 'vitest', 'fast-check', '@biomejs']) {
    expect(existsSync(join(empty, 'node_modules', name))).toBe(false)
  }
})

test('what is installed is what was tested, Node included', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; dev?: boolean }>
  }
  const node = `node_modules/node-${process.platform}-${process.arch}`
  for (const path of ['node_modules/fastify', 'node_modules/zod', 'node_modules/yaml', node]) {
    const nested = join(empty, 'node_modules', 'ecluse', path, 'package.json')
    const file = existsSync(nested) ? nested : join(empty, path, 'package.json')
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
    expect([path, version]).toEqual([path, lock.packages[path]?.version])
  }
})

test('it says its version', async () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const { stdout } = await run(ecluse, ['--version'], { cwd: empty, env: environment() })
  expect(stdout.trim()).toContain(version)
  const help = await run(ecluse, ['help', 'rollouts'], { cwd: empty, env: environment() })
  expect(help.stdout).toContain('blue-green')
})

test('it ships the example that it carries, and stops without a trace', { timeout: 180_000 }, async () => {
  const repository = join(scratch, 'claims')
  cpSync(join(empty, 'node_modules', 'ecluse', 'examples', 'claims'), repository, { recursive: true })
  const config = join(repository, 'ecluse.yaml')
  const port = 17_000 + (process.pid % 1_000)
  const shorter = readFileSync(config, 'utf8').replace('127.0.0.1:8080', `127.0.0.1:${port}`)
  writeFileSync(config, shorter.replace('for: 5s', 'for: 1s'))
  const git = (...argv: readonly string[]) =>
    run('git', ['-c', 'user.name=Pack', '-c', 'user.email=pack@ecluse.example', ...argv], { cwd: repository })
  await git('init', '--quiet', '--initial-branch=main')
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'The example as the package carries it')
  const { stdout } = await run(ecluse, ['ship', '--data', data], { cwd: repository, env: environment() })
  expect(stdout).toContain('release 1')
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'accept-language': 'fr' } })
  expect([answer.status, await answer.text()]).toEqual([
    200,
    expect.stringContaining('Demander une prestation'),
  ])
  await run(ecluse, ['stop', '--all', '--data', data], { cwd: repository, env: environment() })
  await until(() => withWords(data).length === 0, 20_000)
})
