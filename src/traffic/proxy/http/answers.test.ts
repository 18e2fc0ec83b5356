import net from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ask, talk, until, upstream } from '../proxy.fixture.ts'
import { app, closeAll, echo, front, keep, saying } from './serve.fixture.ts'

afterEach(closeAll)

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
