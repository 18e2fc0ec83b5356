import type { Deployed } from '../figures/types.ts'
import type { Instant } from '../kernel/time.ts'
import { decode, type Records } from './handle.ts'
import { type Waited, waitsOf } from './waits.ts'

/** A rollout in few words: what figures need of it, but for the date of its commit, which git knows. */
export type DeployedRow = Omit<Deployed, 'committedAt'>

/** The last evidence that a commit was built and tested, by commit. */
const builtBy = async (records: Records, application: string): Promise<ReadonlyMap<string, Instant>> => {
  const rows = await records
    .selectFrom('evidence')
    .select(({ fn }) => ['subject', fn.max('at').as('at')])
    .where('application', '=', application)
    .where('kind', 'in', ['built', 'tested'])
    .groupBy('subject')
    .execute()
  return new Map(rows.map(({ subject, at }) => [subject, at]))
}

/** With the environments before it, which it was in from being built until it came to this one. */
const waitsBefore = (
  kept: readonly Waited[] | undefined,
  built: Instant | null,
  shipped: Instant,
): Deployed['waits'] => {
  const [first] = kept ?? []
  if (kept === undefined || first === undefined) return null
  const before = built === null ? 0 : first.since - Math.max(built, shipped)
  const all = kept.map(({ cause, for: time }) => ({ cause, for: time }))
  return before > 0 ? [{ cause: 'before', for: before }, ...all] : all
}

/** Every rollout of an application, or of one environment of it, oldest first. */
export const deployedOf = async (
  records: Records,
  application: string,
  environment: string | null,
): Promise<readonly DeployedRow[]> => {
  let query = records
    .selectFrom('rollouts')
    .innerJoin('releases', (join) =>
      join
        .onRef('releases.application', '=', 'rollouts.application')
        .onRef('releases.number', '=', 'rollouts.release'),
    )
    .innerJoin('candidates', (join) => join.onRef('candidates.id', '=', 'releases.candidate'))
    .select([
      'rollouts.environment',
      'rollouts.kind',
      'rollouts.release',
      'rollouts.previous',
      'rollouts.started_at',
      'rollouts.moved_at',
      'rollouts.ended_at',
      'rollouts.outcome',
      'rollouts.state',
      'candidates.commit',
      'candidates.at',
      'rollouts.candidate',
    ])
    .where('rollouts.application', '=', application)
  if (environment !== null) query = query.where('rollouts.environment', '=', `${application}/${environment}`)
  const [rows, built, waits] = await Promise.all([
    query.orderBy('rollouts.started_at').orderBy('rollouts.id').execute(),
    builtBy(records, application),
    waitsOf(records, application),
  ])
  return rows.map((row) => ({
    waits: waitsBefore(
      waits.get(`${row.environment} ${row.candidate}`),
      built.get(row.commit) ?? null,
      row.at,
    ),
    environment: row.environment.slice(application.length + 1),
    kind: row.kind,
    release: row.release,
    previous: row.previous,
    commit: row.commit,
    shippedAt: row.kind === 'ship' ? row.at : null,
    builtAt: row.kind === 'ship' ? (built.get(row.commit) ?? null) : null,
    startedAt: row.started_at,
    movedAt: row.moved_at,
    endedAt: row.ended_at,
    outcome: row.outcome as Deployed['outcome'],
    cause:
      row.outcome === 'done'
        ? null
        : (decode<{ cause: { code: string } | null }>(row.state).cause?.code ?? null),
  }))
}
