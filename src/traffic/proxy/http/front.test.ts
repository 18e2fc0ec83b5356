import type { RequestListener } from 'node:http'
import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ask, rawUpstream, talk, type Upstream, until, upstream } from '../proxy.fixture.ts'
import { type Served, serve } from './serve.fixture.ts'

const closing: { close(): void }[] = []
afterEach(() => {
  for (const one of closing.splice(0)) one.close()
})
const keep = <T extends { close(): void }>(one: T): T => {
  closing.push(one)
  return one
}
const app = async (handler: RequestListener): Promise<Upstream> => keep(await upstream(handler))
const raw = async (handler: (socket: net.Socket) => void): Promise<Upstream> =>
  keep(await rawUpstream(handler))
const front = async (...given: Parameters<typeof serve>): Promise<Served> => keep(await serve(...given))

/** An application that says the same bytes to every request head. */
const saying = (words: string, end = false): Promise<Upstream> =>
  raw((socket) => {
    let heard = ''
    socket.on('data', (data) => {
      heard += data.toString('latin1')
      for (let at = heard.indexOf('\r\n\r\n'); at >= 0; at = heard.indexOf('\r\n\r\n')) {
        heard = heard.slice(at + 4)
        socket.write(words, 'latin1')
        if (end) socket.end()
      }
    })
  })

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const echo: RequestListener = (req, res) => {
  const chunks: Buffer[] = []
  req.on('data', (chunk: Buffer) => chunks.push(chunk))
  req.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    res.end(
      JSON.stringify({
        method: req.method,
        url: req.url,
        headers: req.headers,
        trailers: req.trailers,
        body,
      }),
    )
  })
}

