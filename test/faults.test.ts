import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { freePort, makeRepository } from './application.fixture.ts'
import { askOnce } from './people.fixture.ts'
import { kill, until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const open: System[] = []

afterEach(async () => {
  for (const one of open.splice(0)) await one.end()
}, 240_000)

const fresh = (): System => {
  const system = new System()
  open.push(system)
  return system
}

const root = process.getuid?.() === 0
const faketime = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
].find((path) => existsSync(path))

describe('a data folder that cannot be used says so, and nothing is half done', () => {
  it('from a newer version', { timeout: 240_000 }, async () => {
    const system = fresh()
    writeFileSync(join(system.data, 'version'), '999\n')
    const ran = await system.run(system.scratch, ['server'])
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(/newer/)
  })

  it.skipIf(!root)('not writable (as another user)', { timeout: 240_000 }, async () => {
    const system = fresh()
    mkdirSync(join(system.data, 'inner'))
    chmodSync(system.data, 0o555)
    execFileSync('chown', ['-R', '0:0', system.data])
    const binary = new URL('../bin/ecluse.js', import.meta.url).pathname
    let said = ''
    try {
      execFileSync(
        'setpriv',
        [
          '--reuid=65534',
          '--regid=65534',
          '--clear-groups',
          process.execPath,
          binary,
          'server',
          '--data',
          join(system.data, 'inner'),
        ],
        {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      )
    } catch (error) {
      said = (error as { stderr: string }).stderr
    }
    expect(said).toMatch(/not-writable/)
    chmodSync(system.data, 0o700)
  })

  it('two commands that start it at once end with one control plane', { timeout: 240_000 }, async () => {
    const system = fresh()
    await system.warm()
    const port = await freePort()
    const repository = makeRepository(join(system.scratch, 'hello'), port)
    repository.version('one')
    const both = await Promise.all([1, 2, 3].map(() => system.run(repository.folder, ['ship'])))
    expect(both.map((ran) => ran.code)).toEqual([0, 0, 0])
    const history = await system.json<{ rollouts: unknown[] }>(repository.folder, ['history'])
    expect(history.rollouts).toHaveLength(1)
  })
})

describe('an address that is taken', () => {
  it('is said, and what ran goes on', { timeout: 240_000 }, async () => {
    const system = fresh()
    await system.warm()
    const port = await freePort()
    const taken = createServer().listen(port, '127.0.0.1')
    const repository = makeRepository(join(system.scratch, 'hello'), port)
    repository.version('one')
    const ran = await system.run(repository.folder, ['ship', '--timeout', '8s'])
    expect([1, 6]).toContain(ran.code)
    const why = await system.run(repository.folder, ['why'])
    expect(ran.out + ran.err + why.out).toContain(String(port))
    await new Promise((resolve) => taken.close(resolve))
    const after = await system.run(repository.folder, ['ship'])
    expect(`${after.code} ${after.out} ${after.err}`).toMatch(/^0 /)
    expect(await askOnce(port)).toMatchObject({ version: 'one' })
  })
})

describe.skipIf(!root)('the disk full while recording', () => {
  it('loses nothing, serves on, and goes on by itself', { timeout: 180_000 }, async () => {
    const system = fresh()
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'tmpfs', system.data])
    system.beforeRemoving = () => execFileSync('umount', ['-l', system.data])
    const port = await freePort()
    const repository = makeRepository(join(system.scratch, 'hello'), port)
    repository.version('one')
    await system.expect(0, repository.folder, ['ship'])
    const ballast = join(system.data, 'ballast')
    try {
      execFileSync('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=1M'], { stdio: 'ignore' })
    } catch {
      // It ends because the disk is full.
    }
    repository.version('two')
    const full = await system.run(repository.folder, ['ship', '--timeout', '5s'])
    expect(full.code).not.toBe(0)
    expect(full.out + full.err).toMatch(/disk-full|no space|space left/i)
    expect(await askOnce(port)).toMatchObject({ version: 'one' })
    execFileSync('rm', [ballast])
    const after = await system.run(repository.folder, ['ship'])
    expect(`${after.code} ${after.out} ${after.err}`).toMatch(/^0 /)
    expect(await askOnce(port)).toMatchObject({ version: 'two' })
    await system.expect(0, repository.folder, ['verify'])
  })
})

describe.skipIf(faketime === undefined)('the clock of the control plane an hour off', () => {
  it('changes no outcome', { timeout: 180_000 }, async () => {
    const system = fresh()
    await system.warm()
    const port = await freePort()
    const repository = makeRepository(
      join(system.scratch, 'hello'),
      port,
      'strategy: { canary: { steps: [50%], at-least: 500ms } }\nwatch: { for: 1s }',
    )
    repository.version('one')
    await system.expect(0, repository.folder, ['ship'])
    for (const [version, offset] of [
      ['two', '+1h'],
      ['three', '-1h'],
    ] as const) {
      await system.expect(0, repository.folder, ['stop'])
      await until('the control plane is gone', () =>
        system.pid('control-plane') === undefined ? true : undefined,
      )
      process.env['LD_PRELOAD'] = faketime
      process.env['FAKETIME'] = offset
      process.env['DONT_FAKE_MONOTONIC'] = '1'
      const { spawn } = await import('node:child_process')
      const entry = new URL('../src/main/control-plane.ts', import.meta.url).pathname
      const child = spawn(process.execPath, [entry, '--data', system.data], {
        stdio: 'ignore',
        detached: true,
      })
      delete process.env['LD_PRELOAD']
      delete process.env['FAKETIME']
      delete process.env['DONT_FAKE_MONOTONIC']
      repository.version(version)
      const ran = await system.run(repository.folder, ['ship', '--timeout', '30s'])
      // Without traffic a canary is undecided; a person lets it go on.
      if (ran.code === 6) {
        await system.expect(0, repository.folder, ['promote'])
        await system.expect(0, repository.folder, ['ship'])
      } else expect(`${ran.code} ${ran.err}`).toMatch(/^0 /)
      expect(await askOnce(port)).toMatchObject({ version })
      if (child.pid !== undefined) kill(child.pid, 'SIGTERM')
      await system.expect(0, repository.folder, ['server'])
    }
    await system.expect(0, repository.folder, ['verify'])
  })
})
