import { askGit, type GitEnvironment, runGit } from './git.ts'

export type Lost = {
  readonly commits: readonly { readonly commit: string; readonly subject: string }[]
  readonly total: number
}

const shown = 20
/** Beyond this many commits on either side nobody compares their changes one by one. */
const comparable = 2_000

const plain = (words: string): string => words.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim()

/**
 * Commits that `running` contains and `commit` does not, merges left out, the newest first; of the paths alone, where
 * any are named. A change that `commit` holds under another id (rebased, cherry-picked) is not among them.
 */
export const lostIn = async (
  environment: GitEnvironment,
  commit: string,
  running: string,
  paths: readonly string[],
): Promise<Lost> => {
  const count = async (range: readonly string[]): Promise<number> =>
    Number((await runGit({ args: ['rev-list', '--count', ...range], environment })).toString('latin1'))
  const parting = await base(environment, commit, running)
  const apart = await count([running, commit, ...(parting === '' ? [] : [`^${parting}`])])
  const range =
    apart <= comparable
      ? ['--cherry-pick', '--right-only', `${commit}...${running}`]
      : [running, `^${commit}`]
  const limited = ['--no-merges', ...range, '--', ...paths]
  const total = await count(limited)
  if (total === 0) return { commits: [], total }
  const out = await runGit({
    args: [
      'log',
      '-z',
      '--no-color',
      '--encoding=UTF-8',
      `--max-count=${shown}`,
      '--format=%H %s',
      ...limited,
    ],
    environment,
  })
  const commits = out
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [id = '', ...subject] = line.trim().split(' ')
      return id === '' ? [] : [{ commit: id, subject: plain(subject.join(' ')).slice(0, 500) }]
    })
  return { commits, total }
}

/** Where the two histories part; empty where they never met. */
const base = async (environment: GitEnvironment, commit: string, running: string): Promise<string> => {
  const answer = await askGit({ args: ['merge-base', commit, running], environment })
  return answer.code === 0 ? answer.out.toString('latin1').trim() : ''
}
