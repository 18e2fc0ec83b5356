import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The demo's commits have an identity of their own, and no setting of the user's changes them. */
const identity = {
  GIT_AUTHOR_NAME: 'Écluse demo',
  GIT_AUTHOR_EMAIL: 'demo@ecluse.example',
  GIT_COMMITTER_NAME: 'Écluse demo',
  GIT_COMMITTER_EMAIL: 'demo@ecluse.example',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

const git = async (folder: string, ...argv: readonly string[]): Promise<string> => {
  const { stdout } = await run('git', argv, { cwd: folder, env: { ...process.env, ...identity } })
  return stdout.trim()
}

export const initRepository = async (folder: string): Promise<void> => {
  await git(folder, 'init', '--quiet', '--initial-branch=main')
}

/** Commits everything in the folder; gives the commit's id. */
export const commitAll = async (folder: string, message: string): Promise<string> => {
  await git(folder, 'add', '--all')
  await git(folder, 'commit', '--quiet', '--no-gpg-sign', '--message', message)
  return git(folder, 'rev-parse', 'HEAD')
}
