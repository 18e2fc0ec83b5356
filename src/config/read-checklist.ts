import { type Problem, ProblemError } from '../kernel/problem.ts'
import { type Around, checkWritten, mostItems, unanswerable } from './check-checklist.ts'
import { problemsOf } from './issues.ts'
import { checklistOf } from './resolve-checklist.ts'
import { checklistFile } from './schema-checklist.ts'
import type { Checklist } from './types-checklist.ts'
import { type Path, readTree, type Source } from './yaml.ts'

/** The words of a command are text, however they look. */
const isText = (path: Path): boolean => path.length === 5 && path[2] === 'evidence' && path[3] === 'command'

const MAX_PROBLEMS = 50

const byPlace = (left: Problem, right: Problem): number =>
  (left.place?.line ?? 0) - (right.place?.line ?? 0) || (left.place?.column ?? 0) - (right.place?.column ?? 0)

/**
 * Reads `release-checklist.yaml`: checked, with every default filled in. With `around` also that the application has
 * what each item asks. Throws a `ProblemError` of kind `usage` with all problems, each with file, line and column.
 */
export const readChecklist = (source: Source, around?: Around): Checklist => {
  const tree = readTree(source, isText)
  if (tree.problems.length > 0) throw new ProblemError(tree.problems)
  const read = checklistFile.safeParse(tree.value)
  if (!read.success) {
    const problems = problemsOf(read.error.issues, tree).toSorted(byPlace)
    throw new ProblemError(problems.slice(0, MAX_PROBLEMS))
  }
  const checklist = checklistOf(read.data)
  const problems = [
    ...checkWritten(read.data, tree),
    ...(around === undefined || checklist.items.length > mostItems
      ? []
      : unanswerable(checklist, around, tree.at)),
  ]
  if (problems.length > 0) throw new ProblemError(problems.toSorted(byPlace).slice(0, MAX_PROBLEMS))
  return checklist
}
