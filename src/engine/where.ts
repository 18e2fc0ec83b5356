import { ProblemError } from '../kernel/problem.ts'
import { candidatesOf } from '../records/candidates.ts'
import { environments } from '../records/environments.ts'
import { liveRollout } from '../records/rollouts.ts'
import type { Environment } from '../records/types.ts'
import type { Where } from './facade.ts'
import type { Parts } from './parts.ts'
import { unknownApplication, unknownEnvironment, whichEnvironment } from './problems.ts'

/** As the newest candidate's file has them; those that it does not know come last. */
const ordered = async (parts: Parts, rows: readonly Environment[]): Promise<readonly Environment[]> => {
  const [first] = rows
  const [newest] = first === undefined ? [] : await candidatesOf(parts.records, first.application, 1)
  const names = newest?.config.environments.map(({ name }) => name) ?? []
  const place = ({ name }: Environment) => (names.includes(name) ? names.indexOf(name) : names.length)
  return [...rows].sort((a, b) => place(a) - place(b))
}

/** Every environment, application by application. */
export const allEnvironments = async (parts: Parts): Promise<readonly Environment[]> => {
  const rows = await environments(parts.records)
  const names = [...new Set(rows.map((row) => row.application))]
  const groups = names.map((name) =>
    ordered(
      parts,
      rows.filter((row) => row.application === name),
    ),
  )
  return (await Promise.all(groups)).flat()
}

/** The environments of an application, in the order of their promotion where it is known. */
export const environmentsOf = async (parts: Parts, application: string): Promise<readonly Environment[]> => {
  const rows = (await environments(parts.records)).filter((row) => row.application === application)
  if (rows.length === 0) throw new ProblemError(unknownApplication(application))
  return ordered(parts, rows)
}

/** The named one; without a name the only one, or the only one with a live rollout. */
export const resolveWhere = async (parts: Parts, where: Where, command: string): Promise<Environment> => {
  const rows = await environmentsOf(parts, where.application)
  const names = rows.map((row) => row.name)
  if (where.environment !== null) {
    const row = rows.find(({ name }) => name === where.environment)
    if (row === undefined) throw new ProblemError(unknownEnvironment(where.environment, names))
    return row
  }
  const [only, ...more] = rows
  if (only !== undefined && more.length === 0) return only
  const live: Environment[] = []
  for (const row of rows) if ((await liveRollout(parts.records, row.key)) !== null) live.push(row)
  const [one, ...others] = live
  if (one === undefined || others.length > 0) throw new ProblemError(whichEnvironment(names, command))
  return one
}
