import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChunkDecoder } from './chunks.ts'
import { UpstreamFault } from './fault.ts'
import { type ResponseHead, readHead } from './head.ts'
import { ResponseParser } from './response-parser.ts'

/** What a parser hears of bytes that come in these pieces. */
const hear = (pieces: readonly Buffer[], method = 'GET', close = true): unknown[] => {
  const heard: unknown[] = []
  let body = ''
  const parser = new ResponseParser()
  const seen = (head: ResponseHead): unknown => ({ status: head.status, headers: head.headers })
  const sink = {
    whole: (head: ResponseHead, bytes: Buffer) => void heard.push(seen(head), bytes.toString('latin1'), []),
    information: (head: ResponseHead) => void heard.push(seen(head)),
    head: (head: ResponseHead) => void heard.push(seen(head)),
    body: (bytes: Buffer) => {
      body += bytes.toString('latin1')
    },
    end: (trailers: readonly string[]) => void heard.push(body, trailers),
    switched: (head: ResponseHead, rest: Buffer) => void heard.push(seen(head), rest.toString('latin1')),
  }
  parser.expect(sink, method, false)
  try {
    for (const piece of pieces) parser.feed(piece)
    if (close) parser.close()
  } catch (error) {
    if (!(error instanceof UpstreamFault)) throw error
    heard.push(error.kind)
  }
  return heard
}

const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const places = [0, ...at.map((one) => one % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end))
}

const answers: [string, string][] = [
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello'],
  [
    'chunks',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\n',
  ],
  ['the end', 'HTTP/1.0 200 OK\r\nX-A: b\r\n\r\nuntil it closes'],
  ['hints', 'HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
  ['nothing', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ['too much', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokand more'],
  ['too little', 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nok'],
  ['bad chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n'],
]

describe('answers in pieces', () => {
  test.each(answers)('%s: however it is cut, the same is heard', (_name, words) => {
    const bytes = Buffer.from(words, 'latin1')
    const whole = hear([bytes])
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 40 }), (at) => {
        expect(hear(cut(bytes, at))).toEqual(whole)
      }),
    )
    expect(whole.length).toBeGreaterThan(1)
  })

  test('anything at all is an answer or a fault, never another error', () => {
    const alphabet = fc.constantFrom(
      'HTTP/1.1 ',
      '200',
      ' OK',
      '\r\n',
      '\n',
      ':',
      ' ',
      'Content-Length',
      'Transfer-Encoding',
      'chunked',
      '3',
      'x',
      '\0',
      '\xe9',
    )
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 30 }), (parts) => {
        hear([Buffer.from(parts.join(''), 'latin1')])
      }),
    )
  })

  test('to HEAD nothing follows the head', () => {
    const words = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n')
    expect(hear([words], 'HEAD')).toEqual([{ status: 200, headers: ['Content-Length', '5'] }, '', []])
  })
})

test('chunks of any size come out as they went in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 }),
      fc.array(fc.nat(3_000), { maxLength: 20 }),
      (chunks, at) => {
        const parts = chunks.flatMap((chunk) => [
          Buffer.from(`${chunk.length.toString(16)}\r\n`),
          Buffer.from(chunk),
          Buffer.from('\r\n'),
        ])
        const bytes = Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
        const decoder = new ChunkDecoder()
        const out: Buffer[] = []
        let done = false
        for (const piece of cut(bytes, at)) {
          const fed = decoder.feed(piece, (data) => out.push(Buffer.from(data)))
          expect(fed.used).toBe(piece.length)
          done ||= fed.done
        }
        expect(done).toBe(true)
        expect(Buffer.concat(out).equals(Buffer.concat(chunks))).toBe(true)
      },
    ),
  )
})

test('endless lines and trailers are refused', () => {
  const feed = (words: string): void => void new ChunkDecoder().feed(Buffer.from(words), () => {})
  expect(() => feed('1'.repeat(2_000))).toThrow(/too long/)
  expect(() => feed(`1;${'x'.repeat(2_000)}`)).toThrow(/too long/)
  expect(() => feed(`0\r\n${'X: y\r\n'.repeat(5_000)}`)).toThrow(/trailer/)
  expect(() => feed('fffffffffffff\r\n')).toThrow(/no size/)
})

test('fields that end at this hop are not passed on, and lengths never are taken away', () => {
  const head = readHead(
    'HTTP/1.1 200 OK\r\nConnection: keep-alive, X-Hop, Content-Length\r\nX-Hop: 1\r\nKeep-Alive: timeout=7, max=2\r\nX-End: 2\r\nContent-Length: 3\r\nProxy-Authenticate: x\r\n',
    false,
  )
  expect(head.headers).toEqual(['X-End', '2', 'Content-Length', '3'])
  expect(head).toMatchObject({ keepAlive: true, idleHint: 7_000, framing: { kind: 'length', length: 3 } })
  expect(readHead('HTTP/1.0 200 OK\r\nContent-Length: 3\r\n', false).keepAlive).toBe(false)
  expect(readHead('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n', false).keepAlive).toBe(
    false,
  )
  expect(readHead('HTTP/1.1 200 OK\r\n', false)).toMatchObject({
    keepAlive: false,
    framing: { kind: 'close' },
  })
})
