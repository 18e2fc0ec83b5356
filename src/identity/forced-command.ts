import { type Role, roles } from './rights.ts'
import type { Membership } from './types.ts'

/** A member's name: safe in a shell, in a path and in a line of the ledger. */
export const isMemberName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._+@-]{0,63}$/.test(name)
export const isFingerprint = (words: string): boolean => /^SHA256:[A-Za-z0-9+/]{43}$/.test(words)
const isApplication = (words: string): boolean => /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(words)
const isRole = (words: string): words is Role => (roles as readonly string[]).includes(words)

const safe = /^[A-Za-z0-9_@%+=:,./-]+$/

/** One word as a POSIX shell reads it: sshd hands the forced command to the account's shell. */
export const shellWord = (word: string): string =>
  safe.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** The words of a command that `shellWord` wrote. Other syntax of the shell comes out as it stands. */
export const shellWords = (command: string): readonly string[] => {
  const words: string[] = []
  for (const [, piece = ''] of command.matchAll(/((?:'[^']*'|\\.|[^\s'\\])+)/g))
    words.push(
      piece.replaceAll(/'([^']*)'|\\(.)/g, (_, inside?: string, escaped?: string) => inside ?? escaped ?? ''),
    )
  return words
}

/** `ecluse connect --member NAME --key FINGERPRINT --role ROLE [--only A,B]`. */
export const writeForced = (
  program: readonly string[],
  { member, key, role, only }: Membership,
  more: readonly string[] = [],
): string =>
  [
    ...program,
    'connect',
    ...['--member', member, '--key', key, '--role', role],
    ...(only === null ? [] : ['--only', only.join(',')]),
    ...more,
  ]
    .map(shellWord)
    .join(' ')

const readOptions = (words: readonly string[]): ReadonlyMap<string, string> | null => {
  const options = new Map<string, string>()
  for (let at = 0; at < words.length; at += 2) {
    const [name = '', value] = words.slice(at, at + 2)
    if (!name.startsWith('--') || value === undefined || options.has(name)) return null
    options.set(name, value)
  }
  return options
}

/**
 * The membership that a forced command says; null where it is not our command, `broken` where its words are none of
 * ours. Without `--role` it is an administrator's: only whoever may let keys in without any command can write it.
 */
export const readForced = (words: readonly string[]): Membership | 'broken' | null => {
  const at = words.indexOf('connect')
  if (at < 1 || !words.includes('--member')) return null
  const options = readOptions(words.slice(at + 1))
  if (options === null) return 'broken'
  const [member = '', key = '', role = 'admin'] = ['--member', '--key', '--role'].map((name) =>
    options.get(name),
  )
  const only = options.get('--only')?.split(',') ?? null
  const known = ['--member', '--key', '--role', '--only', '--data']
  if (![...options.keys()].every((name) => known.includes(name))) return 'broken'
  if (!isMemberName(member) || !isFingerprint(key) || !isRole(role)) return 'broken'
  if (only !== null && !only.every(isApplication)) return 'broken'
  return { member, key, role, only }
}
