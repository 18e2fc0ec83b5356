import semver from 'semver'

/** Names that mean another thing tomorrow: nothing that is released is called so. */
const moving: ReadonlySet<string> = new Set([
  'latest',
  'main',
  'master',
  'trunk',
  'develop',
  'development',
  'dev',
  'head',
  'stable',
  'nightly',
  'edge',
  'next',
  'current',
  'canary',
  'beta',
  'alpha',
  'rc',
  'lts',
  'snapshot',
  'production',
  'prod',
  'staging',
  'test',
])

/** Whether a version is a name that moves: a channel, a branch by its path, or a range. */
export const isMoving = (version: string): boolean =>
  moving.has(version.toLowerCase()) ||
  /^(?:refs\/|heads\/|origin\/)/.test(version) ||
  /[\s*^~<>=|]|^v?\d+(?:\.\d+)?\.x$/i.test(version)

/** Looks like a version by numbers (`1.28`, `v1.28.0.1`), and is no Semantic Version 2.0.0. */
export const isMalformed = (version: string): boolean =>
  /^v?\d+\.\d|^v\d+$/i.test(version) && semverOf(version) === null

/** The Semantic Version that a tag names, with or without a `v`; null where it names none. */
export const semverOf = (version: string): string | null => {
  const plain = /^v(?=\d)/.test(version) ? version.slice(1) : version
  // The parser forgives white space and `=`; what is released is written as it is.
  return /^\d/.test(plain) && plain.length <= 256 && semver.parse(plain)?.raw === plain ? plain : null
}

/** Below 0: `left` is the older; null where one of them is no Semantic Version. */
export const compareVersions = (left: string, right: string): number | null => {
  const [a, b] = [semverOf(left), semverOf(right)]
  return a === null || b === null ? null : semver.compare(a, b)
}

/** A version without a Semantic Version satisfies none, not even `*`. */
export const satisfies = (version: string, range: string): boolean => {
  const plain = semverOf(version)
  return plain !== null && semver.satisfies(plain, range)
}
