import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import {
  certificateFolder,
  hasOpenssl,
  makeCertificate,
  removeFolder,
} from '../traffic/proxy/tls/certificate.fixture.ts'
import { addressOf, isClosed, isThisMachine, resolveHost } from './address.ts'
import { hide } from './hide.ts'
import { ask } from './post.ts'
import { receiver } from './receiver.fixture.ts'

const never = new AbortController().signal

describe('addresses', () => {
  it.each([
    ['https://hooks.example.ca/T/x', true],
    ['http://127.0.0.1:8080/x', true],
    ['http://localhost/x', true],
    ['http://[::1]:1/', true],
    ['http://hooks.example.ca/', false],
    ['http://127.0.0.1.example.ca/', false],
    ['http://10.0.0.1/', false],
    ['ftp://127.0.0.1/', false],
    ['file:///etc/passwd', false],
    ['gopher://127.0.0.1', false],
    ['not an address', false],
    ['', false],
  ])('%s', (value, open) => {
    expect(addressOf(value) instanceof URL).toBe(open)
  })

  it.each([
    ['169.254.169.254', true],
    ['::ffff:169.254.169.254', true],
    ['0.0.0.0', true],
    ['fe80::1', true],
    ['fd00:ec2::254', true],
    ['255.255.255.255', true],
    ['10.1.2.3', false],
    ['127.0.0.1', false],
    ['2001:db8::1', false],
    ['nonsense', true],
  ])('%s', (address, closed) => {
    expect(isClosed(address)).toBe(closed)
  })

  it('resolves this machine to this machine, and odd spellings of it to nothing else', async () => {
    expect(isThisMachine('LOCALHOST')).toBe(true)
    expect(await resolveHost('localhost')).toContain('127.0.0.1')
    // The parser writes these as 127.0.0.1.
    expect(addressOf('http://0x7f000001/') instanceof URL).toBe(true)
    expect(addressOf('http://2130706433/') instanceof URL).toBe(true)
    expect(Array.isArray(await resolveHost('169.254.169.254'))).toBe(false)
  })
})

describe('an answer', () => {
  it('is given as it is: a redirect is not followed, a long body is cut', async () => {
    const one = await receiver(({ path }) =>
      path === '/far'
        ? { status: 302, headers: { location: 'http://169.254.169.254/' } }
        : { status: 200, body: 'x'.repeat(300_000), headers: { 'retry-after': '7' } },
    )
    const get = (path: string) =>
      ask({ url: new URL(one.url + path), method: 'GET', headers: {}, body: null }, never)
    expect(await get('/far')).toMatchObject({ kind: 'answer', status: 302 })
    const long = await get('/')
    expect(long).toMatchObject({ status: 200, retryAfter: 7_000 })
    expect(long.kind === 'answer' && long.body.length).toBe(65_536)
    expect(one.got.map(({ path }) => path)).toEqual(['/far', '/'])
    await one.close()
  })

  it('is none where the connection is cut, and where it was given up', async () => {
    const one = await receiver(({ path }) => (path === '/cut' ? 'cut' : null))
    const get = (path: string, signal: AbortSignal) =>
      ask({ url: new URL(one.url + path), method: 'POST', headers: {}, body: '{}' }, signal)
    expect(await get('/cut', never)).toMatchObject({ kind: 'none' })
    expect(await get('/', AbortSignal.timeout(200))).toMatchObject({ kind: 'none' })
    await one.close()
  })
})

describe.skipIf(!hasOpenssl)('TLS (needs openssl)', () => {
  const folder = certificateFolder()
  afterAll(() => removeFolder(folder))
  it('is verified, on this machine too', async () => {
    const { pem, key } = makeCertificate(folder, 'own', ['localhost'])
    const { readFileSync } = await import('node:fs')
    let served = 0
    const server = createServer({ cert: pem, key: readFileSync(key) }, (_, answer) => {
      served += 1
      answer.end('ok')
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const { port } = server.address() as AddressInfo
    const url = new URL(`https://localhost:${port}/secret-path`)
    const answer = await ask({ url, method: 'POST', headers: {}, body: 'x' }, never)
    expect(answer).toMatchObject({ kind: 'none' })
    expect(JSON.stringify(answer)).toMatch(/certificate does not hold/)
    expect(served).toBe(0)
    server.close()
  })
})

describe('words of others', () => {
  const to = 'https://user:pa55word@hooks.example.ca/services/T0001/B0002/XXXXXXXXXX?sig=abcdefgh%2F'
  it('hold no part of the address', () => {
    const said = hide(
      `no such ${to} at /services/T0001/B0002/XXXXXXXXXX sig abcdefgh/ pa55word\n\u001b[31mred`,
      [to],
    )
    for (const part of ['XXXXXXXXXX', 'pa55word', 'abcdefgh', '\u001b', '\n'])
      expect(said).not.toContain(part)
    expect(said.length).toBeLessThanOrEqual(160)
  })
})
