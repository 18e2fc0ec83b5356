import type { Config } from '../config/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import { pageMissing, pageUnfit } from './messages-maintenance.ts'
import type { Parts } from './parts.ts'

/** Characters; as much as a page given by hand may have. */
const longest = 262_144

/** Throws `page-missing`, `page-unfit`. */
export const readPage = async (
  parts: Parts,
  application: string,
  commit: string,
  file: string,
): Promise<string> => {
  const bytes = await parts.source.file(application, commit, file)
  if (bytes === null) throw new ProblemError(pageMissing(file, commit))
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.length <= longest && text.trim() !== '') return text
  } catch {
    // Refused below.
  }
  throw new ProblemError(pageUnfit(file, longest))
}

/** Refuses a commit whose declared pages could not be shown. Throws `page-missing`, `page-unfit`. */
export const checkPages = async (parts: Parts, config: Config, commit: string): Promise<void> => {
  const files = new Set(config.environments.flatMap(({ maintenancePage }) => maintenancePage ?? []))
  for (const file of files) await readPage(parts, config.application, commit, file)
}
