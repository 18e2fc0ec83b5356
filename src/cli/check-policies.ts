import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { placesIn } from '../config/places.ts'
import type { Config, EnvironmentConfig } from '../config/types.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'

type File = {
  /** Where it lies, and what the person calls it. */
  readonly file: string
  readonly source: Parameters<typeof placesIn>[0]
  readonly config: Config
}

const asks = ({ checklist, train, approvals, approvers }: EnvironmentConfig): boolean =>
  [checklist, train, approvals, approvers].some((one) => one !== undefined)

const textIn =
  (folder: string) =>
  (path: string): string | null => {
    try {
      return readFileSync(join(folder, path), 'utf8')
    } catch {
      return null
    }
  }

/** Where the line of ecluse.yaml stands that a problem is about, where it is not in a file that this names. */
const placed = (problem: Problem, one: EnvironmentConfig, { source, file }: File): Problem => {
  const at = placesIn(source)
  const there = problem.place?.file
  const key = (['checklist', 'approvers'] as const).find((name) => one[name] === there)
  if (key !== undefined && problem.code === 'policy-file-missing')
    return { ...problem, place: at(['environments', one.name, key]) }
  if (problem.code === 'departure-never-fits' || problem.code === 'departures-frozen')
    return { ...problem, place: at(['environments', one.name, 'train', 'departs']) }
  if (problem.code === 'approvals-without-approvers')
    return { ...problem, place: at(['environments', one.name, 'approvals']) }
  if (problem.place === undefined || there === undefined) return problem
  return {
    ...problem,
    place: { ...problem.place, file: join(dirname(source.file), there === 'ecluse.yaml' ? file : there) },
  }
}

/**
 * What only the files that environments name tell, and the days to come: throws the problems of checklists, approvers
 * and timetables; gives the warnings. Their readers are loaded only where there is one.
 */
export const checkPolicies = async (what: File, now: Instant): Promise<readonly Problem[]> => {
  const environments = what.config.environments.filter(asks)
  if (environments.length === 0) return []
  const { policyProblems, policyWarnings } = await import('../policy/check.ts')
  const files = textIn(dirname(what.file))
  const problems = environments.flatMap((one) =>
    policyProblems(what.config, one, files, now).map((problem) => placed(problem, one, what)),
  )
  // One file for two environments is told once.
  const once = problems.filter(
    (one, index) => problems.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === index,
  )
  if (once.length > 0) throw new ProblemError(once)
  return environments.flatMap((one) =>
    policyWarnings(what.config, one, files, now).map((problem) => placed(problem, one, what)),
  )
}
