import { figures } from '../figures/figures.ts'
import type { Deployed, Figures } from '../figures/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant } from '../kernel/time.ts'
import type { Clock } from '../ports/clock.ts'
import type { Source } from '../ports/source.ts'
import { deployedOf } from '../records/deployed.ts'
import type { Records } from '../records/handle.ts'
import type { FiguresAsked } from './facade-figures.ts'
import { emptyPeriod } from './problems.ts'

/** When commits were made; those that the repository does not have any more are left out. */
const committed = async (
  source: Source,
  application: string,
  commits: readonly string[],
): Promise<ReadonlyMap<string, Instant>> => {
  if (source.dates !== undefined) return source.dates(application, commits)
  const found = new Map<string, Instant>()
  for (const commit of commits) {
    const info = await source.info(application, commit).catch(() => null)
    if (info !== null) found.set(commit, info.committedAt)
  }
  return found
}

/** What is asked about where nobody says. */
const usual = 90 * 86_400_000

/** DORA's figures of an application, or of one environment of it, in a period. */
export const figuresOf = async (
  parts: { readonly records: Records; readonly source: Source; readonly clock: Clock },
  where: { readonly application: string; readonly environment: string | null },
  { from, to, zone }: Parameters<FiguresAsked>[1],
): Promise<Figures> => {
  const { application, environment } = where
  const end = to ?? parts.clock.now()
  const period = { from: from ?? end - usual, to: end }
  if (period.to <= period.from) throw new ProblemError(emptyPeriod)
  const rows = await deployedOf(parts.records, application, environment)
  const inside = rows.filter(
    ({ startedAt, endedAt }) => startedAt < period.to && (endedAt ?? period.to) >= period.from,
  )
  const dates = await committed(parts.source, application, [...new Set(inside.map(({ commit }) => commit))])
  const history = rows.map(
    (row): Deployed => ({
      ...row,
      // What a second server or a clock that was set back says cannot lie outside of its own candidate's time.
      builtAt:
        row.builtAt === null ? null : Math.min(row.startedAt, Math.max(row.builtAt, row.shippedAt ?? 0)),
      committedAt: dates.get(row.commit) ?? null,
    }),
  )
  return figures(history, period, zone)
}
