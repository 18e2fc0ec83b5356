import semver from 'semver'
import { semverOf } from './versions.ts'

/** What lies between the last version and a commit, counted. */
export type Counted = {
  readonly breaking: number
  readonly users: number
  readonly fixes: number
  readonly behind: number
  /** Changes that people have today and will not after. */
  readonly takenBack: number
}

export type Proposal = {
  /** As the last one was written: with or without a `v`. */
  readonly version: string
  readonly last: string | null
  readonly bump: 'first' | 'major' | 'minor' | 'patch' | 'none'
  readonly reason: 'first' | 'breaking' | 'breaking-before-one' | 'users' | 'fixes' | 'behind' | 'nothing'
}

/**
 * The next version by Semantic Versioning 2.0.0: what breaks is major (before 1.0.0 minor), what people can do that they
 * could not is minor, everything else patch. `last` null: there is none yet.
 */
export const nextVersion = (last: string | null, changes: Counted): Proposal => {
  const plain = last === null ? null : semverOf(last)
  if (last === null || plain === null) return { version: 'v0.1.0', last, bump: 'first', reason: 'first' }
  const written = (kind: 'major' | 'minor' | 'patch') =>
    `${last.startsWith('v') ? 'v' : ''}${semver.inc(plain, kind) ?? plain}`
  const before = semver.major(plain) === 0
  if (changes.breaking > 0 && !before)
    return { version: written('major'), last, bump: 'major', reason: 'breaking' }
  if (changes.breaking > 0)
    return { version: written('minor'), last, bump: 'minor', reason: 'breaking-before-one' }
  if (changes.users + changes.takenBack > 0)
    return { version: written('minor'), last, bump: 'minor', reason: 'users' }
  if (changes.fixes > 0) return { version: written('patch'), last, bump: 'patch', reason: 'fixes' }
  if (changes.behind > 0) return { version: written('patch'), last, bump: 'patch', reason: 'behind' }
  return { version: last, last, bump: 'none', reason: 'nothing' }
}

/** The version that a file names: `version` of a JSON object, else the file's first line; null: none. */
export const versionIn = (file: string, text: string): string | null => {
  const plain = text.replace(/^\ufeff/, '')
  if (!file.endsWith('.json')) {
    const [line = ''] = plain.split('\n')
    return line.trim() === '' ? null : line.trim()
  }
  try {
    const { version } = JSON.parse(plain) as { readonly version?: unknown }
    return typeof version === 'string' && version !== '' ? version : null
  } catch {
    return null
  }
}

/** The newest of some tags by Semantic Versioning; null where none is one. Those before a release count for nothing. */
export const newestVersion = (tags: readonly string[]): string | null => {
  const versions = tags.filter((tag) => {
    const plain = semverOf(tag)
    return plain !== null && semver.prerelease(plain) === null
  })
  return (
    versions.toSorted((a, b) => semver.rcompare(semverOf(a) ?? '0.0.0', semverOf(b) ?? '0.0.0'))[0] ?? null
  )
}
