import { addressOf } from '../../outgoing/address.ts'
import { deliveredBy, jsonOf } from '../../outgoing/delivered.ts'
import { hide } from '../../outgoing/hide.ts'
import { ask } from '../../outgoing/post.ts'
import type { Address, Delivered, Notifier } from '../../ports/notifier.ts'
import { bodyOf } from './body.ts'
import * as say from './messages.ts'

const usual = 'https://api.notification.canada.ca'

/** The first error of an answer, in its own words. */
const wordsOf = (body: string): string => {
  const json = jsonOf(body)
  const first: unknown = Array.isArray(json?.['errors']) ? json['errors'][0] : null
  if (typeof first !== 'object' || first === null) return json === null ? '' : JSON.stringify(json)
  const { error, message } = first as { error?: unknown; message?: unknown }
  return [error, message].filter((one) => typeof one === 'string').join(': ')
}

const headersOf = ({ to }: Address): Readonly<Record<string, string>> => ({
  authorization: `ApiKey-v1 ${to.trim()}`,
  accept: 'application/json',
})

/** Whether GC Notify already has it for this person. Null: it did not say. */
const isThere = async (
  address: Address,
  base: string,
  reference: string,
  recipient: string,
  signal: AbortSignal,
): Promise<boolean | null> => {
  const url = new URL(
    `${base}/v2/notifications?template_type=email&reference=${encodeURIComponent(reference)}`,
  )
  const answer = await ask({ url, method: 'GET', headers: headersOf(address), body: null }, signal)
  if (answer.kind === 'none' || answer.status !== 200) return null
  const all: unknown = jsonOf(answer.body)?.['notifications']
  if (!Array.isArray(all)) return null
  return all.some(
    (one: { reference?: unknown; email_address?: unknown }) =>
      one.reference === reference && String(one.email_address).toLowerCase() === recipient.toLowerCase(),
  )
}

/** Mail through GC Notify: one request for each person. */
export const createGcNotify = (): Notifier => ({
  kind: 'gc-notify',
  one: true,
  send: async (address, { notice, letter, again }, signal): Promise<Delivered> => {
    const base = (address.url ?? usual).replace(/\/+$/, '')
    const checked = addressOf(base)
    if (!(checked instanceof URL)) return { kind: 'later', why: checked, after: null }
    const [recipient] = address.recipients
    if (recipient === undefined || address.template === null)
      return { kind: 'refused', why: say.incomplete() }
    if (!/^[\x21-\x7e]{8,500}$/.test(address.to.trim()))
      return { kind: 'later', why: say.noKey(), after: null }
    if (again && (await isThere(address, base, notice.id, recipient, signal)) === true)
      return { kind: 'taken' }
    const body = bodyOf(notice, letter, { recipient, template: address.template })
    const url = new URL(`${base}/v2/notifications/email`)
    const headers = { ...headersOf(address), 'content-type': 'application/json' }
    const answer = await ask({ url, method: 'POST', headers, body }, signal)
    return deliveredBy(
      answer,
      (said) => hide(wordsOf(said), [address.to]),
      (one) => (typeof jsonOf(one.body)?.['id'] === 'string' ? null : say.noId),
    )
  },
})
