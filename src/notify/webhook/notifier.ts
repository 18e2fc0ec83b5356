import { addressOf } from '../../outgoing/address.ts'
import { deliveredBy, isPage } from '../../outgoing/delivered.ts'
import { hide } from '../../outgoing/hide.ts'
import { ask } from '../../outgoing/post.ts'
import type { Notifier } from '../../ports/notifier.ts'
import { bodyOf, keyOf, signatureOf } from './body.ts'
import { noKey, signInPage } from './messages.ts'

/** Signed JSON to any address, as Standard Webhooks has it. `now`: milliseconds since the epoch. */
export const createWebhook = (now: () => number): Notifier => ({
  kind: 'webhook',
  one: false,
  send: async (address, { notice, letter }, signal) => {
    const url = addressOf(address.to)
    if (!(url instanceof URL)) return { kind: 'later', why: url, after: null }
    const key = address.key === null ? null : keyOf(address.key)
    if (key === null) return { kind: 'later', why: noKey(), after: null }
    const body = bodyOf(notice, letter)
    const seconds = Math.floor(now() / 1_000)
    const headers = {
      'content-type': 'application/json',
      'webhook-id': notice.id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signatureOf(key, notice.id, seconds, body),
    }
    const answer = await ask({ url, method: 'POST', headers, body }, signal)
    return deliveredBy(
      answer,
      (said) => hide(said, [address.to, address.key]),
      (one) => (isPage(one) ? signInPage : null),
    )
  },
})
