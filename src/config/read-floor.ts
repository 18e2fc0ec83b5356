import { type Problem, ProblemError } from '../kernel/problem.ts'
import { checkApprovals } from './check-approvals.ts'
import { checkCalendar } from './check-calendar.ts'
import { checkTrain } from './check-train.ts'
import { problemsOf } from './issues.ts'
import { approvalsFrom } from './resolve-approvals.ts'
import { calendarFrom } from './resolve-calendar.ts'
import { trainFrom } from './resolve-train.ts'
import { floorFile, type WrittenFloor } from './schema-floor.ts'
import type { FloorConfig } from './types-floor.ts'
import { readTree, type Source, type Tree } from './yaml.ts'

const partOf = (said: WrittenFloor['environments'][string]): FloorConfig => ({
  after: said.after ?? null,
  ...calendarFrom(said.calendar),
  ...approvalsFrom(said.approvals),
  ...(said.checklist === undefined ? {} : { checklist: said.checklist }),
  ...(said.approvers === undefined ? {} : { approvers: said.approvers }),
  ...trainFrom(said.train),
  ...(said['keep-releases'] === undefined ? {} : { keepReleases: said['keep-releases'] }),
})

const checked = (
  name: string,
  said: WrittenFloor['environments'][string],
  tree: Tree,
): readonly Problem[] => [
  ...checkCalendar(said.calendar, ['environments', name, 'calendar'], tree),
  ...checkTrain(said.train, said.calendar, ['environments', name, 'train'], tree),
  ...checkApprovals(said.approvals, said.approvers, ['environments', name], tree),
]

/**
 * The policy file of a server: an environment's policy keys under its name, or under `"*"` for every one that is not
 * named. Throws a `ProblemError` with file, line and column.
 */
export const readFloorFile = (source: Source): Readonly<Record<string, FloorConfig>> => {
  const tree = readTree(source, () => false)
  if (tree.problems.length > 0) throw new ProblemError(tree.problems)
  const read = floorFile.safeParse(tree.value)
  if (!read.success) throw new ProblemError(problemsOf(read.error.issues, tree).slice(0, 50))
  const entries = Object.entries(read.data.environments)
  const problems = entries.flatMap(([name, said]) => checked(name, said, tree))
  if (problems.length > 0) throw new ProblemError(problems.slice(0, 50))
  return Object.fromEntries(entries.map(([name, said]) => [name, partOf(said)]))
}
