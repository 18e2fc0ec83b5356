import { ProblemError } from '../kernel/problem.ts'
import { keyTaken, noMember } from './messages.ts'
import type { KeyLine, PublicKey } from './types.ts'

const ofMember = (lines: readonly KeyLine[], member: string): readonly KeyLine[] =>
  lines.filter(({ membership }) => membership?.member === member)

/** Names of members, each once, in the order of the file. */
export const memberNames = (lines: readonly KeyLine[]): readonly string[] => [
  ...new Set(lines.flatMap(({ membership }) => membership?.member ?? [])),
]

/**
 * The keys that a member has once these are added, and the numbers of the lines that their new ones take the place of.
 * Throws `key-taken`: a key is one member's alone.
 */
export const checkAdd = (
  lines: readonly KeyLine[],
  member: string,
  keys: readonly PublicKey[],
): { readonly all: readonly PublicKey[]; readonly replaced: readonly number[] } => {
  for (const key of keys) {
    const taken = lines.find(
      ({ kind, key: other, membership }) =>
        other.fingerprint === key.fingerprint && kind !== 'broken' && membership?.member !== member,
    )
    if (taken !== undefined) throw new ProblemError(keyTaken(key, taken.membership?.member ?? null))
  }
  const mine = ofMember(lines, member)
  const all = new Map([...mine.map(({ key }) => key), ...keys].map((key) => [key.fingerprint, key]))
  const broken = lines.filter(({ kind, key }) => kind === 'broken' && all.has(key.fingerprint))
  return { all: [...all.values()], replaced: [...mine, ...broken].map(({ line }) => line) }
}

/** The lines that go with a member. Throws `no-member`. */
export const checkRemove = (lines: readonly KeyLine[], member: string): readonly KeyLine[] => {
  const mine = ofMember(lines, member)
  if (mine.length === 0) throw new ProblemError(noMember(member, memberNames(lines)))
  return mine
}
