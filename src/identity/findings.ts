import type { Text } from '../kernel/text.ts'
import * as words from './messages.ts'
import type { KeyLine } from './types.ts'

/** What is not as it should be with who may come in: where it was found, and the one thing that mends it. */
export type MemberFinding = {
  readonly code: 'key-is-administrator' | 'key-not-restricted' | 'key-line-broken'
  readonly severity: 'note' | 'wrong'
  readonly place: { readonly file: string; readonly line: number }
  readonly text: Text
  readonly found: Text
  readonly todo: Text
}

const findingOf = (file: string, line: KeyLine): MemberFinding | null => {
  const place = { file, line: line.line }
  const about = { place, found: words.foundByReading(file) }
  if (line.kind === 'open')
    return { code: 'key-is-administrator', severity: 'note', ...about, ...words.administrator(line.key) }
  if (line.kind === 'broken')
    return { code: 'key-line-broken', severity: 'wrong', ...about, ...words.brokenLine(line.key) }
  if (line.kind === 'member' && !line.restricted)
    return { code: 'key-not-restricted', severity: 'wrong', ...about, ...words.notRestricted(line.key) }
  return null
}

/** For `doctor`: every key that is more than a member of its role, or less. */
export const membersDoctor = (file: string, lines: readonly KeyLine[]): readonly MemberFinding[] =>
  lines.flatMap((line) => findingOf(file, line) ?? [])
