import type { Text } from '../kernel/text.ts'
import type { Ms } from '../kernel/time.ts'
import { addressOf } from '../outgoing/address.ts'
import { jsonOf } from '../outgoing/delivered.ts'
import { hide } from '../outgoing/hide.ts'
import { type Answer, ask } from '../outgoing/post.ts'
import type { Published } from '../ports/hosting.ts'
import * as say from './messages.ts'

/** A list of a hundred releases, each with the longest text that there is. */
const mostAnswer = 16 * 1024 * 1024

export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH'
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** What is thrown where it does not go on: how the publication ends for now. */
export class Stopped extends Error {
  readonly end: Exclude<Published, { kind: 'published' }>
  constructor(end: Exclude<Published, { kind: 'published' }>) {
    super(end.why.en)
    this.end = end
  }
}

export const later = (why: Text, after: Ms | null = null): Stopped =>
  new Stopped({ kind: 'later', why, after })
export const refused = (why: Text): Stopped => new Stopped({ kind: 'refused', why })

export type Found = { readonly status: number; readonly value: unknown }

export type Talk = {
  /** The answer where its status is one of those; null for 404 where that is one. Throws `Stopped` otherwise. */
  readonly call: (call: Call, wanted: readonly number[]) => Promise<Found>
  readonly said: (value: unknown) => string
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

/** What services call an error: `message`, a text or lists by field; `error`; `errors`. */
const wordsIn = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return ''
  const { message, error, errors } = value as Readonly<Record<string, unknown>>
  const parts = [message, error, errors].filter((part) => part !== undefined)
  return parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ')
}

const stopFor = (answer: Extract<Answer, { kind: 'answer' }>, said: string): Stopped => {
  const { status, retryAfter } = answer
  // Too many requests come as 403, too: then the service says how long to wait.
  const tooMany =
    status === 429 || (status === 403 && (retryAfter !== null || /rate limit|abuse/i.test(said)))
  if (tooMany || status >= 500 || status < 400) return later(say.answered(status, said), retryAfter)
  if (status === 401 || status === 403) return refused(say.mayNot(status, said))
  return status === 409 || status === 408 || status === 423
    ? later(say.answered(status, said), retryAfter)
    : refused(say.answered(status, said))
}

/** Speaks to one API with one token, which stands in no word that comes back. */
export const talkTo = (
  api: string,
  token: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Talk => {
  const said = (value: unknown) => hide(wordsIn(value), [token])
  return {
    said,
    call: async ({ method, path, body }, wanted) => {
      const url = addressOf(`${api}${path}`)
      if (!(url instanceof URL)) throw refused(say.badAddress(url))
      const answer = await ask(
        {
          url,
          method,
          headers: {
            accept: 'application/json',
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          body: body === undefined ? null : JSON.stringify(body),
          most: mostAnswer,
        },
        signal,
      )
      if (answer.kind === 'none') throw later(say.silent(answer.why))
      const value = parsed(answer.body)
      const words = hide(wordsIn(jsonOf(answer.body)), [token])
      if (!wanted.includes(answer.status)) throw stopFor(answer, words)
      // A page that asks who is there, or an error that calls itself a success.
      if (
        answer.status !== 404 &&
        (value === undefined || (words !== '' && !Array.isArray(value) && !hasId(value)))
      )
        throw later(say.notWhatWasAsked(answer.status, words), answer.retryAfter)
      return { status: answer.status, value }
    },
  }
}

const hasId = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'tag_name', 'ref', 'sha', 'commit', 'name'].some((key) => key in value)

/** A member that has to be a text; an answer without it is none. */
export const textAt = ({ status, value }: Found, talk: Talk, ...path: readonly string[]): string => {
  const found = path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null
        ? (inside as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  )
  if (typeof found !== 'string') throw later(say.notWhatWasAsked(status, talk.said(value)))
  return found
}
