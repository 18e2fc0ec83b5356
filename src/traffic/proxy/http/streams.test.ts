import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ask, talk, until, upstream } from '../proxy.fixture.ts'
import { app, closeAll, echo, front, keep, raw, saying } from './serve.fixture.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

afterEach(closeAll)

describe('upgrades', () => {
  const upgrade =
    'GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n'

  test('a websocket passes both ways until one side ends', async () => {
    const server = await upstream(echo)
    keep(server)
    server.server.on('upgrade', (req, socket, early) => {
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${req.headers.upgrade}\r\nConnection: Upgrade\r\n\r\nhi:${early}`,
      )
      socket.on('data', (data: Buffer) => socket.write(data))
      socket.on('error', () => {})
    })
    const served = await front([server.port])
    const socket = net.connect(served.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (data) => {
      heard += data.toString('latin1')
    })
    socket.write(`${upgrade}early`)
    await until(() => heard.includes('hi:'))
    expect(heard).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/)
    expect(served.outcomes).toMatchObject([{ result: 'answered', status: 101 }])
    expect(served.open()).toBe(1)
    const big = 'x'.repeat(3_000_000)
    socket.write(big)
    await until(() => heard.length > big.length)
    expect(heard).toContain('early')
    socket.end()
    await until(() => served.open() === 0)
    expect(served.targets[0]?.inFlight).toBe(0)
  })

  test('an application that says no is heard, and the connection ends', async () => {
    const { port } = await app((_req, res) => res.writeHead(426, { 'Content-Length': 2 }).end('no'))
    const served = await front([port])
    const heard = await talk(served.port, upgrade)
    expect(heard).toMatch(/^HTTP\/1\.1 426[\s\S]*no$/)
    expect(heard).toMatch(/Connection: close/i)
    await until(() => served.open() === 0)
  })

  test('h2c is not taken up: the request is an ordinary one', async () => {
    const { port } = await app(echo)
    const served = await front([port])
    const { body } = await ask(served.port, {
      headers: { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAM' },
    })
    const { headers } = JSON.parse(body)
    expect(headers.upgrade).toBeUndefined()
    expect(headers['http2-settings']).toBeUndefined()
  })

  test('an application that dies ends the tunnel', async () => {
    const { port } = await raw((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
        socket.once('data', () => socket.destroy())
      })
    })
    const served = await front([port])
    const heard = await talk(served.port, `${upgrade}die`)
    expect(heard).toContain('101')
    await until(() => served.open() === 0)
  })
})

describe('time', () => {
  test('an application that hangs is answered for, and the connection is not used again', async () => {
    let connections = 0
    const { port } = await raw((socket) => {
      connections += 1
      socket.resume()
    })
    const served = await front([port], { timeout: 200 })
    const answer = await ask(served.port)
    expect(answer.status).toBe(504)
    expect(served.outcomes).toMatchObject([{ result: 'timeout', status: 504 }])
    expect(served.outcomes[0]?.took).toBeGreaterThan(190)
    await ask(served.port)
    expect(connections).toBe(2)
  })

  test('one that stops in the middle of its answer is cut', async () => {
    const { port } = await saying('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort')
    const served = await front([port], { timeout: 200 })
    await expect(ask(served.port)).rejects.toThrow()
    expect(served.outcomes).toMatchObject([{ result: 'timeout', status: 200 }])
  })

  test('a stream of events may be silent for longer, and counts from its head', async () => {
    const { port } = await app((_req, res) => {
      res.writeHead(200, { 'Content-Type': 'text/event-stream' })
      res.write('data: 1\n\n')
      setTimeout(() => res.end('data: 2\n\n'), 600)
    })
    const served = await front([port], { timeout: 150 })
    const asked = ask(served.port)
    await until(() => served.outcomes.length === 1)
    expect(served.open()).toBe(1)
    expect((await asked).body).toBe('data: 1\n\ndata: 2\n\n')
  })

  test('a client that is slow to send does not use up the application’s time', async () => {
    const { port } = await app(echo)
    const served = await front([port], { timeout: 150 })
    const socket = net.connect(served.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (data) => {
      heard += data.toString()
    })
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n')
    for (const byte of 'slow') {
      await new Promise((resolve) => setTimeout(resolve, 120))
      socket.write(byte)
    }
    await until(() => heard.includes('"body":"slow"'))
    socket.destroy()
  })
})

describe('clients that leave', () => {
  test('before the answer: nobody’s error, and the application’s connection is cut', async () => {
    let cut = 0
    const { port } = await app((_req, res) => void res.on('close', () => (cut += 1)))
    const served = await front([port])
    const socket = net.connect(served.port, '127.0.0.1', () => socket.write(get))
    await until(() => served.targets[0]?.inFlight === 1)
    socket.destroy()
    await until(() => cut === 1)
    expect(served.outcomes).toMatchObject([{ result: 'cut', status: 0 }])
    await until(() => served.open() === 0)
  })

  test('by closing their side alone, with or without a body: as nginx has it, they are gone', async () => {
    let [reached, cut] = [0, 0]
    const { port } = await app((req, res) => {
      reached += 1
      req.resume()
      res.on('close', () => {
        cut += 1
      })
    })
    const served = await front([port])
    const words = [get, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc']
    for (const [before, asked] of words.entries()) {
      const socket = net.connect(served.port, '127.0.0.1', () => socket.write(asked))
      await until(() => reached > before)
      socket.end()
      await until(() => served.open() === 0)
    }
    await until(() => cut === 2)
    expect(served.outcomes).toMatchObject([{ result: 'cut' }, { result: 'cut' }])
  })

  test('in the middle of a body that nobody reads: memory stays bounded and everything ends', async () => {
    const piece = Buffer.alloc(65_536)
    let written = 0
    const { port } = await app((_req, res) => {
      const more = (): void => {
        let free = true
        while (free && !res.destroyed) {
          free = res.write(piece)
          written += piece.length
        }
      }
      res.on('drain', more)
      more()
    })
    const served = await front([port])
    const socket = net.connect(served.port, '127.0.0.1', () => socket.write(get))
    socket.pause()
    let last = -1
    await until(async () => {
      const still = written > 0 && written === last
      last = written
      await new Promise((resolve) => setTimeout(resolve, 300))
      return still
    })
    expect(written).toBeLessThan(32 * 1_048_576)
    socket.destroy()
    await until(() => served.open() === 0)
    expect(served.outcomes).toMatchObject([{ result: 'cut', status: 200 }])
  })

  test('in the middle of sending', async () => {
    const { port } = await app((req) => void req.resume().on('error', () => {}))
    const served = await front([port])
    const socket = net.connect(served.port, '127.0.0.1', () =>
      socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf'),
    )
    await until(() => served.targets[0]?.inFlight === 1)
    socket.destroy()
    await until(() => served.outcomes.length === 1)
    expect(served.outcomes).toMatchObject([{ result: 'cut' }])
    await until(() => served.open() === 0)
  })
})
