import { addressOf } from '../../outgoing/address.ts'
import { deliveredBy, isPage, jsonOf } from '../../outgoing/delivered.ts'
import { hide } from '../../outgoing/hide.ts'
import { ask } from '../../outgoing/post.ts'
import type { Notifier } from '../../ports/notifier.ts'
import { bodyOf } from './body.ts'
import { page } from './messages.ts'

/** A workflow accepts without a word; what it says with a 200 all the same is an error, or the old connectors' `1`. */
export const denial = (body: string): string | null => {
  const words = body.trim()
  if (words === '' || words === '1') return null
  const error = jsonOf(words)?.['error']
  if (typeof error === 'string') return error
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
  return /failed|error/i.test(words) ? words : null
}

/** A workflow of Microsoft Teams that begins with the request of a webhook. */
export const createTeams = (): Notifier => ({
  kind: 'teams',
  one: false,
  send: async ({ to }, { notice, letter }, signal) => {
    const url = addressOf(to)
    if (!(url instanceof URL)) return { kind: 'later', why: url, after: null }
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    const answer = await ask({ url, method: 'POST', headers, body: bodyOf(notice, letter) }, signal)
    return deliveredBy(
      answer,
      (said) => hide(said, [to]),
      (one) => (isPage(one) ? page : denial(one.body)),
    )
  },
})
