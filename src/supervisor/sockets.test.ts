import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bindSocket, parseAddress } from './sockets.ts'
import { Supervised, until } from './supervised.fixture.ts'

let supervised: Supervised
beforeEach(() => {
  supervised = new Supervised()
})
afterEach(() => supervised.clear())

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

type Tally = { answered: number; refused: number; cut: number; readonly pids: Set<string> }

/** One request on a connection of its own: refused, cut in flight, or answered by whom. */
const ask = (port: number, host: string, tally: Tally): Promise<void> =>
  new Promise((resolve) => {
    const socket = connect({ port, host })
    let words = ''
    socket.on('connect', () => socket.write(`GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`))
    socket.on('data', (part) => {
      words += String(part)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') tally.refused += 1
    })
    socket.on('close', () => {
      const pid = /\r\n\r\n(?:\w+\r\n)?(\d+)/.exec(words)?.[1]
      if (pid === undefined) tally.cut += 1
      else {
        tally.answered += 1
        tally.pids.add(pid)
      }
      resolve()
    })
  })

const clients = (port: number, host = '127.0.0.1') => {
  const tally: Tally = { answered: 0, refused: 0, cut: 0, pids: new Set() }
  let over = false
  const all = Array.from({ length: 4 }, async () => {
    while (!over) {
      await ask(port, host, tally)
      await sleep(5)
    }
  })
  return {
    tally,
    end: async () => {
      over = true
      await Promise.all(all)
      return tally
    },
  }
}

const dataPlaneOf = (): Promise<number> =>
  until(async () => {
    const { pid } = (await supervised.connect().list()).dataPlane
    return pid ?? undefined
  })

describe('the sockets of the data plane', () => {
  test('killed ten times, it refuses nobody', async () => {
    const port = await freePort()
    supervised.listen([`127.0.0.1:${port}`])
    const supervision = await supervised.start()
    const asking = clients(port)
    await until(() => asking.tally.answered > 20)
    asking.tally.refused = 0
    for (let nth = 1; nth <= 10; nth += 1) {
      await supervised.kill(await dataPlaneOf())
      await until(() => asking.tally.pids.size > nth)
    }
    const { refused, answered } = await asking.end()
    expect(refused).toBe(0)
    expect(answered).toBeGreaterThan(50)
    expect((await supervision.list()).dataPlane.restarts).toBe(10)
  })

  test('a killed supervisor is back by itself, and gets the sockets for when the data plane dies', async () => {
    const port = await freePort()
    supervised.listen([`127.0.0.1:${port}`])
    const supervision = await supervised.start()
    const inner = await supervision.reserve('benefits/production/web/r1')
    const asking = clients(port)
    await until(() => asking.tally.answered > 20)
    asking.tally.refused = 0
    for (let round = 0; round < 3; round += 1) {
      const dataPlane = await dataPlaneOf()
      const killed = await supervised.killSupervisor()
      const list = await until(async () => {
        const now = await supervised.connect().list()
        return now.pid !== killed && now.dataPlane.pid !== null ? now : undefined
      })
      expect(list.dataPlane.pid).toBe(dataPlane)
      // The sockets arrive right after the channel opens.
      await sleep(300)
      await supervised.kill(dataPlane)
      await until(async () => (await dataPlaneOf()) !== dataPlane)
      const before = asking.tally.answered
      await until(() => asking.tally.answered > before + 20)
    }
    expect((await asking.end()).refused).toBe(0)
    expect(await supervised.connect().reserve('benefits/production/web/r1')).toBe(inner)
    expect(supervised.supervisors().length).toBe(1)
  })

  test('both killed at once come back with one start, on the same addresses', async () => {
    const port = await freePort()
    supervised.listen([`127.0.0.1:${port}`])
    const { pid, dataPlane } = await (await supervised.start()).list().then(async () => ({
      dataPlane: await dataPlaneOf(),
      ...(await supervised
        .connect()
        .list()
        .then((list) => ({ pid: list.pid }))),
    }))
    process.kill(pid, 'SIGKILL')
    process.kill(dataPlane, 'SIGKILL')
    await until(() => supervised.marked().length === 0 && supervised.supervisors().length === 0)
    await supervised.start()
    const asking = clients(port)
    await until(() => asking.tally.answered > 10)
    await asking.end()
  })

  test('a supervisor started by hand beside an orphaned data plane yields to the one it starts', async () => {
    const port = await freePort()
    supervised.listen([`127.0.0.1:${port}`])
    await supervised.start()
    const asking = clients(port)
    await until(() => asking.tally.answered > 20)
    asking.tally.refused = 0
    const dataPlane = await dataPlaneOf()
    await supervised.killSupervisor()
    await supervised.start()
    expect(await dataPlaneOf()).toBe(dataPlane)
    expect((await asking.end()).refused).toBe(0)
    await until(() => supervised.supervisors().length === 1)
  })

  test('a data plane that hangs without a supervisor is replaced', async () => {
    const port = await freePort()
    supervised.listen([`127.0.0.1:${port}`])
    await supervised.start()
    const dataPlane = await dataPlaneOf()
    process.kill(dataPlane, 'SIGSTOP')
    await supervised.killSupervisor()
    await supervised.start()
    expect(await dataPlaneOf()).not.toBe(dataPlane)
    const asking = clients(port)
    await until(() => asking.tally.answered > 10)
    await asking.end()
  })

  test('IPv6 addresses are served; a taken one is said to be taken', async () => {
    const port = await freePort()
    supervised.listen([`[::1]:${port}`])
    await supervised.start()
    const asking = clients(port, '::1')
    await until(() => asking.tally.answered > 5)
    await asking.end()
    const bound = bindSocket(`[::1]:${port}`)
    expect(bound).toMatchObject({ problem: { code: 'address-taken' } })
  })
})

test('addresses are read in every form, and others are none', () => {
  expect(parseAddress('127.0.0.1:8080')).toEqual({ host: '127.0.0.1', port: 8080 })
  expect(parseAddress('[::]:80')).toEqual({ host: '::', port: 80 })
  expect(parseAddress('*:80')).toEqual({ host: '0.0.0.0', port: 80 })
  expect(parseAddress('localhost:80')).toEqual({ host: '127.0.0.1', port: 80 })
  for (const wrong of ['', '80', '::1:80', 'x:', 'x:99999', 'x:-1'])
    expect(parseAddress(wrong)).toBeUndefined()
  expect(bindSocket('no.such.address:80')).toMatchObject({ problem: { code: 'address-refused' } })
  expect(readFileSync('/proc/net/tcp', 'utf8')).not.toBe('')
})
