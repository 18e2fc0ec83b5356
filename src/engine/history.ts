import { candidate as candidateOf } from '../records/candidates.ts'
import type { Records } from '../records/handle.ts'
import { releaseOf } from '../records/releases.ts'
import { rolloutsOf } from '../records/rollouts.ts'
import type { Rollout } from '../records/types.ts'
import type { HistoryView } from './facade.ts'
import { briefsOf } from './notes-facade.ts'
import { overridesIn } from './overrides.ts'

/** The subject of the commit that a release is of, whichever rollout brought it. */
const subjectOf = async (records: Records, rollout: Rollout): Promise<string> => {
  const release = await releaseOf(records, rollout.application, rollout.release)
  const id = rollout.candidate ?? release?.candidate
  const candidate = id === undefined ? null : await candidateOf(records, id)
  return candidate?.subject ?? ''
}

/** What stands with a release for ever: gates that it was let pass, what it changed of the policy in force. */
const toldOf = async (
  records: Records,
  { environment, candidate, seen }: Rollout,
): Promise<Pick<HistoryView['rollouts'][number], 'overrides' | 'policy'>> => {
  const overrides = await overridesIn(records, environment, candidate)
  return {
    ...(overrides.length === 0 ? {} : { overrides }),
    ...(seen.policy === undefined ? {} : { policy: seen.policy }),
  }
}

/** Rollouts, newest first. */
export const history = async (
  records: Records,
  where: { readonly application: string; readonly environment: string | null },
  limit: number,
): Promise<HistoryView> => {
  const { application, environment } = where
  const key = environment === null ? {} : { environment: `${application}/${environment}` }
  const found = await rolloutsOf(records, { application, ...key }, limit)
  const notes = await briefsOf(
    records,
    found.map(({ id }) => id),
  )
  return {
    rollouts: await Promise.all(
      found.map(async (one) => ({
        id: one.id,
        kind: one.kind,
        environment: one.environment.slice(application.length + 1),
        release: one.release,
        previous: one.previous,
        commit: one.context.new.commit,
        subject: await subjectOf(records, one),
        actor: one.actor,
        startedAt: one.startedAt,
        movedAt: one.movedAt,
        endedAt: one.endedAt,
        outcome: one.outcome,
        summary: one.summary,
        ...(await toldOf(records, one)),
        ...notes(one.id),
      })),
    ),
  }
}
