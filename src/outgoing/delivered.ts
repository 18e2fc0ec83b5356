import type { Delivered } from '../ports/notifier.ts'
import * as say from './messages.ts'
import type { Answer } from './post.ts'

type Answered = Extract<Answer, { kind: 'answer' }>

/** Statuses that say something of this one message: others may pass it. */
const ofTheMessage = new Set([400, 413, 415, 422])

/** Status 200 of a page that asks who is there is no delivery. */
export const isPage = ({ body, type }: Answered): boolean => /html/i.test(type) || /^\s*</.test(body)

export const jsonOf = (body: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}

/**
 * What an answer means. `said`: its words, with nothing of the address in them. `denies`: the words of a 2xx that says
 * no all the same, null where it says yes.
 */
export const deliveredBy = (
  answer: Answer,
  said: (body: string) => string,
  denies: (answer: Answered) => string | null,
): Delivered => {
  if (answer.kind === 'none') return { kind: 'later', why: answer.why, after: null }
  const { status, body, retryAfter } = answer
  if (status >= 200 && status < 300) {
    const no = denies(answer)
    return no === null
      ? { kind: 'taken' }
      : { kind: 'later', why: say.saidNo(status, said(no)), after: retryAfter }
  }
  if (status >= 300 && status < 400) return { kind: 'later', why: say.redirected(status), after: null }
  const words = isPage(answer) ? '' : said(body)
  const why = words === '' ? say.answered(status) : say.answeredWith(status, words)
  return ofTheMessage.has(status) ? { kind: 'refused', why } : { kind: 'later', why, after: retryAfter }
}
