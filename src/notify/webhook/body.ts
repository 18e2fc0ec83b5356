import { createHmac } from 'node:crypto'
import { canonical } from '../../kernel/canonical.ts'
import type { Letter, Notice } from '../../notices/types.ts'

/** What is posted: data for programs, and the letter for people. */
export const bodyOf = (notice: Notice, letter: Letter): string =>
  canonical({
    type: `ecluse.${notice.event}`,
    timestamp: new Date(notice.at).toISOString(),
    data: {
      id: notice.id,
      application: notice.application,
      environment: notice.environment,
      release: notice.release,
      event: notice.event,
      alarm: notice.alarm,
      roles: notice.roles,
      subject: letter.subject,
      text: { en: notice.text.en, fr: notice.text.fr },
      lines: notice.lines.map(({ en, fr }) => ({ en, fr })),
    },
  })

/** `whsec_` and base64, as Standard Webhooks writes keys; any other text is its own bytes. Null: too short to sign with. */
export const keyOf = (value: string): Uint8Array | null => {
  const words = value.trim()
  const encoded = /^whsec_([A-Za-z0-9+/_-]+={0,2})$/.exec(words)?.[1]
  const key = encoded === undefined ? Buffer.from(words, 'utf8') : Buffer.from(encoded, 'base64')
  return key.length < 24 ? null : key
}

/** HMAC-SHA-256 of `ID.TIMESTAMP.BODY`; seconds of this attempt. */
export const signatureOf = (key: Uint8Array, id: string, seconds: number, body: string): string =>
  `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
