import type { Commit, Range } from '../../notes/types.ts'
import { type GitEnvironment, runGit } from './git.ts'

/** Most commits whose patches are compared: reading one takes git about a millisecond. */
const most = 400
/** A change of more files is no revert that somebody made by hand without a word. */
const mostFiles = 20

const pathsOf = ({ files }: Commit): string =>
  files.length === 0 || files.length > mostFiles ? '' : files.map(({ path }) => path).join('\0')

/** Commits that touch the same paths as another of them: one may be the other's reverse. */
const alike = (commits: readonly Commit[]): readonly string[] =>
  [...Map.groupBy(commits, pathsOf)]
    .filter(([paths, group]) => paths !== '' && group.length > 1)
    .flatMap(([, group]) => group.map(({ id }) => id))

/** The same of two lists: by pairs, one of each. */
const alikeIn = (commits: readonly Commit[], others: readonly Commit[]): readonly string[] => {
  const theirs = Map.groupBy(others, pathsOf)
  return [...Map.groupBy(commits, pathsOf)].flatMap(([paths, group]) => {
    const found = paths === '' ? undefined : theirs.get(paths)
    return found === undefined ? [] : [...group, ...found].map(({ id }) => id)
  })
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
  const lines = await runGit({ args: ['patch-id', '--verbatim'], environment, input: diffs })
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

/** Patch ids, forth and reversed, of the newest commits that may be each other's copy or reverse. */
export const patchesOf = async (
  environment: GitEnvironment,
  { ahead, behind, earlier = [] }: Pick<Range, 'ahead' | 'behind' | 'earlier'>,
): Promise<Range['patches']> => {
  const ids = [
    ...new Set([
      ...alike(ahead).slice(0, most),
      ...alike(behind).slice(0, most),
      ...alikeIn(ahead, behind).slice(0, most),
      ...alikeIn([...ahead, ...behind], earlier).slice(0, most),
    ]),
  ]
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
