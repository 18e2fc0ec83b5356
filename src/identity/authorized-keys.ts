import { readForced, shellWords, writeForced } from './forced-command.ts'
import { keyOf } from './public-key.ts'
import type { KeyLine, Membership, PublicKey } from './types.ts'

/** Splits what stands before the key's type from it, as sshd(8) reads it: quotes may hold blanks and commas. */
const splitOptions = (line: string): { readonly options: readonly string[]; readonly rest: string } => {
  const options: string[] = []
  let word = ''
  let quoted = false
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] ?? ''
    if (quoted && char === '\\' && line[at + 1] === '"') {
      word += '\\"'
      at += 1
    } else if (char === '"') {
      quoted = !quoted
      word += char
    } else if (!quoted && char === ',') {
      options.push(word)
      word = ''
    } else if (!quoted && (char === ' ' || char === '\t')) {
      return { options: [...options, word], rest: line.slice(at).trim() }
    } else word += char
  }
  return { options: [...options, word], rest: '' }
}

const commandOf = (options: readonly string[]): string | null => {
  const found = options.find((option) => /^command=/i.test(option))
  if (found === undefined) return null
  return found.slice('command='.length).replace(/^"|"$/g, '').replaceAll('\\"', '"')
}

const keyIn = (words: string): PublicKey | null => {
  const [type = '', blob = '', ...comment] = words.split(/[ \t]+/)
  return keyOf(type, blob, comment.join(' '))
}

const readKeyLine = (text: string, line: number): KeyLine | null => {
  const words = text.trim()
  if (words === '' || words.startsWith('#')) return null
  const bare = keyIn(words)
  if (bare !== null) return { line, kind: 'open', key: bare, membership: null, restricted: false }
  const { options, rest } = splitOptions(words)
  const key = keyIn(rest)
  if (key === null) return null
  const restricted = options.some((option) => option.toLowerCase() === 'restrict')
  const command = commandOf(options)
  if (command === null) return { line, kind: 'open', key, membership: null, restricted }
  const forced = readForced(shellWords(command))
  if (forced === null) return { line, kind: 'other', key, membership: null, restricted }
  const fits = forced !== 'broken' && forced.key === key.fingerprint
  return { line, kind: fits ? 'member' : 'broken', key, membership: fits ? forced : null, restricted }
}

const linesOf = (text: string): readonly string[] => text.split('\n')

/** Every key that a file of sshd's lets in, in its order. Lines that are none are left out. */
export const readKeyLines = (text: string): readonly KeyLine[] =>
  linesOf(text).flatMap((line, index) => readKeyLine(line, index + 1) ?? [])

/**
 * The line that lets a member in: no forwarding, no terminal, one command. `program`: argv that begins the command,
 * `ecluse` on a prepared server.
 */
export const memberLine = (
  program: readonly string[],
  membership: Membership,
  key: PublicKey,
  { terminal = false, more = [] }: { readonly terminal?: boolean; readonly more?: readonly string[] } = {},
): string => {
  const command = writeForced(program, membership, more).replaceAll('"', '\\"')
  const options = ['restrict', ...(terminal ? ['pty'] : []), `command="${command}"`]
  return [options.join(','), key.type, key.blob, key.comment].filter((word) => word !== '').join(' ')
}

/** The text with another line at its end; every other byte stays. */
export const withLines = (text: string, lines: readonly string[]): string => {
  const whole = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return lines.length === 0 ? text : `${whole}${lines.join('\n')}\n`
}

/** The text without the lines of those numbers; every other byte stays. */
export const withoutLines = (text: string, numbers: readonly number[]): string =>
  linesOf(text)
    .filter((_, index) => !numbers.includes(index + 1))
    .join('\n')

/** Whom a bridge's line names: the member of that key in the file, or null. The first line of a key rules in sshd. */
export const membershipOf = (lines: readonly KeyLine[], member: string, key: string): Membership | null => {
  const first = lines.find((line) => line.key.fingerprint === key)
  return first?.membership?.member === member ? first.membership : null
}
