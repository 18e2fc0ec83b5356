import { cohortDomains } from '../config/public-suffix.ts'
import type { Source } from '../config/yaml.ts'
import { ProblemError } from '../kernel/problem.ts'

/**
 * Refuses a parent domain of cohorts below which anybody may have a host (`gc.ca`, `github.io`): browsers keep no cookie
 * there. The public suffix list is 11 MB in memory: loaded only where a file names such a domain. Throws what
 * `readConfig` throws, and `cohort-domain`.
 */
export const refusePublicSuffix = async (source: Source): Promise<void> => {
  const named = cohortDomains(source)
  if (named.length === 0) return
  const { getPublicSuffix } = await import('tldts')
  const problems = named
    .filter(({ domain }) => getPublicSuffix(domain, { allowPrivateDomains: true }) === domain)
    .map(({ tooWide }) => tooWide)
  if (problems.length > 0) throw new ProblemError(problems)
}
