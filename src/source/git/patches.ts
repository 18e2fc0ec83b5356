import type { Commit, Range } from '../../notes/types.ts'
import { type GitEnvironment, runGit } from './git.ts'

/** Most commits whose patches are compared: reading one takes git about a millisecond. */
const most = 400
/** A change of more files is no revert that somebody made by hand without a word. */
const mostFiles = 20

/** Commits that touch the same paths as another: one may be the other's reverse. */
const alike = (commits: readonly Commit[]): readonly string[] => {
  const byPaths = new Map<string, string[]>()
  for (const { id, files } of commits) {
    if (files.length === 0 || files.length > mostFiles) continue
    const key = files.map(({ path }) => path).join('\0')
    const group = byPaths.get(key)
    if (group === undefined) byPaths.set(key, [id])
    else group.push(id)
  }
  return [...byPaths.values()].filter((group) => group.length > 1).flat()
}

const patchIds = async (environment: GitEnvironment, ids: readonly string[], reverse: boolean) => {
  const diffs = await runGit({
    args: [
      'diff-tree',
      '--stdin',
      '-p',
      '-r',
      '--root',
      '--no-renames',
      '--no-prefix',
      ...(reverse ? ['-R'] : []),
    ],
    environment,
    input: `${ids.join('\n')}\n`,
  })
  const lines = await runGit({ args: ['patch-id', '--stable'], environment, input: diffs })
  return new Map(
    lines
      .toString('latin1')
      .split('\n')
      .flatMap((line) => {
        const [patch, id] = line.split(' ')
        return patch === undefined || id === undefined ? [] : [[id, patch] as const]
      }),
  )
}

/** Patch ids, forth and reversed, of the newest commits that may be each other's reverse. */
export const patchesOf = async (
  environment: GitEnvironment,
  commits: readonly Commit[],
): Promise<Range['patches']> => {
  const ids = alike(commits).slice(0, most)
  if (ids.length === 0) return new Map()
  const [forth, back] = await Promise.all([
    patchIds(environment, ids, false),
    patchIds(environment, ids, true),
  ])
  return new Map(
    ids.flatMap((id) => {
      const one = forth.get(id)
      const other = back.get(id)
      return one === undefined || other === undefined ? [] : [[id, { forth: one, back: other }] as const]
    }),
  )
}
