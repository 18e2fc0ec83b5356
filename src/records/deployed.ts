import type { Deployed } from '../figures/types.ts'
import type { Instant } from '../kernel/time.ts'
import { decode, type Records } from './handle.ts'
import { type Waited, waitsOf } from './waits.ts'

/** A rollout in few words: what figures need of it, but for the date of its commit, which git knows. */
export type DeployedRow = Omit<Deployed, 'committedAt'>

/**
 * When a candidate's images and tests were there, by candidate: the ledger knows, where evidence of a commit is that of
 * whoever shipped it last.
 */
const builtBy = async (records: Records, application: string): Promise<ReadonlyMap<string, Instant>> => {
  const rows = await records
    .selectFrom('ledger')
    .select(['subject', 'at'])
    .where('action', 'in', ['built', 'tested'])
    .where('subject', 'like', `%"application":"${application}"%`)
    .orderBy('seq')
    .execute()
  const found = new Map<string, Instant>()
  for (const { subject, at } of rows) {
    const { candidate } = decode<{ readonly candidate?: string }>(subject)
    if (candidate !== undefined) found.set(candidate, at)
  }
  return found
}

/** Where a candidate came first. */
const firstsOf = (waits: ReadonlyMap<string, readonly Waited[]>): ReadonlyMap<string, Instant> => {
  const firsts = new Map<string, Instant>()
  for (const [key, [one]] of waits) {
    const candidate = key.slice(key.indexOf(' ') + 1)
    if (one !== undefined) firsts.set(candidate, Math.min(one.since, firsts.get(candidate) ?? one.since))
  }
  return firsts
}

/** With the environments before it, which it was in from being built until it came to this one. */
const waitsBefore = (
  kept: readonly Waited[] | undefined,
  built: Instant | null,
  shipped: Instant,
  firstAnywhere: Instant,
): Deployed['waits'] => {
  const [first] = kept ?? []
  if (kept === undefined || first === undefined) return null
  const before = built === null || first.since <= firstAnywhere ? 0 : first.since - Math.max(built, shipped)
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
      'candidates.id',
      'rollouts.candidate',
    ])
    .where('rollouts.application', '=', application)
  if (environment !== null) query = query.where('rollouts.environment', '=', `${application}/${environment}`)
  const [rows, built, waits] = await Promise.all([
    query.orderBy('rollouts.started_at').orderBy('rollouts.id').execute(),
    builtBy(records, application),
    waitsOf(records, application),
  ])
  const firsts = firstsOf(waits)
  return rows.map((row) => ({
    waits: waitsBefore(
      waits.get(`${row.environment} ${row.candidate}`),
      built.get(row.id) ?? null,
      row.at,
      firsts.get(row.candidate ?? '') ?? 0,
    ),
    environment: row.environment.slice(application.length + 1),
    kind: row.kind,
    release: row.release,
    previous: row.previous,
    commit: row.commit,
    shippedAt: row.kind === 'ship' ? row.at : null,
    builtAt: row.kind === 'ship' ? (built.get(row.id) ?? null) : null,
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
