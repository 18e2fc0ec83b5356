import type { Audited, AuditedRelease, Scope } from '../audit/types.ts'
import type { Instant } from '../kernel/time.ts'
import type { Verdict } from '../kernel/verdict.ts'
import { freezesBetween } from '../records/freezes.ts'
import { decode, type Records } from '../records/handle.ts'

type EvidenceRow = {
  readonly kind: string
  readonly name: string
  readonly verdict: string
  readonly at: number
}

/** A plan of the way back is kept as evidence, and is a paper of its own for whoever reads. */
export const isVerdict = ({ kind }: Pick<EvidenceRow, 'kind'>): boolean => kind !== 'rollback-plan'

export const plansIn = (rows: readonly EvidenceRow[]): Pick<AuditedRelease, 'plans'> => {
  const plans = rows
    .filter((row) => !isVerdict(row))
    .map(({ name, verdict, at }) => {
      const [reason] = decode<Verdict>(verdict).reasons
      return { environment: name, at, summary: reason?.text ?? null, plan: reason?.values?.['plan'] ?? null }
    })
  return plans.length === 0 ? {} : { plans }
}

/** Freezes of the time that the archive is of; of one release: from its candidate to its last rollout's end. */
export const freezesFor = async (
  records: Records,
  application: string,
  scope: Scope,
  releases: readonly AuditedRelease[],
  now: Instant,
): Promise<Pick<Audited, 'freezes'>> => {
  const begins = releases.map(({ candidate }) => candidate.at)
  const ends = releases.flatMap(({ rollouts }) => rollouts.map(({ endedAt }) => endedAt ?? now))
  const [from, to] =
    'from' in scope ? [scope.from, scope.to] : [Math.min(...begins), Math.max(...ends, ...begins) + 1]
  const freezes = (await freezesBetween(records, application, from, to)).map(
    ({ application: whose, at: _, ...rest }) => ({ ...rest, everywhere: whose === null }),
  )
  return freezes.length === 0 ? {} : { freezes }
}
