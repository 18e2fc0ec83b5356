import { ProblemError } from '../kernel/problem.ts'
import { domainTooWide } from './messages-edge.ts'
import { readWritten } from './read.ts'
import type { Source } from './yaml.ts'

/**
 * Refuses a parent domain of cohorts below which anybody may have a host (`gc.ca`, `github.io`): browsers keep no cookie
 * there. The public suffix list is 11 MB in memory: loaded only where a file names such a domain. Throws what
 * `readConfig` throws, and `cohort-domain`.
 */
export const refusePublicSuffix = async (source: Source): Promise<void> => {
  const { written, tree } = readWritten(source)
  const domains = Object.entries(written.environments).flatMap(([name, { cohort }]) =>
    typeof cohort === 'object' && cohort.domain !== undefined ? [{ name, domain: cohort.domain }] : [],
  )
  if (domains.length === 0) return
  const { getPublicSuffix } = await import('tldts')
  const problems = domains
    .filter(({ domain }) => getPublicSuffix(domain, { allowPrivateDomains: true }) === domain)
    .map(({ name, domain }) => ({
      ...domainTooWide(domain),
      place: tree.at(['environments', name, 'cohort', 'domain']),
    }))
  if (problems.length > 0) throw new ProblemError(problems)
}
