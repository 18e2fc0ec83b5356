import type { Problem } from '../kernel/problem.ts'
import { domainTooWide } from './messages-edge.ts'
import { readWritten } from './read.ts'
import type { Source } from './yaml.ts'

/** The parent domains of cohorts that a file names, each with its problem where it is a public suffix. */
export const cohortDomains = (
  source: Source,
): readonly { readonly domain: string; readonly tooWide: Problem }[] => {
  const { written, tree } = readWritten(source)
  return Object.entries(written.environments).flatMap(([name, { cohort }]) => {
    if (typeof cohort !== 'object' || cohort.domain === undefined) return []
    const place = tree.at(['environments', name, 'cohort', 'domain'])
    return [{ domain: cohort.domain, tooWide: { ...domainTooWide(cohort.domain), place } }]
  })
}
