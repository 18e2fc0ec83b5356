import { addressOf } from '../../outgoing/address.ts'
import { deliveredBy, isPage, jsonOf } from '../../outgoing/delivered.ts'
import { hide } from '../../outgoing/hide.ts'
import { ask } from '../../outgoing/post.ts'
import type { Notifier } from '../../ports/notifier.ts'
import { bodyOf } from './body.ts'
import { page } from './messages.ts'

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Slack answers `ok`; others a JSON, of which `ok`, `success` or `result` says whether it was taken. */
export const denial = (body: string): string | null => {
  const json = jsonOf(body)
  if (json === null) return null
  const no = json['ok'] === false || json['success'] === false || json['result'] === 'error'
  return no ? wordOf(json['error']) || wordOf(json['msg']) || wordOf(json['message']) || 'ok: false' : null
}

/** An incoming webhook of Slack, or of what takes the same messages. */
export const createSlack = (): Notifier => ({
  kind: 'slack',
  one: false,
  send: async ({ to }, { letter }, signal) => {
    const url = addressOf(to)
    if (!(url instanceof URL)) return { kind: 'later', why: url, after: null }
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const answer = await ask({ url, method: 'POST', headers, body: bodyOf(letter) }, signal)
    return deliveredBy(
      answer,
      (said) => hide(said, [to]),
      (one) => (isPage(one) ? page : denial(one.body)),
    )
  },
})
