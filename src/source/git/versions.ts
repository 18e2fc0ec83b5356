import type { Repository } from './client.ts'
import { askGit, type GitEnvironment } from './git.ts'

/** What a version is in a repository: one commit, or why it is none. */
export type Versioned =
  | { readonly kind: 'tag' | 'commit'; readonly commit: string }
  /** `branch`: it names a branch alone, which moves. `two`: a tag, and something else of the same name. */
  | { readonly kind: 'branch' | 'two' | 'none' }

const environmentOf = (repository: Repository): GitEnvironment => ({
  ...repository.environment,
  GIT_DIR: repository.gitDir,
})

const ask = async (repository: Repository, args: readonly string[]): Promise<string | null> => {
  const answer = await askGit({ args, environment: environmentOf(repository) })
  return answer.code === 0 ? answer.out.toString('utf8').trim() : null
}

const isName = (word: string): boolean =>
  word !== '' && word.length <= 256 && !word.startsWith('-') && !/[\s\p{Cc}~^:?*[\\]|\.\.|@\{/u.test(word)

/** `TAG-COUNT-gID`, as a manifest calls a commit that has no tag of its own. */
const described = /-\d+-g([0-9a-f]{7,40})$/

/**
 * A tag or a commit, by its whole name, its id or what `git describe` calls it. What is also a branch, or also another
 * commit, is two things.
 */
export const versionOf = async (repository: Repository, word: string): Promise<Versioned> => {
  if (!isName(word)) return { kind: 'none' }
  // `rev-parse` takes what `git describe` writes for a tag of that name.
  const isTag = (await ask(repository, ['show-ref', '--verify', '--quiet', `refs/tags/${word}`])) !== null
  const tag = isTag
    ? await ask(repository, ['rev-parse', '--verify', '--quiet', `refs/tags/${word}^{commit}`])
    : null
  const branches = await ask(repository, [
    'for-each-ref',
    '--count=1',
    '--format=%(refname)',
    `refs/heads/${word}`,
    `refs/remotes/*/${word}`,
  ])
  const isBranch = branches !== null && branches !== ''
  const digits = described.exec(word)?.[1] ?? word.toLowerCase()
  const id = /^[0-9a-f]{7,40}$/.test(digits)
    ? await ask(repository, ['rev-parse', '--verify', '--quiet', `${digits}^{commit}`])
    : null
  // `rev-parse` prefers a ref of that name: only what begins so is the commit itself.
  const commit = id?.startsWith(digits) === true ? id : null
  if (tag !== null && (isBranch || (commit !== null && commit !== tag))) return { kind: 'two' }
  if (commit !== null && isBranch) return { kind: 'two' }
  if (tag !== null) return { kind: 'tag', commit: tag }
  if (commit !== null) return { kind: 'commit', commit }
  return { kind: isBranch ? 'branch' : 'none' }
}

/** Whether a commit contains another; false also where a shallow history cannot know. */
export const containsIn = async (
  repository: Repository,
  descendant: string,
  ancestor: string,
): Promise<boolean> =>
  descendant === ancestor ||
  (await ask(repository, ['merge-base', '--is-ancestor', ancestor, descendant])) !== null
