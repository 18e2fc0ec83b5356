import type { Repository } from './client.ts'
import { askGit, type GitEnvironment } from './git.ts'

const environmentOf = (repository: Repository): GitEnvironment => ({
  ...repository.environment,
  GIT_DIR: repository.gitDir,
})

/** Paths of the files right in a folder at a commit; none where it is not there. */
export const listing = async (
  repository: Repository,
  commit: string,
  folder: string,
): Promise<readonly string[]> => {
  const answer = await askGit({
    args: ['ls-tree', '-z', '--name-only', '--full-tree', commit, '--', `${folder}/`],
    environment: environmentOf(repository),
  })
  return answer.code === 0
    ? answer.out
        .toString('utf8')
        .split('\0')
        .filter((path) => path !== '')
    : []
}

/** The newest tag with a number in it that the commit's past holds, itself left out; null without one. */
export const tagBefore = async (repository: Repository, commit: string): Promise<string | null> => {
  const answer = await askGit({
    args: ['describe', '--tags', '--abbrev=0', '--match', '*[0-9]*', `${commit}^`],
    environment: environmentOf(repository),
  })
  return answer.code === 0 ? answer.out.toString('utf8').trim() || null : null
}

/** The address of the remote `origin`; null where there is none. */
export const remoteAddress = async (repository: Repository): Promise<string | null> => {
  const answer = await askGit({
    args: ['config', '--get', 'remote.origin.url'],
    environment: environmentOf(repository),
  })
  return answer.code === 0 ? answer.out.toString('utf8').trim() || null : null
}

/** The branch that a REF names; of null the one that is checked out. Null where it is none. */
export const branchOf = async (repository: Repository, ref: string | null): Promise<string | null> => {
  if (ref !== null && (ref === '' || ref.startsWith('-') || /\p{Cc}/u.test(ref))) return null
  const args = ['rev-parse', '--symbolic-full-name', ref ?? 'HEAD']
  const answer = await askGit({ args, environment: environmentOf(repository) })
  const name = answer.code === 0 ? answer.out.toString('utf8').trim() : ''
  const [, branch] = /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(name) ?? []
  return branch === undefined || branch === 'HEAD' ? null : branch
}
