import { type Problem, ProblemError } from '../kernel/problem.ts'
import { check, type Names, tooMany } from './check.ts'
import { problemsOf, without } from './issues.ts'
import { moreProblems } from './messages.ts'
import { resolve } from './resolve.ts'
import { file, type Written } from './schema.ts'
import type { Config } from './types.ts'
import { warnings } from './warnings.ts'
import { type Path, type Plain, readTree, type Source, type Tree } from './yaml.ts'

/** Variables and the words of commands are text, however they look. */
const isText = (path: Path): boolean => {
  const [section, , key, fourth, fifth] = path
  if (section === 'notes') return path[1] === 'translate' && path.length === 3
  if (section === 'secrets') return key === 'command' && path.length === 4
  if (key === 'secrets' && path.at(-2) === 'command')
    return path.length === (section === 'components' ? 6 : 7)
  if (section === 'environments') return key === 'variables' && path.length === 5
  if (section !== 'components') return false
  if (key === 'needs' || key === 'known-as') return path.length === 4
  if (key === 'variables') return path.length === 4
  if (key === 'start') return path.length === 4
  if (key === 'build') return fourth === 'run' && path.length === 5
  return key === 'tests' && fifth === 'run' && path.length === 6
}

const namesIn = (value: Plain, section: string): readonly string[] => {
  const inside =
    typeof value === 'object' && value !== null ? (value as { readonly [key: string]: Plain })[section] : null
  return typeof inside === 'object' && inside !== null && !Array.isArray(inside) ? Object.keys(inside) : []
}

/** What is left of a file with wrong parts, when it still has a shape. */
const readable = (tree: Tree): Written | undefined => {
  let value = tree.value
  for (const depth of [3, 3, 2]) {
    const read = file.safeParse(value)
    if (read.success) return read.data
    value = without(value, read.error.issues, depth)
  }
  const last = file.safeParse(value)
  return last.success ? last.data : undefined
}

const byPlace = (left: Problem, right: Problem): number =>
  (left.place?.line ?? 0) - (right.place?.line ?? 0) || (left.place?.column ?? 0) - (right.place?.column ?? 0)

const MAX_PROBLEMS = 50

/** In the order of the file, each once, and no more than somebody reads. */
const refused = (problems: readonly Problem[]): ProblemError => {
  const sorted = problems.toSorted(byPlace)
  const place = sorted[MAX_PROBLEMS]?.place
  if (place === undefined) return new ProblemError(sorted)
  const more = moreProblems(sorted.length - MAX_PROBLEMS)
  return new ProblemError([...sorted.slice(0, MAX_PROBLEMS), { ...more, place }])
}

/** `ecluse.yaml` as it was written, checked, and where everything in it stands. */
export const readWritten = (source: Source): { readonly written: Written; readonly tree: Tree } => {
  const tree = readTree(source, isText)
  if (tree.problems.length > 0) throw new ProblemError(tree.problems)
  const names: Names = {
    components: namesIn(tree.value, 'components'),
    environments: namesIn(tree.value, 'environments'),
  }
  const many = tooMany(names, tree)
  if (many.length > 0) throw new ProblemError(many)
  const read = file.safeParse(tree.value)
  const written = read.success ? read.data : readable(tree)
  const problems = [
    ...(read.success ? [] : problemsOf(read.error.issues, tree)),
    ...(written === undefined ? [] : check(written, names, tree, read.success)),
  ]
  if (problems.length > 0 || written === undefined) throw refused(problems)
  return { written, tree }
}

/**
 * Reads `ecluse.yaml`: checked, with every default filled in. Throws a `ProblemError` of kind `usage` with all
 * problems at once, each with file, line and column, in the order of the file.
 */
export const readConfig = (source: Source): Config => resolve(readWritten(source).written)

/** The same, with what is allowed and yet seldom meant; each has its place. `lowPorts`: those below 1024 can be had. */
export const readConfigWithWarnings = (
  source: Source,
  lowPorts = false,
): { readonly config: Config; readonly warnings: readonly Problem[] } => {
  const { written, tree } = readWritten(source)
  const config = resolve(written)
  return { config, warnings: warnings(config, tree, lowPorts).toSorted(byPlace) }
}
