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

/** What `git describe` calls a commit after a tag: it looks like a prerelease of the tag, and comes after it. */
const afterTag = /-\d+-g[0-9a-f]{7,40}$/

/** Looks like a version by numbers (`1.28`, `v1.28.0.1`, `3`), and is no Semantic Version 2.0.0. */
export const isMalformed = (version: string): boolean =>
  /^v?\d+\.\d|^v\d+$|^\d{1,2}$/i.test(version) && !afterTag.test(version) && semverOf(version) === null

/** The Semantic Version that a tag names, with or without a `v`; null where it names none. */
export const semverOf = (version: string): string | null => {
  if (afterTag.test(version)) return null
  const plain = /^v(?=\d)/.test(version) ? version.slice(1) : version
  // The parser forgives white space and `=`; what is released is written as it is.
  return /^\d/.test(plain) && plain.length <= 256 && semver.parse(plain)?.raw === plain ? plain : null
}

/** The same of one component's tags among several: `api-v3.0.1`, `api/v3.0.1`, `@scope/api@3.0.1`. */
export const ownSemverOf = (version: string): string | null => {
  const named = /^@?[a-z][\w./-]*?[@/_-](?=v?\d+\.\d+\.\d)/i.exec(version.slice(0, 256))?.[0] ?? ''
  return semverOf(version) ?? semverOf(version.slice(named.length))
}

/** How others write a version that is no tag: with and without a `v`, and with a component's name before it. */
export const spellingsOf = (version: string, names: readonly string[]): readonly string[] => {
  const plain = ownSemverOf(version)
  if (plain === null) return []
  const both = [plain, `v${plain}`]
  const named = names.flatMap((name) =>
    ['-', '/', '@'].flatMap((mark) => both.map((one) => name + mark + one)),
  )
  return [...both, ...named].filter((one) => one !== version)
}

/** Below 0: `left` is the older; null where one of them is no Semantic Version. */
export const compareVersions = (left: string, right: string): number | null => {
  const [a, b] = [ownSemverOf(left), ownSemverOf(right)]
  return a === null || b === null ? null : semver.compare(a, b)
}

/** A version without a Semantic Version satisfies none, not even `*`. */
export const satisfies = (version: string, range: string): boolean => {
  const plain = ownSemverOf(version)
  return plain !== null && semver.satisfies(plain, range)
}
