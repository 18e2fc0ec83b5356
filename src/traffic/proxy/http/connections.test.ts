import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ask, talk, type Upstream, until, upstream } from '../proxy.fixture.ts'
import { app, closeAll, echo, front, keep, raw, type Served } from './serve.fixture.ts'

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

afterEach(closeAll)

test('many large bodies at once, some to clients that take their time, are never mixed up', async () => {
  const { port } = await app((req, res) => {
    const letter = req.url?.[1] ?? ''
    res.setHeader('Content-Length', 900_000)
    for (let i = 0; i < 9; i += 1) res.write(letter.repeat(100_000))
    res.end()
  })
  const whole = await app((req, res) => res.end((req.url?.[1] ?? '').repeat(90_000)))
  const [streamed, once] = [await front([port]), await front([whole.port])]
  const take = (served: Served, letter: string, slow: boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = net.connect(served.port, '127.0.0.1', () =>
        socket.write(`GET /${letter} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
      )
      let heard = ''
      socket.on('data', (data) => {
        heard += data.toString('latin1')
        if (!slow) return
        socket.pause()
        setTimeout(() => socket.resume(), 2)
      })
      socket.on('error', reject)
      socket.on('close', () => resolve(heard.slice(heard.indexOf('\r\n\r\n') + 4)))
    })
  const letters = [...'abcdefghijklmnop']
  for (const [served, length] of [
    [streamed, 900_000],
    [once, 90_000],
  ] as const) {
    const bodies = await Promise.all(letters.map((letter, i) => take(served, letter, i % 2 === 0)))
    for (const [i, body] of bodies.entries()) expect(body === letters[i]?.repeat(length)).toBe(true)
  }
})

describe('connections', () => {
  test('pipelined requests are answered in order, one after the other', async () => {
    let under = 0
    let most = 0
    const { port } = await app((req, res) => {
      under += 1
      most = Math.max(most, under)
      setTimeout(
        () => {
          under -= 1
          res.end(`<${req.url}>`)
        },
        req.url === '/0' ? 50 : 1,
      )
    })
    const served = await front([port])
    const many = Array.from({ length: 20 }, (_, i) => `GET /${i} HTTP/1.1\r\nHost: a\r\n\r\n`).join('')
    const heard = await talk(served.port, many, (all) => all.includes('</19>'))
    expect(heard.match(/<\/\d+>/g)).toEqual(Array.from({ length: 20 }, (_, i) => `</${i}>`))
    expect(most).toBe(1)
    await until(() => served.open() === 0)
  })

  test('upstream connections are used again, with a body too', async () => {
    const ports = new Set<number | undefined>()
    const { port } = await app((req, res) => {
      ports.add(req.socket.remotePort)
      req.resume().on('end', () => res.end('ok'))
    })
    const served = await front([port])
    for (let i = 0; i < 20; i += 1) await ask(served.port, { method: 'POST', body: 'x' })
    expect(ports.size).toBe(1)
  })

  test('HTTP/1.0 without keep-alive is answered and ended', async () => {
    const { port } = await app((_req, res) => {
      res.write('streamed ')
      res.end('body')
    })
    const served = await front([port])
    const heard = await talk(served.port, 'GET / HTTP/1.0\r\n\r\n')
    expect(heard).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Connection: close[\s\S]*\r\n\r\nstreamed body$/i)
    expect(heard).not.toMatch(/chunked/i)
  })

  test('an application that closes idle connections loses no request and sees none twice', async () => {
    let asked = 0
    const server = await upstream((req, res) => {
      asked += 1
      req.resume().on('end', () => res.end('ok'))
    })
    keep(server)
    server.server.keepAliveTimeout = 1
    const served = await front([server.port])
    for (let i = 0; i < 150; i += 1) {
      const answer = await ask(served.port, {
        method: i % 2 === 0 ? 'POST' : 'GET',
        ...(i % 2 === 0 ? { body: 'x' } : {}),
      })
      expect(answer.status).toBe(200)
      await new Promise((resolve) => setTimeout(resolve, i % 7))
    }
    expect(asked).toBe(150)
  })

  test('a POST whose kept connection dies is not sent again; a GET is', async () => {
    const seen: string[] = []
    const { port } = await raw((socket) => {
      let first = true
      socket.on('data', (data) => {
        seen.push(data.toString('latin1').split(' ')[0] ?? '')
        if (first) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
        else socket.destroy()
        first = false
      })
    })
    const served = await front([port])
    await ask(served.port)
    expect((await ask(served.port)).status).toBe(200)
    expect(seen).toEqual(['GET', 'GET', 'GET'])
    expect((await ask(served.port, { method: 'POST', body: 'x' })).status).toBe(502)
    expect(seen.filter((method) => method === 'POST')).toEqual(['POST'])
  })

  test('an instance that refuses is passed over, also by a POST', async () => {
    const dead = await upstream(() => {})
    dead.close()
    const { port } = await app(echo)
    const served = await front([dead.port, port])
    for (let i = 0; i < 10; i += 1) {
      const answer = await ask(served.port, { method: 'POST', body: 'once' })
      expect(JSON.parse(answer.body).body).toBe('once')
    }
  })
})

describe('an answer before all was sent', () => {
  test('reaches the client, whose connection goes on', async () => {
    const { port } = await app((_req, res) => res.writeHead(413, { 'Content-Length': 0 }).end())
    const served = await front([port])
    const body = 'x'.repeat(300_000)
    const words = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}${get}`
    const heard = await talk(served.port, words, (all) => all.split('HTTP/1.1 413').length === 3)
    expect(heard.split('HTTP/1.1 413')).toHaveLength(3)
    await until(() => served.open() === 0)
  })
})

describe('instances', () => {
  test('the one with the least in flight is asked', async () => {
    const waiting: (() => void)[] = []
    const slow = await app((_req, res) => void waiting.push(() => res.end('slow')))
    const quick = await app((_req, res) => res.end('quick'))
    const served = await front([slow.port, quick.port])
    const first = [ask(served.port), ask(served.port)]
    await until(() => waiting.length === 1)
    for (let i = 0; i < 10; i += 1) expect((await ask(served.port)).body).toBe('quick')
    for (const end of waiting) end()
    await Promise.all(first)
  })

  test('five failures in a row set one aside, never more than half, never one alone', async () => {
    const bad = (): Promise<Upstream> => app((_req, res) => res.writeHead(500).end())
    const counts = [0, 0]
    const good = [0, 1].map((i) =>
      app((_req, res) => {
        counts[i] = (counts[i] ?? 0) + 1
        res.end('ok')
      }),
    )
    const all = [await bad(), await bad(), ...(await Promise.all(good))]
    const served = await front(all.map((one) => one.port))
    const statuses: number[] = []
    for (let i = 0; i < 60; i += 1) statuses.push((await ask(served.port)).status)
    const failed = statuses.filter((status) => status === 500).length
    // One that was set aside is tried once more after a second, which a busy machine may take.
    expect(failed).toBeGreaterThanOrEqual(10)
    expect(failed).toBeLessThan(20)
    const three = await front([all[0]?.port ?? 0, all[1]?.port ?? 0, all[2]?.port ?? 0])
    for (let i = 0; i < 60; i += 1) await ask(three.port)
    expect(three.targets.filter((target) => target.aside(performance.now())).length).toBeLessThanOrEqual(1)
    const alone = await front([all[0]?.port ?? 0])
    for (let i = 0; i < 20; i += 1) expect((await ask(alone.port)).status).toBe(500)
    expect(alone.targets[0]?.aside(performance.now())).toBe(false)
  })

  test('where nobody is there, that is said', async () => {
    const served = await front([])
    expect((await ask(served.port)).status).toBe(503)
    expect(served.outcomes).toMatchObject([{ result: 'broken', status: 503 }])
  })
})
