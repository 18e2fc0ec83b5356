import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { layout } from '../src/folder/layout.ts'
import { connectRouter } from '../src/traffic/proxy/client.ts'
import { ask, splitOf } from '../src/traffic/proxy/proxy.fixture.ts'
import { kill, until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const supervisor = fileURLToPath(new URL('../src/main/supervisor.ts', import.meta.url))
const nobody = 65_534
const capability = ['--inh-caps', '+net_bind_service', '--ambient-caps', '+net_bind_service']
const needsRight =
  Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8').trim()) === 1_024

describe.skipIf(process.getuid?.() !== 0)('ports below 1024 (needs root)', () => {
  let system: System
  let child: ChildProcess
  beforeEach(() => {
    system = new System()
    execFileSync('chown', [`${nobody}:${nobody}`, system.data])
  })
  afterEach(async () => {
    await system.end()
    if (child.pid !== undefined) kill(child.pid)
  }, 240_000)

  /** Everything of ours as a user without rights, but for what `more` gives. */
  const open = async (more: readonly string[]): Promise<number> => {
    const who = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', ...more]
    const argv = [process.execPath, supervisor, '--data', system.data, '--without-control-plane']
    child = spawn('setpriv', [...who, ...argv], { cwd: '/', detached: true, stdio: 'ignore' })
    const router = connectRouter(layout(system.data).sockets.proxy)
    const port = 600 + Math.floor(Math.random() * 400)
    const side = { release: 1, routes: [], runs: [] }
    const split = splitOf({
      generation: 1,
      listen: [`127.0.0.1:${port}`],
      new: side,
      weight: 100,
      boot: 'new',
    })
    try {
      await until('the data plane answers', () =>
        router.read().then(
          () => true,
          () => undefined,
        ),
      )
      await router.route(split)
    } finally {
      router.close()
    }
    return port
  }

  it('are opened by a user with that capability alone, and nothing runs as root', async () => {
    const port = await open(capability)
    expect((await ask(port)).status).toBe(421)
    const owner = (pid: number | undefined) =>
      /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    expect([owner(system.pid('supervisor')), owner(system.pid('data-plane'))]).toEqual(['65534', '65534'])
  }, 240_000)

  it('are refused by name without it, unless the system gives them to everybody', async () => {
    const opened = open([]).then(
      () => 'opened',
      (error: unknown) => String(error),
    )
    expect(await opened).toMatch(needsRight ? 'address-refused' : 'opened')
  }, 240_000)
})
