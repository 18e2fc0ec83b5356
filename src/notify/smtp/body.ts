import { plainOf } from '../../notices/letter.ts'
import type { Letter, Notice } from '../../notices/types.ts'

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)

/** A mail of plain text; its Message-ID is the notice's id, so that whoever has it knows it again. */
export const mailOf = (
  notice: Notice,
  letter: Letter,
  { from, to }: { readonly from: string; readonly to: readonly string[] },
) => ({
  from: { name: 'Écluse', address: from },
  to: to.map((address) => ({ name: '', address })),
  subject: letter.subject,
  text: `${plainOf(letter)}\n`,
  messageId: `<${notice.id}@${domainOf(from)}>`,
  date: new Date(notice.at),
  headers: {
    'Auto-Submitted': 'auto-generated',
    'Content-Language': letter.parts.map(({ language }) => language).join(', '),
  },
  disableFileAccess: true,
  disableUrlAccess: true,
})