describe('requests that two parsers could read in two ways are refused', () => {
  const post = (fields: string, body = ''): string => `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n\r\n${body}`
  const table: [string, string, number][] = [
    ['both lengths', post('Content-Length: 5\r\nTransfer-Encoding: chunked', '0\r\n\r\n'), 400],
    [
      'both lengths, the other way round',
      post('Transfer-Encoding: chunked\r\nContent-Length: 5', '0\r\n\r\n'),
      400,
    ],
    ['two different lengths', post('Content-Length: 1\r\nContent-Length: 2', 'ab'), 400],
    ['a list of lengths', post('Content-Length: 1, 1', 'a'), 400],
    ['a signed length', post('Content-Length: +1', 'a'), 400],
    ['a length in hexadecimal', post('Content-Length: 0x1', 'a'), 400],
    ['a coding before chunked', post('Transfer-Encoding: gzip, chunked', '0\r\n\r\n'), 501],
    ['chunked twice', post('Transfer-Encoding: chunked, chunked', '0\r\n\r\n'), 400],
    ['chunked not last', post('Transfer-Encoding: chunked, identity', '0\r\n\r\n'), 400],
    ['an unknown coding', post('Transfer-Encoding: xchunked', '0\r\n\r\n'), 501],
    ['a coding after a vertical tab', post('Transfer-Encoding: \x0bchunked', '0\r\n\r\n'), 400],
    ['a space before the colon', post('Content-Length : 1', 'a'), 400],
    ['a folded line', post('X-A: 1\r\n b: 2'), 400],
    ['a bare line feed', 'GET / HTTP/1.1\nHost: a\n\n', 400],
    ['a bare carriage return', post('X-A: 1\rContent-Length: 3', 'abc'), 400],
    ['a zero in a field', post('X-A: 1\x00'), 400],
    ['a chunk size with a sign', post('Transfer-Encoding: chunked', '+1\r\na\r\n0\r\n\r\n'), 400],
    ['a chunk size with 0x', post('Transfer-Encoding: chunked', '0x1\r\na\r\n0\r\n\r\n'), 400],
    ['a chunk longer than its size', post('Transfer-Encoding: chunked', '1\r\nabc\r\n0\r\n\r\n'), 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['two hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['a host with a path', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 400],
    ['a host with a name before it', 'GET / HTTP/1.1\r\nHost: u@a\r\n\r\n', 400],
    ['chunked in HTTP/1.0', 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400],
    ['CONNECT', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n', 405],
    ['an unknown expectation', post('Expect: wonders\r\nContent-Length: 0'), 417],
    ['a head of 64 KB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`, 431],
    ['something else', '\x16\x03\x01\x02\x00\x01\x00\x01', 400],
    ['another version', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', 505],
  ]
  test.each(table)('%s', async (_name, words, status) => {
    const reached: string[] = []
    const { port } = await app((req, res) => {
      reached.push(req.url ?? '')
      req.resume().on('error', () => {})
      res.end()
    })
    const served = await front([port])
    const answer = await talk(served.port, words, (heard) => heard.includes('\r\n\r\n'))
    // CONNECT is cut off by core, which no listener of ours takes.
    if (!words.startsWith('CONNECT')) expect(answer.slice(0, 12)).toBe(`HTTP/1.1 ${status}`)
    if (!words.includes('chunked\r\n\r\n')) expect(reached).toEqual([])
  })
})

describe('what the application is sent', () => {
  test('forwarded fields are set by the edge and never believed', async () => {
    const { port } = await app(echo)
    const served = await front([port])
    const { body } = await ask(served.port, {
      headers: {
        Host: 'benefits.example',
        'X-Forwarded-For': '6.6.6.6',
        X_Forwarded_For: '6.6.6.6',
        Forwarded: 'for=6.6.6.6',
        'X-Real-IP': '6.6.6.6',
        'X-Ecluse-Version': 'x:new',
        Connection: 'close, X-Secret-Hop',
        'X-Secret-Hop': '1',
        'Keep-Alive': 'timeout=1',
        TE: 'trailers, deflate',
      },
    })
    const { headers } = JSON.parse(body)
    expect(headers).toEqual({
      host: 'benefits.example',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'benefits.example',
      forwarded: 'for=127.0.0.1;host="benefits.example";proto=http',
    })
  })

  test('between components they are kept', async () => {
    const { port } = await app(echo)
    const served = await front([port], { trusted: true })
    const { body } = await ask(served.port, {
      headers: { 'X-Forwarded-For': '1.2.3.4', Forwarded: 'for=1.2.3.4' },
    })
    const { headers } = JSON.parse(body)
    expect(headers['x-forwarded-for']).toBe('1.2.3.4')
    expect(headers.forwarded).toBe('for=1.2.3.4')
  })

  test('an absolute target names the host; a Connection field takes nothing away that we set', async () => {
    const { port } = await app(echo)
    const served = await front([port])
    const words =
      'GET http://real.example/p?q=1 HTTP/1.1\r\nHost: other\r\nConnection: close, x-forwarded-for, host\r\n\r\n'
    const heard = await talk(served.port, words)
    const { url, headers } = JSON.parse(heard.slice(heard.indexOf('{'), heard.lastIndexOf('}') + 1))
    expect(url).toBe('/p?q=1')
    expect(headers.host).toBe('real.example')
    expect(headers['x-forwarded-for']).toBe('127.0.0.1')
  })

  test('a chunked body with trailers', async () => {
    const { port } = await app(echo)
    const served = await front([port])
    const words =
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n' +
      '3;ext="1"\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 9\r\nAuthorization: 7\r\n\r\n'
    const heard = await talk(served.port, words)
    const { body, trailers } = JSON.parse(heard.slice(heard.indexOf('{'), heard.lastIndexOf('}') + 1))
    expect(body).toBe('abcde')
    expect(trailers).toEqual({ 'x-sum': '9' })
  })

  test('a body of 8 MB passes unchanged both ways, with or without its length', async () => {
    const big = Buffer.alloc(8 * 1_048_576, 'abcdefghij')
    const { port } = await app((req, res) => void req.pipe(res))
    const served = await front([port])
    for (const headers of [{ 'Content-Length': big.length }, { 'Transfer-Encoding': 'chunked' }]) {
      const answer = await ask(served.port, { method: 'POST', headers, body: big })
      expect(answer.body === big.toString()).toBe(true)
    }
    expect(served.outcomes).toMatchObject([{ status: 200 }, { status: 200 }])
  })
})

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

describe('answers', () => {
  const table: [string, string, string | RegExp][] = [
    ['no status line', 'hello\r\n\r\n', /^HTTP\/1\.1 502/],
    [
      'both lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 502/,
    ],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na', /^HTTP\/1\.1 502/],
    ['a bad length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', /^HTTP\/1\.1 502/],
    ['a field with a bare line feed', 'HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n', /^HTTP\/1\.1 502/],
    ['a space before the colon', 'HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n', /^HTTP\/1\.1 502/],
    [
      'an upgrade that nobody asked for',
      'HTTP/1.1 101 Up\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
      /^HTTP\/1\.1 502/,
    ],
    ['a head without end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}`, /^HTTP\/1\.1 502/],
    [
      'informational ones first',
      'HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na',
      /^HTTP\/1\.1 200[\s\S]*a$/,
    ],
    [
      'early hints',
      'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na',
      /^HTTP\/1\.1 103[\s\S]*Link: <\/a.css>[\s\S]*HTTP\/1\.1 200/i,
    ],
    ['no body', 'HTTP/1.1 204 No Content\r\n\r\n', /^HTTP\/1\.1 204/],
    ['a reason of its own', 'HTTP/1.1 299 Très bien\r\nContent-Length: 0\r\n\r\n', /^HTTP\/1\.1 299 Tr/],
    [
      'chunks in pieces',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-T: 1\r\n\r\n',
      /^HTTP\/1\.1 200[\s\S]*\r\n1\r\na\r\n0\r\nX-T: 1\r\n\r\n$/,
    ],
  ]
  test.each(table)('%s', async (_name, words, shown) => {
    const { port } = await saying(words)
    const served = await front([port])
    const heard = await talk(served.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    expect(heard).toMatch(shown)
    await until(() => served.open() === 0)
    expect(served.outcomes).toHaveLength(1)
  })

  test('one that ends with its connection', async () => {
    const { port } = await saying('HTTP/1.1 200 OK\r\n\r\nthe rest', true)
    const served = await front([port])
    expect((await ask(served.port)).body).toBe('the rest')
  })

  test('one that is cut short is cut for the client too, never ended as if whole', async () => {
    const { port } = await saying('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort', true)
    const served = await front([port])
    await expect(ask(served.port)).rejects.toThrow()
    expect(served.outcomes).toMatchObject([{ result: 'broken', status: 200 }])
    const chunked = await saying('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n', true)
    const other = await front([chunked.port])
    await expect(ask(other.port)).rejects.toThrow()
    expect(other.outcomes).toMatchObject([{ result: 'broken' }])
  })

  test('HEAD and 304 keep the length and have no body', async () => {
    const { port } = await app((req, res) => {
      res.writeHead(req.method === 'HEAD' ? 200 : 304, { 'Content-Length': 5 })
      res.end()
    })
    const served = await front([port])
    const head = await ask(served.port, { method: 'HEAD' })
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '5', ''])
    const unchanged = await ask(served.port)
    expect([unchanged.status, unchanged.body]).toEqual([304, ''])
  })

  test('bytes after an answer never reach the next client', async () => {
    const { port } = await saying(
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil',
    )
    const served = await front([port])
    for (let i = 0; i < 5; i += 1) expect((await ask(served.port)).body).toBe('ok')
  })

  test('several Set-Cookie lines stay several', async () => {
    const { port } = await app((_req, res) => res.writeHead(200, { 'Set-Cookie': ['a=1', 'b=2'] }).end())
    const served = await front([port])
    expect((await ask(served.port)).headers['set-cookie']).toEqual(['a=1', 'b=2'])
  })
})

describe('continue', () => {
  test('is asked of the application, which decides', async () => {
    const server = await upstream(echo)
    keep(server)
    let refuse = false
    server.server.on('checkContinue', (req, res) => {
      if (refuse) return void res.writeHead(413, { 'Content-Length': 0 }).end()
      res.writeContinue()
      echo(req, res)
    })
    const served = await front([server.port])
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n'
    const socket = net.connect(served.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (data) => {
      heard += data.toString()
    })
    socket.write(head)
    await until(() => heard.includes('100 Continue\r\n\r\n'))
    socket.write('abc')
    await until(() => heard.includes('"body":"abc"'))
    socket.destroy()
    refuse = true
    const refused = await talk(served.port, head)
    expect(refused).toMatch(/^HTTP\/1\.1 413[\s\S]*Connection: close/i)
  })
})

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
    expect(statuses.filter((status) => status === 500)).toHaveLength(10)
    const three = await front([all[0]?.port ?? 0, all[1]?.port ?? 0, all[2]?.port ?? 0])
    for (let i = 0; i < 60; i += 1) await ask(three.port)
    expect(three.targets.filter((target) => target.aside(performance.now()))).toHaveLength(1)
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
