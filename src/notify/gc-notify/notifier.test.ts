import { expect, it } from 'vitest'
import { letterOf } from '../../notices/letter.ts'
import { deadPort } from '../../outgoing/receiver.fixture.ts'
import { noticeOf, notifierContract } from '../../ports/notifier.contract.fixture.ts'
import type { Address } from '../../ports/notifier.ts'
import { gcNotify, key, template } from './gc.fixture.ts'
import { createGcNotify } from './notifier.ts'

const address = (url: string, recipient: string, to = key): Address => ({
  to,
  key: null,
  from: null,
  recipients: [recipient],
  template,
  url,
})

notifierContract('gc-notify', async () => {
  const one = await gcNotify()
  return {
    notifier: createGcNotify(),
    address: (mood) => address(one.url, `${mood}@example.ca`),
    got: async () => one.kept.map(({ body }) => body),
    nobody: address(`http://127.0.0.1:${await deadPort()}`, 'ops@example.ca'),
    link: address('https://169.254.169.254', 'ops@example.ca'),
    secrets: [key, key.slice(-36)],
    calls: ['\n#', '(('],
    once: true,
    close: one.close,
  }
})

const send = (where: Address, id: string, again = false) => {
  const notice = noticeOf(id)
  const message = { notice, letter: letterOf(notice, 'fr'), again }
  return createGcNotify().send(where, message, new AbortController().signal)
}

it('looks up what was cut off before its answer, and sends it once', async () => {
  const one = await gcNotify()
  const where = address(one.url, 'lost@example.ca')
  expect((await send(where, 'ecluse-1')).kind).toBe('later')
  expect(await send(where, 'ecluse-1', true)).toEqual({ kind: 'taken' })
  expect(one.kept).toHaveLength(1)
  // Of another person, by the same reference, nothing is there yet.
  expect(await send(address(one.url, 'ops@example.ca'), 'ecluse-1', true)).toEqual({ kind: 'taken' })
  expect(one.kept.map(({ email }) => email)).toEqual(['lost@example.ca', 'ops@example.ca'])
  await one.close()
})

it('comes again after 429 and after a key that is none; a placeholder of the template is none of ours', async () => {
  const one = await gcNotify()
  expect(await send(address(one.url, 'busy@example.ca'), 'ecluse-2')).toMatchObject({ kind: 'later' })
  const other = await send(address(one.url, 'ops@example.ca', 'gcntfy-other-key-of-nobody'), 'ecluse-3')
  expect(other).toMatchObject({ kind: 'later' })
  expect(JSON.stringify(other)).toContain('API key not found')
  const { bodyOf } = await import('./body.ts')
  const notice = noticeOf('ecluse-4', { text: { en: '((secret))', fr: '# titre' } })
  const body = bodyOf(notice, letterOf(notice, 'en'), { recipient: 'a@b.ca', template })
  expect(body).not.toContain('((secret')
  expect(body).not.toContain('\\n# titre')
  await one.close()
})
