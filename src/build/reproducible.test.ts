import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openFolder } from '../folder/open.ts'
import { present } from '../images/manifest.ts'
import { type Digest, isDigest } from '../kernel/canonical.ts'

const base = mkdtempSync(join(tmpdir(), 'ecluse-same-'))
const repository = join(base, 'repository')
const script = fileURLToPath(new URL('build-once.fixture.ts', import.meta.url))
const example = fileURLToPath(new URL('../../examples/claims', import.meta.url))
const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
const faketime = `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`
const nobody = 65_534
const root = process.getuid?.() === 0
const timeout = 240_000

const components = ['api', 'web']
let expected: readonly string[] = []

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: repository,
    stdio: 'pipe',
  })

const build = (
  data: string,
  options: Parameters<typeof spawnSync>[2] = {},
  before: readonly string[] = [],
) => {
  const argv = [...before, process.execPath, script, data, repository, ...components]
  const [command = '', ...args] = argv
  const done = spawnSync(command, args, { encoding: 'utf8', ...options })
  return [done.stdout, done.stderr]
    .join('')
    .trim()
    .split('\n')
    .filter((line) => line !== 'ready')
}

beforeAll(() => {
  cpSync(example, repository, { recursive: true, filter: (path) => !path.includes('node_modules') })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'the example')
  chmodSync(base, 0o755)
  expected = build(join(base, 'first'))
}, timeout)

afterAll(() => rmSync(base, { recursive: true, force: true }))

/** Whether another user can run this checkout at all: a clone in a private home cannot be read. */
const readable =
  root &&
  spawnSync(process.execPath, ['-e', `require('fs').readFileSync(${JSON.stringify(script)})`], {
    uid: nobody,
    gid: nobody,
  }).status === 0

describe('the same commit gives the same bytes', () => {
  test('from another folder', () => {
    expect(expected).toHaveLength(2)
    for (const line of expected) expect(isDigest(line), line).toBe(true)
  })

  test.skipIf(!existsSync(faketime))(
    'under another clock, umask, zone, language, home and, where it can read this checkout, user',
    { timeout },
    () => {
      const data = join(base, 'a folder of nobody’s')
      mkdirSync(data)
      if (readable) execFileSync('chown', [`${nobody}:${nobody}`, data])
      const env = {
        PATH: process.env['PATH'],
        NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'],
        LD_PRELOAD: faketime,
        FAKETIME: '+1h',
        DONT_FAKE_MONOTONIC: '1',
        TZ: 'Asia/Kathmandu',
        LC_ALL: 'tr_TR.UTF-8',
        HOME: '/nonexistent',
      }
      const user = readable ? { uid: nobody, gid: nobody } : {}
      const found = build(data, { env, ...user }, ['/bin/sh', '-c', 'umask 077; exec "$@"', 'sh'])
      expect(found).toEqual(expected)
    },
  )
})

const unfinished = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.making-'))

test('killed with -9 again and again, nothing half done is taken for whole', { timeout }, async () => {
  const data = join(base, 'killed')
  for (const after of [30, 150, 400, 900, 1_600]) {
    const child = spawn(process.execPath, [script, data, repository, ...components], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const gone = new Promise((resolve) => child.on('close', resolve))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    setTimeout(() => child.kill('SIGKILL'), after)
    await gone
  }
  const folder = openFolder(data)
  // Whenever the last one died: a package was being written.
  const half = join(folder.cache, 'tarballs', 'sha512', '00')
  mkdirSync(half, { recursive: true })
  writeFileSync(join(half, 'ff.making-1-0123456789ab'), 'half')
  expect(build(data)).toEqual(expected)
  for (const image of expected) expect(await present(folder, image as Digest)).toBe(true)
  for (const part of [folder.images, folder.unpacked, folder.cache, folder.jobs])
    expect(unfinished(part)).toEqual([])
})

test.skipIf(!root)('a full disk is said, and the next build is right', { timeout }, () => {
  const data = join(base, 'full')
  mkdirSync(data)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=90m', 'tmpfs', data])
  try {
    expect(build(data)).toEqual(['disk-full', 'disk-full'])
    writeFileSync(join(data, 'room'), '')
    execFileSync('mount', ['-o', 'remount,size=600m', data])
    expect(build(data)).toEqual(expected)
    expect(unfinished(data)).toEqual([])
  } finally {
    execFileSync('umount', ['-l', data])
  }
})
