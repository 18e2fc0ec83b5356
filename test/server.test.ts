import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeRepository, type Repository } from './application.fixture.ts'
import { Machine, whyNoMachine } from './machine.fixture.ts'
import { People } from './people.fixture.ts'
import { until } from './processes.fixture.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const why = whyNoMachine()

type Ran = { readonly code: number | null; readonly out: string; readonly err: string }

describe.skipIf(why !== undefined)(`a bare Debian server${why === undefined ? '' : ` (${why})`}`, () => {
  let machine: Machine
  let repository: Repository

  const ecluse = (argv: readonly string[], { cwd = root, clone = root } = {}): Promise<Ran> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [join(clone, 'bin/ecluse.js'), ...argv], {
        cwd,
        env: { ...process.env, ECLUSE_SSH_CONFIG: machine.ssh, LC_ALL: 'C.UTF-8' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const said = { out: '', err: '' }
      child.stdout.setEncoding('utf8').on('data', (part) => {
        said.out += part
      })
      child.stderr.setEncoding('utf8').on('data', (part) => {
        said.err += part
      })
      child.on('close', (code) => resolve({ code, ...said }))
    })
  const server = (): string => `ssh://ecluse@${machine.address}`
  const admin = (): string => `ssh://root@${machine.address}`
  const answer = async (): Promise<string | undefined> => {
    try {
      const got = await fetch(`http://${machine.address}/`, { signal: AbortSignal.timeout(2_000) })
      return ((await got.json()) as { version: string }).version
    } catch {
      return undefined
    }
  }

  beforeAll(async () => {
    machine = new Machine()
    await machine.boot()
    repository = makeRepository(join(machine.folder, 'hello'), 80)
    const config = readFileSync(join(repository.folder, 'ecluse.yaml'), 'utf8')
    repository.write({ 'ecluse.yaml': config.replace('127.0.0.1:80', '0.0.0.0:80') })
    repository.version('one')
  }, 180_000)

  afterAll(() => machine?.remove(), 60_000)

  it('is prepared by one command, which says first what it will do, and is safe to repeat', async () => {
    const said = await ecluse(['setup', admin(), '--plan'])
    expect(said.err).toMatch(/this will:[\s\S]*one service[\s\S]*first admins: ada/)
    expect(machine.shell('test -e /opt/ecluse').status).not.toBe(0)
    const done = await ecluse(['setup', admin()])
    expect([done.code, done.out]).toEqual([0, expect.stringContaining(`server: ${server()}`)])
    const again = await ecluse(['setup', admin()])
    expect([again.code, again.out]).toEqual([0, expect.stringMatching(/^nothing to do/)])
    const units = machine.shell(
      'systemctl is-active ecluse.service ecluse.socket; systemctl --failed --no-legend',
    )
    expect(units.stdout).toBe('active\nactive\n')
  }, 120_000)

  it('takes a commit over ssh, built and run as the application’s user', async () => {
    const shipped = await ecluse(['ship', '--server', server()], { cwd: repository.folder })
    expect(shipped.code, shipped.out + shipped.err).toBe(0)
    expect(await answer()).toBe('one')
    const users = machine.shell("ps -eo user:20,args | grep '[r]uns/hello' | cut -d' ' -f1 | sort -u").stdout
    expect(users.trim()).toBe('ecluse-app-1')
  }, 120_000)

  it('killed and booted again, it serves the same release on the same address', async () => {
    await machine.kill()
    expect(await answer()).toBe(undefined)
    await machine.boot()
    expect(await until('people are served', answer, 60_000)).toBe('one')
  }, 120_000)

  it('a killed supervisor is back at once and holds the sockets again; nobody notices, also when the data plane dies next', async () => {
    const people = new People(80, 8, 20, machine.address)
    for (const part of ['supervisor', 'data-plane']) {
      const asked = people.requests
      const before = machine.shell(`pgrep -f '/main/${part}[.]'`).stdout
      machine.shell(`pkill -KILL -f '/main/${part}[.]'`)
      await until(`${part} is back`, () => {
        const now = machine.shell(`pgrep -f '/main/${part}[.]'`).stdout
        return now !== '' && now !== before ? true : undefined
      })
      await until('people go on', () => (people.requests > asked + 200 ? true : undefined))
    }
    await people.stop()
    // What was under way in the data plane as it was killed is cut; nobody is refused.
    expect(people.failures.filter(({ what }) => !/hang up|ECONNRESET/.test(what))).toEqual([])
    expect(people.failures.length).toBeLessThanOrEqual(8)
  }, 60_000)

  it('is brought to another version under load, and not one request fails', async () => {
    const clone = join(machine.folder, 'clone')
    mkdirSync(clone)
    for (const part of ['bin', 'src', 'package.json'])
      cpSync(join(root, part), join(clone, part), { recursive: true })
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
    const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as { version: string }
    writeFileSync(join(clone, 'package.json'), JSON.stringify({ ...manifest, version: '9.9.9' }))
    const people = new People(80, 8, 20, machine.address)
    const upgraded = await ecluse(['upgrade', admin()], { clone })
    expect(upgraded.code, upgraded.out + upgraded.err).toBe(0)
    const asked = people.requests
    await until('people go on', () => (people.requests > asked + 200 ? true : undefined))
    await people.stop()
    expect(people.failures).toEqual([])
    const versions = machine.shell(
      "ps -eo args | grep -o '/opt/ecluse/9[^/]*/src/main/[a-z-]*[.]' | sort -u",
    ).stdout
    expect(versions).toMatch(/control-plane[\s\S]*data-plane/)
    expect(await answer()).toBe('one')
  }, 120_000)
})
