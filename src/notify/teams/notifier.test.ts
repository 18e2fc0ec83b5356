import { expect, it } from 'vitest'
import { letterOf } from '../../notices/letter.ts'
import { deadPort, receiver } from '../../outgoing/receiver.fixture.ts'
import { noticeOf, notifierContract } from '../../ports/notifier.contract.fixture.ts'
import type { Address } from '../../ports/notifier.ts'
import { bodyOf } from './body.ts'
import { createTeams } from './notifier.ts'

const address = (to: string): Address => ({
  to,
  key: null,
  from: null,
  recipients: [],
  template: null,
  url: null,
})

type Card = {
  readonly type: string
  readonly attachments: readonly {
    readonly contentType: string
    readonly content: {
      readonly type: string
      readonly version: string
      readonly body: readonly { text: string }[]
    }
  }[]
}

/** What a workflow posts as a card; anything else fails in it without a word, so that it is looked at here. */
const cardIn = (body: string): string | null => {
  const { type, attachments } = JSON.parse(body) as Card
  const [one] = attachments
  if (type !== 'message' || one?.contentType !== 'application/vnd.microsoft.card.adaptive') return null
  if (one.content.type !== 'AdaptiveCard' || Buffer.byteLength(body) > 28_000) return null
  return one.content.body.map(({ text }) => text.replaceAll('\\', '')).join('\n')
}

notifierContract('teams', async () => {
  const one = await receiver(({ path, body }) => {
    if (path.startsWith('/silent')) return null
    if (path.startsWith('/trouble')) return { status: 502, body: '{"error":{"code":"BadGateway"}}' }
    if (path.startsWith('/refuse'))
      return { status: 400, body: '{"error":{"code":"TriggerInputSchemaMismatch"}}' }
    return cardIn(body) === null ? { status: 400 } : { status: 202 }
  })
  return {
    notifier: createTeams(),
    address: (mood) => address(`${one.url}/${mood}/workflows/f00/triggers?sig=Abcdefghijk`),
    got: async () =>
      one.got.filter(({ path }) => path.startsWith('/take')).map(({ body }) => cardIn(body) ?? ''),
    nobody: address(`http://127.0.0.1:${await deadPort()}/?sig=Abcdefghijk`),
    link: address('https://169.254.1.1/?sig=Abcdefghijk'),
    secrets: ['Abcdefghijk'],
    calls: [],
    once: false,
    close: one.close,
  }
})

it.each([
  ['', 'taken'],
  ['1', 'taken'],
  ['Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429', 'later'],
  ['{"error":{"code":"x","message":"the workflow is off"}}', 'later'],
] as const)('200 %s is %s', async (body, kind) => {
  const one = await receiver(() => ({ status: 200, body }))
  const notice = noticeOf('ecluse-1')
  const message = { notice, letter: letterOf(notice, 'en'), again: false }
  const answer = await createTeams().send(address(one.url), message, new AbortController().signal)
  expect(answer.kind).toBe(kind)
  await one.close()
})

it('fits below 28 KB, however much there is to say, and escapes markup', () => {
  const line = { en: '*'.repeat(2_000), fr: 'é'.repeat(2_000) }
  const notice = noticeOf('ecluse-1', { lines: Array.from({ length: 39 }, () => line) })
  const body = bodyOf(notice, letterOf(notice, 'en'))
  expect(Buffer.byteLength(body)).toBeLessThan(28_000)
  expect(body).toContain('\\\\*\\\\*')
})
