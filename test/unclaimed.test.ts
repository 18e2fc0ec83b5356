import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from '../src/traffic/proxy/proxy.fixture.ts'
import { freePort, makeRepository, type Repository } from './application.fixture.ts'
import { until } from './processes.fixture.ts'
import { System } from './system.fixture.ts'

const supervisor = fileURLToPath(new URL('../src/main/supervisor.ts', import.meta.url))
const system = new System()
let repository: Repository
let port = 0
let other = 0

/** As the service manager does: the supervisor begins with sockets that listen already (sd_listen_fds(3)). */
const serve = async (ports: readonly number[]): Promise<void> => {
  const servers = ports.map((one) => createServer().listen(one, '::'))
  await Promise.all(servers.map((one) => new Promise((resolve) => one.once('listening', resolve))))
  const descriptors = servers.map((one) => (one as unknown as { _handle: { fd: number } })._handle.fd)
  const told = `LISTEN_PID=$$ LISTEN_FDS=${ports.length} exec "$@"`
  spawn('/bin/sh', ['-c', told, 'sh', process.execPath, supervisor, '--data', system.data], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', ...descriptors],
  }).unref()
  for (const one of servers) one.close()
}

const shake = (to: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect({ port: to, host: '127.0.0.1', servername: 'www.example.ca' }, () =>
      resolve('made'),
    )
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
  })

const sentence = '503 nothing is served here yet · rien n’est encore servi ici\n'

beforeAll(async () => {
  await system.warm()
  port = await freePort()
  do other = await freePort()
  while (other === port)
  repository = makeRepository(join(system.scratch, 'hello'), port)
  const file = join(repository.folder, 'ecluse.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('127.0.0.1:', '0.0.0.0:'))
  repository.version('one')
  await serve([port, other])
}, 240_000)
afterAll(() => system.end(), 240_000)

it('public sockets of a prepared server answer before anything is shipped, over TLS by a clean refusal', async () => {
  const first = await until('it answers', () => ask(port).catch(() => undefined))
  expect(first).toMatchObject({ status: 503, body: sentence, headers: { 'retry-after': '30' } })
  expect(await shake(port)).toBe('ERR_SSL_TLSV1_UNRECOGNIZED_NAME')
  expect((await ask(other, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(503)
}, 240_000)

it('a release takes its port, and leaves it answered', async () => {
  await system.expect(0, repository.folder, ['ship'])
  for (let time = 0; time < 20; time += 1) expect((await ask(port)).body).toContain('"one"')
  expect((await ask(other)).body).toBe(sentence)
  await system.expect(0, repository.folder, ['remove', 'hello'])
  await until('nothing is served', async () => ((await ask(port)).body === sentence ? true : undefined))
  system.killPart('data-plane')
  expect((await ask(other)).body).toBe(sentence)
}, 240_000)
