import type { Config } from '../config/types.ts'
import { type Problem, ProblemError } from '../kernel/problem.ts'
import { policyProblems } from '../policy/check.ts'
import { policyFiles } from '../policy/read.ts'
import { filesAt } from './calendar-view.ts'
import type { Works } from './works.ts'

/** Refuses a commit whose own policy nobody could follow: a file that is missing, an item that nothing answers. */
export const checkPolicies = async (
  works: Pick<Works, 'parts'>,
  config: Config,
  commit: string,
): Promise<void> => {
  const { application, environments } = config
  const now = works.parts.clock.now()
  const problems: Problem[] = []
  for (const environment of environments) {
    const files = await filesAt(works, application, commit, policyFiles(environment))
    problems.push(...policyProblems(config, environment, (path) => files[path] ?? null, now))
  }
  if (problems.length > 0) throw new ProblemError(problems)
}
