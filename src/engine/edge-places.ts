import { sourceOf } from '../config/decode.ts'
import { readWritten } from '../config/read.ts'
import type { Problem } from '../kernel/problem.ts'
import type { Candidate } from '../records/types.ts'
import type { Parts } from './parts.ts'

const file = 'ecluse.yaml'

/** What the edge refuses knows no file: each problem gets the line of the commit's own that it is about. */
export const placed = async (
  parts: Parts,
  { application, commit }: Pick<Candidate, 'application' | 'commit'>,
  environment: string,
  problems: readonly Problem[],
): Promise<readonly Problem[]> => {
  const bytes = await parts.source.file(application, commit, file).catch(() => null)
  if (bytes === null) return problems
  const { written, tree } = readWritten(sourceOf(file, bytes))
  const said = written.environments[environment]
  const at = ['environments', environment]
  const hosts = said?.hosts !== undefined ? [...at, 'hosts'] : written.routes === undefined ? at : ['routes']
  return problems.map((problem) => {
    if (problem.place !== undefined) return problem
    return { ...problem, place: tree.atKey(problem.code === 'host-taken' ? hosts : [...at, 'listen']) }
  })
}
