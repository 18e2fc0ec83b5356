import { namespace } from '../identity/statement.ts'
import { readSignature } from '../provenance/sshsig.ts'
import type { AuditedRelease, AuditedStatement } from './types.ts'

type File = readonly [path: string, content: string]

const plain = (word: string): string => word.replaceAll(/[^\w.@-]+/g, '-')

/** In the order in which they came: `01-approve.json`, `02-override-calendar.json`. */
export const statementName = ({ action, item }: AuditedStatement, index: number): string =>
  `${String(index + 1).padStart(2, '0')}-${[action, item ?? '']
    .filter((word) => word !== '')
    .map(plain)
    .join('-')}.json`

/** A line of a stock allowed-signers file for whoever signed it; null: nobody did, or not so that it can be read. */
const lineOf = ({ signer, signature }: AuditedStatement): string | null => {
  const read = signature === null ? null : readSignature(signature)
  return read === null || typeof read === 'string'
    ? null
    : `${plain(signer)} namespaces="${namespace}" ${read.key.type} ${read.key.blob}`
}

/**
 * What was signed, to the byte, each with its signature beside it, and files that the stock tool checks them with: the
 * approvers of that time, and the keys that signed. `release.json` says which is whose.
 */
export function* statementFiles({ statements, approvers }: AuditedRelease, folder: string): Generator<File> {
  if (statements.length === 0) return
  for (const [index, one] of statements.entries()) {
    const path = `${folder}/statements/${statementName(one, index)}`
    yield [path, one.text]
    if (one.signature !== null) yield [`${path}.sig`, one.signature]
  }
  const lines = [...new Set(statements.flatMap((one) => lineOf(one) ?? []))]
  if (lines.length > 0) yield [`${folder}/statements/signers`, `${lines.join('\n')}\n`]
  for (const { name, text } of approvers) yield [`${folder}/approvers/${plain(name)}`, text]
}

/** `statements.json`: who said what, and in which file; the text itself stands in that file. */
export const statementIndex = ({ statements }: AuditedRelease) =>
  statements.map(({ text: _, signature, ...rest }, index) => ({
    file: `statements/${statementName({ ...rest, text: '', signature }, index)}`,
    signed: signature !== null,
    ...rest,
  }))
