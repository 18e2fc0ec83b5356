import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, describe, expect, it } from 'vitest'
import { letterOf } from '../../notices/letter.ts'
import { deadPort } from '../../outgoing/receiver.fixture.ts'
import { noticeOf, notifierContract } from '../../ports/notifier.contract.fixture.ts'
import type { Address } from '../../ports/notifier.ts'
import { closeServers, eximServer, hasExim, password, user } from './exim.fixture.ts'
import { createSmtp } from './notifier.ts'
import { serverOf } from './server.ts'

const secret = encodeURIComponent(password)
const usual = getCACertificates('default')
afterAll(async () => {
  setDefaultCACertificates(usual)
  await closeServers()
})

const address = (port: number, recipient: string, change: { to?: string } = {}): Address => ({
  to: change.to ?? `smtp://${user}:${secret}@localhost:${port}`,
  key: null,
  from: 'ecluse@example.ca',
  recipients: recipient.split(','),
  template: null,
  url: null,
})

const decoded = (mail: string): string => {
  const [head = '', ...rest] = mail.split('\n\n')
  const body = rest.join('\n\n')
  const text = /quoted-printable/i.test(head)
    ? Buffer.from(
        body
          .replace(/=\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8')
    : /base64/i.test(head)
      ? Buffer.from(body, 'base64').toString('utf8')
      : body
  return `${head}\n\n${text}`
}

const silentServer = async () => {
  const server = createServer(() => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}

describe.skipIf(!hasExim)('a real mail server (needs exim4 and root)', () => {
  notifierContract('smtp', async () => {
    const mail = await eximServer()
    setDefaultCACertificates([...usual, mail.pem])
    const silent = await silentServer()
    let most = 0
    return {
      notifier: createSmtp(),
      address: (mood) => {
        if (mood === 'take') most += 1
        return mood === 'silent'
          ? address((silent.address() as AddressInfo).port, 'ops@example.ca')
          : address(mail.port, mood === 'take' ? 'ops@example.ca' : `${mood}@example.ca`)
      },
      got: async () => (await mail.mails(most)).map(decoded),
      nobody: address(await deadPort(), 'ops@example.ca'),
      link: address(0, 'ops@example.ca', { to: `smtp://${user}:${secret}@169.254.1.1:25` }),
      secrets: [secret, password],
      calls: [],
      once: false,
      close: async () => {
        silent.close()
        await mail.close()
      },
    }
  })

  const send = (where: Address, id = 'ecluse-1', change: Parameters<typeof noticeOf>[1] = {}) => {
    const notice = noticeOf(id, change)
    const message = { notice, letter: letterOf(notice, 'fr'), again: false }
    return createSmtp().send(where, message, AbortSignal.timeout(20_000))
  }

  it('writes a mail that says what it is, and that some recipients were refused', async () => {
    const mail = await eximServer()
    setDefaultCACertificates([...usual, mail.pem])
    const answer = await send(address(mail.port, 'ops@example.ca,refuse@example.ca,dev@example.ca'))
    expect(answer).toMatchObject({ kind: 'taken', note: { en: expect.stringContaining('refused 1') } })
    const [one = ''] = (await mail.mails(1)).map(decoded)
    expect(one).toMatch(/^Message-ID: <ecluse-1@example.ca>$/im)
    expect(one).toMatch(/^Auto-Submitted: auto-generated$/im)
    expect(one).toMatch(/^Content-Language: fr, en$/im)
    expect(one).toMatch(/with esmtpsa/i)
    expect(one.indexOf('retour à 141')).toBeLessThan(one.indexOf('rolled back to 141'))
    await mail.close()
  })

  it('ends no mail by a line of a point, and breaks no word of another alphabet', async () => {
    const mail = await eximServer()
    setDefaultCACertificates([...usual, mail.pem])
    const [points, long] = [['.', '..', '.RSET', 'From me'], 'é'.repeat(1_500)]
    const lines = [...points, long].map((line) => ({ en: line, fr: line }))
    const more = { application: 'prêts-étudiants', text: { en: 'after', fr: 'après la fin' }, lines }
    expect(await send(address(mail.port, 'ops@example.ca'), 'ecluse-2', more)).toEqual({ kind: 'taken' })
    const [raw = ''] = await mail.mails(1)
    const head = raw.slice(0, raw.indexOf('\n\n')).replace(/\n[ \t]+/g, ' ')
    // Headers are ASCII: what is not stands there encoded, and reads as it was.
    expect(head).toMatch(/^[\x20-\x7e\n]+$/)
    const encoded = /^Subject: (.*)$/m.exec(head)?.[1] ?? ''
    const subject = encoded.replace(/\?=\s+=\?UTF-8\?Q\?/gi, '').replace(/=\?UTF-8\?Q\?(.*?)\?=/gi, '$1')
    const bytes = subject.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/gi, '%$1')
    expect(decodeURIComponent(bytes)).toBe('prêts-étudiants production 142: retour en arrière / rolled back')
    expect(raw.split('\n').every((line) => line.length <= 998)).toBe(true)
    const [, body = ''] = decoded(raw).split(/\n\n(.*)/s)
    for (const line of [...points, long])
      expect(body.split('\n').filter((one) => one === line)).toHaveLength(2)
    expect(await mail.mails()).toHaveLength(1)
    await mail.close()
  })

  it('takes no certificate that does not hold, and no wrong password', async () => {
    const mail = await eximServer()
    setDefaultCACertificates(usual)
    const distrust = await send(address(mail.port, 'ops@example.ca'))
    expect(distrust).toMatchObject({ kind: 'later' })
    expect(JSON.stringify(distrust)).toMatch(/certificate/)
    setDefaultCACertificates([...usual, mail.pem])
    const wrong = await send(
      address(mail.port, 'ops@example.ca', { to: `smtp://${user}:wrong-password@localhost:${mail.port}` }),
    )
    expect(wrong).toMatchObject({ kind: 'later' })
    expect(JSON.stringify(wrong)).toMatch(/does not let this account in/)
    expect(JSON.stringify(wrong)).not.toContain('wrong-password')
    expect(await mail.mails()).toHaveLength(0)
    await mail.close()
  })

  it('speaks TLS from the first byte where the address says so', async () => {
    const mail = await eximServer({ onConnect: true })
    setDefaultCACertificates([...usual, mail.pem])
    const to = `smtps://${user}:${secret}@localhost:${mail.port}`
    expect(await send(address(mail.port, 'ops@example.ca', { to }))).toEqual({ kind: 'taken' })
    await mail.close()
  })
})

it.each([
  ['smtp://mail.test@10.1.2.3', { port: 587, secure: false, requireTLS: true }],
  ['smtps://10.1.2.3', { port: 465, secure: true, requireTLS: false }],
  ['smtp://a:b%40c@127.0.0.1:2525', { port: 2525, requireTLS: false, auth: { user: 'a', pass: 'b@c' } }],
])('%s', async (value, expected) => {
  expect(await serverOf(value)).toMatchObject(expected)
})

it.each([
  'https://mail.example.ca',
  'smtp://',
  'mail.example.ca',
  'smtp://a:%ZZ@127.0.0.1',
  'smtp://169.254.1.1',
])('%s is no mail server', async (value) => {
  expect(await serverOf(value)).toHaveProperty('en')
})
