import { migrationFolders } from '../config/migration-folders.ts'
import type { Config } from '../config/types.ts'
import type { Source } from '../config/yaml.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Parts } from './parts.ts'

/** Refuses a commit whose schema changes nobody could read. Throws `migrations-folder-missing`. */
export const refuseWithoutFolders = async (
  { source: git }: Pick<Parts, 'source'>,
  source: Source,
  config: Config,
  commit: string,
): Promise<void> => {
  const problems = await Promise.all(
    migrationFolders(source, config).map(async ({ folder, missing }) =>
      (await git.names(config.application, commit, folder)).length === 0 ? [missing] : [],
    ),
  )
  if (problems.flat().length > 0) throw new ProblemError(problems.flat())
}
