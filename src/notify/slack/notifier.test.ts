import { expect, it } from 'vitest'
import { letterOf } from '../../notices/letter.ts'
import { deadPort, receiver } from '../../outgoing/receiver.fixture.ts'
import { noticeOf, notifierContract } from '../../ports/notifier.contract.fixture.ts'
import type { Address } from '../../ports/notifier.ts'
import { createSlack } from './notifier.ts'

const address = (to: string): Address => ({
  to,
  key: null,
  from: null,
  recipients: [],
  template: null,
  url: null,
})

/** What an incoming webhook takes, as it is documented; anything else is `invalid_payload`. */
const isPayload = (body: string, type: string | undefined): boolean => {
  const value = JSON.parse(body) as Record<string, unknown>
  const known = ['text', 'mrkdwn', 'unfurl_links', 'unfurl_media', 'blocks', 'attachments', 'thread_ts']
  return (
    (type ?? '').startsWith('application/json') &&
    typeof value['text'] === 'string' &&
    value['text'].length > 0 &&
    value['text'].length <= 40_000 &&
    Object.keys(value).every((key) => known.includes(key))
  )
}

notifierContract('slack', async () => {
  const one = await receiver(({ path, method, headers, body }) => {
    if (path.startsWith('/silent')) return null
    if (path.startsWith('/trouble')) return { status: 500, body: 'rollup_error' }
    if (path.startsWith('/refuse')) return { status: 400, body: 'invalid_payload' }
    if (method !== 'POST' || !isPayload(body, headers['content-type']))
      return { status: 400, body: 'invalid_payload' }
    return { status: 200, body: 'ok' }
  })
  return {
    notifier: createSlack(),
    address: (mood) => address(`${one.url}/${mood}/T000/B000/XXXXXXXXXX`),
    got: async () => one.got.filter(({ path }) => path.startsWith('/take')).map(({ body }) => body),
    nobody: address(`http://127.0.0.1:${await deadPort()}/XXXXXXXXXX`),
    link: address('https://169.254.1.1/XXXXXXXXXX'),
    secrets: ['XXXXXXXXXX'],
    calls: ['<!everyone>', '@channel', '<script'],
    once: false,
    close: one.close,
  }
})

it.each([
  [200, '{"ok":false,"error":"channel_not_found"}', 'later', 'channel_not_found'],
  [200, '{"success":false,"error":"invalid"}', 'later', 'invalid'],
  [200, '{"result":"error","msg":"bad key"}', 'later', 'bad key'],
  [200, '<html>sign in</html>', 'later', ''],
  [404, 'no_service', 'later', 'no_service'],
  [410, 'channel_is_archived', 'later', 'channel_is_archived'],
  [403, 'action_prohibited', 'later', 'action_prohibited'],
  [200, '{"ok":true}', 'taken', ''],
  [200, 'ok', 'taken', ''],
] as const)('%i %s is %s', async (status, body, kind, words) => {
  const one = await receiver(() => ({ status, body }))
  const notice = noticeOf('ecluse-1')
  const answer = await createSlack().send(
    address(one.url),
    { notice, letter: letterOf(notice, 'en'), again: false },
    new AbortController().signal,
  )
  expect(answer.kind).toBe(kind)
  expect(JSON.stringify(answer)).toContain(words)
  await one.close()
})
