import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { until, withWords } from '../demo/processes.fixture.ts'

const scratch = mkdtempSync(join(tmpdir(), 'inst-'))
afterAll(() => {
  for (const pid of withWords(scratch)) process.kill(pid, 'SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
})

/** A clone whose `npm` is ours: it counts itself, takes its time, and installs by writing the hidden lockfile. */
const makeClone = (name: string, seconds: number): { clone: string; path: string; count: string } => {
  const clone = join(scratch, name)
  const bin = join(scratch, `${name}-bin`)
  const count = join(scratch, `${name}-count`)
  mkdirSync(clone)
  mkdirSync(bin)
  const lock = { packages: { '': {}, 'node_modules/one': { version: '1.0.0' } } }
  writeFileSync(join(clone, 'package-lock.json'), JSON.stringify(lock))
  const npm = `#!/bin/sh
echo "$$ $*" >> '${count}'
sleep ${seconds}
mkdir -p node_modules/one
cp package-lock.json node_modules/.package-lock.json
`
  writeFileSync(join(bin, 'npm'), npm, { mode: 0o755 })
  return { clone, path: `${bin}:${process.env['PATH']}`, count }
}

const install = ({ clone, path }: { clone: string; path: string }): ChildProcess => {
  const module = join(import.meta.dirname, 'install.mjs')
  const script = `import { ensureInstalled } from ${JSON.stringify(module)}
    await ensureInstalled(${JSON.stringify(clone)})`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)))

const runs = (count: string): number => {
  if (!existsSync(count)) return 0
  return readFileSync(count, 'utf8').trim().split('\n').length
}

test('of several at once in one clone, one installs and all wait for it', async () => {
  const made = makeClone('several', 1)
  const codes = await Promise.all([install(made), install(made), install(made)].map(ended))
  expect(codes).toEqual([0, 0, 0])
  expect(runs(made.count)).toBe(1)
})

test('whoever waits takes over when the one that installs is killed, and npm of the dead one is ended', async () => {
  const made = makeClone('killed', 3)
  const first = install(made)
  await until(() => runs(made.count) === 1, 10_000)
  const second = install(made)
  const code = ended(second)
  first.kill('SIGKILL')
  await until(() => runs(made.count) === 2, 10_000)
  expect(withWords(made.clone).length).toBeGreaterThan(0)
  expect(await code).toBe(0)
  await until(() => withWords(made.clone).length === 0, 5_000)
})

test('an npm that fails or installs only half of it is a failure', async () => {
  const made = makeClone('half', 0)
  writeFileSync(join(made.path.split(':')[0] ?? '', 'npm'), '#!/bin/sh\nmkdir -p node_modules\nexit 0\n', {
    mode: 0o755,
  })
  expect(await ended(install(made))).toBe(1)
})
