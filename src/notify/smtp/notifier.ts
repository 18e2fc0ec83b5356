import { createTransport } from 'nodemailer'
import { hide } from '../../outgoing/hide.ts'
import { failureOf } from '../../outgoing/post.ts'
import type { Delivered, Notifier } from '../../ports/notifier.ts'
import { mailOf } from './body.ts'
import * as say from './messages.ts'
import { serverOf } from './server.ts'

type Failure = { readonly code?: unknown; readonly responseCode?: unknown; readonly response?: unknown }

/** The library keeps what the socket said in its words alone. */
const codeIn = (error: unknown): string => {
  const words = error instanceof Error ? error.message : ''
  if (/certificate|self-signed|altname|\bTLS\b|\bSSL\b/i.test(words)) return 'CERT_UNTRUSTED'
  return /\bE[A-Z]{4,20}\b/.exec(words)?.[0] ?? 'failed'
}

/** A reply of the server decides: 5xx to the message refuses it, everything else comes again. */
const failed = (error: unknown, secrets: readonly (string | null)[]): Delivered => {
  const { code, responseCode, response } = (error ?? {}) as Failure
  if (typeof responseCode === 'number') {
    const words = hide(String(response ?? responseCode), secrets)
    const refusal = responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE')
    return refusal
      ? { kind: 'refused', why: say.replied(words) }
      : { kind: 'later', why: code === 'EAUTH' ? say.noEntry(words) : say.replied(words), after: null }
  }
  if (code === 'ETIMEDOUT') return { kind: 'later', why: say.silent(), after: null }
  if (code === 'ETLS') return { kind: 'later', why: say.noTls(), after: null }
  return { kind: 'later', why: failureOf({ code: codeIn(error) }), after: null }
}

/** Mail by an SMTP server that the team names: one message to all recipients. */
export const createSmtp = (): Notifier => ({
  kind: 'smtp',
  one: false,
  send: async ({ to, from, recipients }, { notice, letter }, signal): Promise<Delivered> => {
    if (from === null || recipients.length === 0) return { kind: 'refused', why: say.incomplete() }
    const server = await serverOf(to)
    if (!('host' in server)) return { kind: 'later', why: server, after: null }
    const transport = createTransport(server)
    const gone = (): void => transport.close()
    signal.addEventListener('abort', gone, { once: true })
    try {
      const late = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' })), {
          once: true,
        })
      })
      const sent = await Promise.race([
        transport.sendMail(mailOf(notice, letter, { from, to: recipients })),
        late,
      ])
      const missed = sent.rejected.length
      return missed === 0 ? { kind: 'taken' } : { kind: 'taken', note: say.someRefused(missed) }
    } catch (error) {
      const { auth } = server as { readonly auth?: { readonly pass: string } }
      return failed(error, [to, auth?.pass ?? null])
    } finally {
      signal.removeEventListener('abort', gone)
      transport.close()
    }
  },
})
