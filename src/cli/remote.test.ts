import { once } from 'node:events'
import { Agent, createServer } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commit, ended, view } from '../api/engine.fixture.ts'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { Way } from '../ports/way.ts'
import { serverIn } from './remote.ts'
import { Bench } from './run.fixture.ts'

/** A way to the same control plane whose answers pass through a change: a server of another version or clock. */
class Elsewhere extends Bench {
  override machine(folder: string) {
    const socket = this.served?.socket ?? ''
    class Pipe extends Agent {
      override createConnection() {
        return connect(socket)
      }
    }
    const way: Way = { name: 'ssh://box', agent: new Pipe(), close: () => undefined }
    return { ...super.machine(folder), way: async () => way, version: this.version }
  }
  version = '1.2.3'
}

let bench: Elsewhere
beforeEach(async () => {
  bench = new Elsewhere()
  await bench.serve()
  bench.environment = { ECLUSE_SERVER: 'ssh://box' }
  bench.engine.set(view('C1', { ended: ended(0, 'done') }))
})
afterEach(() => bench.close())

describe('versions', () => {
  test('of the same kind say nothing; different ones say so and work', async () => {
    expect((await bench.run(['status'])).err).toBe('')
    bench.version = '1.9.0'
    const { code, err } = await bench.run(['status'])
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/ssh:\/\/box runs Écluse 1\.2\.3, this is 1\.9\.0/),
    ])
  })
  test('what the server does not know yet is told as such', async () => {
    bench.version = '1.9.0'
    bench.engine.fails = new ProblemError({ code: 'no-route', kind: 'not-found', message: same('no') })
    expect((await bench.run(['status'])).err).toMatch(/server-lacks.*upgrade/s)
  })
})

test('clocks that differ are said, and times are told by the server’s', async () => {
  const { Remote } = await import('./remote.ts')
  const { Terminal } = await import('./terminal.ts')
  const server = createServer((_, response) =>
    response.end(JSON.stringify({ version: '1.2.3', now: Date.now() + 180_000, api: { from: 1, to: 1 } })),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  class Pipe extends Agent {
    override createConnection() {
      return connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
    }
  }
  const said: string[] = []
  const say = { columns: undefined, write: (text: string) => void said.push(text) }
  const way: Way = { name: 'ssh://box', agent: new Pipe(), close: () => undefined }
  const remote = new Remote(
    'ssh://box',
    { ...bench.machine('/'), way: async () => way },
    new Terminal(say, say, 'fr', false),
  )
  await remote.client()
  expect(Math.abs(remote.skew - 180_000)).toBeLessThan(5_000)
  expect(said.join('').replaceAll(/\s+/g, ' ')).toMatch(
    /ssh:\/\/box: clocks-differ : l’horloge du serveur avance de [23] min.*attendu : .*à faire : /,
  )
  server.close()
})

test('a laptop that is no Linux may ship to a server', async () => {
  bench.platform = 'darwin'
  expect(await bench.run(['ship', '--detach'])).toMatchObject({ code: 0 })
  expect(bench.done).toEqual([])
})

test('a pack that lacks its base is sent once more, whole', async () => {
  bench.engine.known = ['1'.repeat(40)]
  const asked: (readonly string[])[] = []
  const { pack } = bench.checkout
  bench.checkout.tips = async () => [commit, '1'.repeat(40)]
  bench.checkout.pack = async (...args: readonly unknown[]) => {
    asked.push(args[1] as readonly string[])
    return pack()
  }
  const { receive } = bench.engine.source
  Object.assign(bench.engine.source, {
    receive: async (...args: Parameters<typeof receive>) => {
      for await (const _ of args[2]);
      if (asked.length === 1)
        throw new ProblemError({ code: 'pack-incomplete', kind: 'usage', message: same('lacks') })
    },
  })
  expect((await bench.run(['ship', '--detach'])).code).toBe(0)
  expect(asked).toEqual([['1'.repeat(40)], []])
})

describe('which server', () => {
  test.each([
    ['server: ssh://a@b\n', 'ssh://a@b'],
    ['application: x\nserver: "ssh://a@b:22" # ours\n', 'ssh://a@b:22'],
    ['  server: ssh://nested\n', null],
    ['# server: ssh://x\n', null],
    ['server:\n', null],
  ])('%j names %s', (text, server) => {
    expect(serverIn(text)).toBe(server)
  })
  test('local overrules the environment; a data folder and a server exclude each other', async () => {
    expect((await bench.run(['status', '--server', 'local'])).code).toBe(0)
    expect((await bench.run(['status', '--server', 'ssh://x', '--data', '/x'])).err).toMatch(
      /server-and-data/,
    )
    expect((await bench.run(['stop'])).err).toMatch(/not-over-ssh.*--server local/s)
  })
})
