import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from '../../folder/durable.ts'
import { type GitEnvironment, runGit } from './git.ts'
import { commitsAmong } from './objects.ts'

/** The commits whose parents are not here, from a repository's `shallow` file. */
export const readShallow = async (gitDir: string): Promise<readonly string[]> => {
  const content = await readFile(join(gitDir, 'shallow'), 'utf8').catch(() => '')
  return content.split('\n').filter((line) => /^[0-9a-f]{40}$/.test(line))
}

export const writeShallow = async (gitDir: string, commits: readonly string[]): Promise<void> => {
  const path = join(gitDir, 'shallow')
  const sorted = [...new Set(commits)].sort()
  if (sorted.join() === [...(await readShallow(gitDir))].sort().join()) return
  if (sorted.length === 0) await rm(path, { force: true })
  else await writeDurably(path, sorted.map((commit) => `${commit}\n`).join(''))
}

/** The parents that a commit itself names, whatever a `shallow` file cuts off. */
export const trueParents = async (
  environment: GitEnvironment,
  commit: string,
): Promise<readonly string[]> => {
  const bytes = await runGit({ args: ['cat-file', 'commit', commit], environment })
  const head = bytes.toString('latin1').split('\n\n', 1)[0] ?? ''
  return [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, parent = '']) => parent)
}

/** Those of the commits that are here and miss a parent: the true boundaries. A boundary once filled is none. */
export const missingParents = async (
  environment: GitEnvironment,
  commits: readonly string[],
): Promise<readonly string[]> => {
  const cut: string[] = []
  for (const commit of await commitsAmong(environment, commits)) {
    const parents = await trueParents(environment, commit)
    if ((await commitsAmong(environment, parents)).length < new Set(parents).size) cut.push(commit)
  }
  return cut
}
