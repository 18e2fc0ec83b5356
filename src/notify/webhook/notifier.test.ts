import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { letterOf } from '../../notices/letter.ts'
import { deadPort, type Request, receiver } from '../../outgoing/receiver.fixture.ts'
import { noticeOf, notifierContract } from '../../ports/notifier.contract.fixture.ts'
import type { Address } from '../../ports/notifier.ts'
import { createWebhook } from './notifier.ts'

const key = `whsec_${Buffer.from('a key of twenty-four bytes').toString('base64')}`
const address = (to: string, change: Partial<Address> = {}): Address => ({
  to,
  key,
  from: null,
  recipients: [],
  template: null,
  url: null,
  ...change,
})

/** Checks a request as a receiver that knows the standard does: by its headers, its age and its signature. */
const verified = ({ headers, body }: Request, now: number): boolean => {
  const [id, at, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    String(headers[name]),
  )
  if (Math.abs(now / 1_000 - Number(at)) > 300) return false
  const mine = createHmac('sha256', 'a key of twenty-four bytes')
    .update(`${id}.${at}.${body}`)
    .digest('base64')
  return (signature ?? '').split(' ').includes(`v1,${mine}`)
}

notifierContract('a webhook', async () => {
  const ids = new Set<string>()
  const kept: string[] = []
  const one = await receiver((request) => {
    if (request.path.startsWith('/silent')) return null
    if (request.path.startsWith('/trouble')) return { status: 500, body: `no ${request.path}` }
    if (request.path.startsWith('/refuse')) return { status: 422, body: '{"error":"no"}' }
    if (!verified(request, Date.now())) return { status: 401 }
    const id = String(request.headers['webhook-id'])
    if (!ids.has(id)) kept.push(request.body)
    ids.add(id)
    return { status: 204 }
  })
  return {
    notifier: createWebhook(Date.now),
    address: (mood) => address(`${one.url}/${mood}/s3cret-part`),
    got: async () => kept,
    nobody: address(`http://127.0.0.1:${await deadPort()}/s3cret-part`),
    link: address('https://169.254.169.254/latest/s3cret-part'),
    secrets: ['s3cret-part', key],
    calls: [],
    once: true,
    close: one.close,
  }
})

it('signs what Standard Webhooks signs: the vector of its specification', async () => {
  const { signatureOf, keyOf } = await import('./body.ts')
  const secret = keyOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
  expect(secret).not.toBeNull()
  const made = signatureOf(
    secret ?? new Uint8Array(),
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1_614_265_330,
    '{"test": 2432232314}',
  )
  expect(made).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

it('sends nothing without a key, and says what a page is', async () => {
  const one = await receiver(() => ({
    status: 200,
    body: '<html>sign in</html>',
    headers: { 'content-type': 'text/html' },
  }))
  const notice = noticeOf('ecluse-1')
  const message = { notice, letter: letterOf(notice, 'en'), again: false }
  const webhook = createWebhook(Date.now)
  const none = new AbortController().signal
  expect(await webhook.send(address(one.url, { key: 'short' }), message, none)).toMatchObject({
    kind: 'later',
  })
  expect(one.got).toHaveLength(0)
  expect(await webhook.send(address(one.url), message, none)).toMatchObject({ kind: 'later' })
  await one.close()
})

it('waits as long as it is asked to, and follows no redirect', async () => {
  const one = await receiver(({ path }) =>
    path === '/busy'
      ? { status: 429, headers: { 'retry-after': '30' } }
      : { status: 307, headers: { location: '/busy' } },
  )
  const notice = noticeOf('ecluse-1')
  const message = { notice, letter: letterOf(notice, 'en'), again: false }
  const send = (path: string) =>
    createWebhook(Date.now).send(address(one.url + path), message, new AbortController().signal)
  expect(await send('/busy')).toMatchObject({ kind: 'later', after: 30_000 })
  expect(await send('/other')).toMatchObject({ kind: 'later' })
  expect(one.got).toHaveLength(2)
  await one.close()
})

it.each(['docs/en/concepts/notifications.md', 'docs/fr/notions/notifications.md'])(
  'is verified by the lines of %s: what is altered, signed otherwise, or sent again later is not',
  async (page) => {
    const text = readFileSync(page, 'utf8')
    const [, code = ''] = /```\n(const verified = .*?)```/s.exec(text) ?? []
    const file = join(mkdtempSync(join(tmpdir(), 'ecluse-page-')), 'verified.mjs')
    writeFileSync(
      file,
      `import { createHmac, timingSafeEqual } from 'node:crypto'\n${code}\nexport { verified }\n`,
    )
    const { verified: isOurs } = (await import(file)) as {
      verified: (headers: Request['headers'], body: string, key: string, now?: number) => boolean
    }
    rmSync(dirname(file), { recursive: true })
    const one = await receiver(() => ({ status: 204 }))
    const notice = noticeOf('ecluse-1')
    const message = { notice, letter: letterOf(notice, 'en'), again: false }
    expect(
      await createWebhook(Date.now).send(address(one.url), message, new AbortController().signal),
    ).toEqual({ kind: 'taken' })
    const [{ headers, body } = { headers: {}, body: '' }] = one.got
    const secret = 'a key of twenty-four bytes'
    expect(isOurs(headers, body, secret)).toBe(true)
    expect(isOurs(headers, `${body} `, secret)).toBe(false)
    expect(isOurs(headers, body, `${secret}.`)).toBe(false)
    expect(isOurs({ ...headers, 'webhook-id': 'ecluse-2' }, body, secret)).toBe(false)
    expect(isOurs({ ...headers, 'webhook-signature': 'v1,' }, body, secret)).toBe(false)
    expect(isOurs(headers, body, secret, Date.now() + 301_000)).toBe(false)
    await one.close()
  },
)
