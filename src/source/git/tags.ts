import type { Repository } from './client.ts'
import { askGit, type GitEnvironment, runGit } from './git.ts'
import { pushRefused, tagTaken } from './messages-tags.ts'

const environmentOf = (repository: Repository): GitEnvironment => ({
  ...repository.environment,
  GIT_DIR: repository.gitDir,
})

/** Tags in the past of a commit, itself included. */
export const tagsIn = async (repository: Repository, commit: string): Promise<readonly string[]> => {
  const out = await runGit({
    args: ['for-each-ref', '--format=%(refname:strip=2)', `--merged=${commit}`, 'refs/tags'],
    environment: environmentOf(repository),
  })
  return out
    .toString('utf8')
    .split('\n')
    .filter((tag) => tag !== '')
}

/** An annotated tag of a commit. One that is there stays; of another commit it throws `tag-taken`. */
export const writeTag = async (
  repository: Repository,
  tag: string,
  commit: string,
  message: string,
): Promise<void> => {
  const environment = environmentOf(repository)
  const there = await askGit({
    args: ['rev-parse', '--verify', '--quiet', `refs/tags/${tag}^{commit}`],
    environment,
  })
  const before = there.code === 0 ? there.out.toString('latin1').trim() : null
  if (before === commit) return
  if (before !== null) throw tagTaken(tag, before)
  await runGit({ args: ['tag', '--annotate', '--file=-', tag, commit], environment, input: message })
}

/** Sends one tag to `origin`, and nothing else. Throws `push-refused`, with what the other side said. */
export const pushTag = async (repository: Repository, tag: string): Promise<void> => {
  const answer = await askGit({
    args: ['push', '--porcelain', 'origin', `refs/tags/${tag}:refs/tags/${tag}`],
    environment: { ...environmentOf(repository), GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' },
  })
  if (answer.code !== 0) throw pushRefused(tag, answer.err)
}
