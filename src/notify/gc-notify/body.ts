import { plainOf } from '../../notices/letter.ts'
import type { Letter, Notice } from '../../notices/types.ts'

const longestBody = 20_000

/** Signs that would begin a heading, a list, a quote or a link in a template's Markdown, at the start of a line. */
const plain = (words: string): string =>
  words.replace(/^(\s*)([#^*>-])/gm, '$1\u200b$2').replaceAll('((', '(\u200b(')

/** One mail to one person; the reference is the notice's id, which holds nothing personal. */
export const bodyOf = (
  notice: Notice,
  letter: Letter,
  to: { readonly recipient: string; readonly template: string },
): string =>
  JSON.stringify({
    email_address: to.recipient,
    template_id: to.template,
    personalisation: { subject: letter.subject, body: plain(plainOf(letter)).slice(0, longestBody) },
    reference: notice.id,
  })
