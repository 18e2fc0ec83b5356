import { environment } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { liveRollout, liveTails } from '../records/rollouts.ts'
import type { Rollout, Tail } from '../records/types.ts'
import { jobKey } from '../rollout/keys.ts'
import type { JobKind, Neighbours } from '../rollout/types.ts'

/** From its first want on, a rollout claims what it names. */
export const hasBegun = ({ state, kind }: Rollout): boolean =>
  kind === 'restart' || Object.keys(state.wants).length > 0

/**
 * What the rest of the environment names: what should run there, the live rollout and the tails, without the reader
 * itself. Read in the transaction of the decision, so that nobody stops what another just claimed. A rollout that
 * wants nothing yet names nothing: withdrawn, it would never stop what a tail left to it.
 */
export const neighboursOf = async (records: Records, key: string, reader: string): Promise<Neighbours> => {
  const [row, live, tails] = [
    await environment(records, key),
    await liveRollout(records, key),
    await liveTails(records, key),
  ]
  const ofLive =
    live === null || live.id === reader || !hasBegun(live)
      ? []
      : live.plan.components.flatMap(({ old, new: revision }) => [old, revision])
  const ofTails = tails.filter((tail) => tail.id !== reader).flatMap((tail) => tail.plan.components)
  const named = [
    ...(row?.deployed?.revisions.map((revision) => revision.key) ?? []),
    ...ofLive.filter((revision) => revision !== null),
    ...ofTails.map(({ revision }) => revision),
  ]
  const others = tails.filter(({ id }) => id !== reader)
  const contracting = others.some(({ state }) => migrates(state.wants, 'contract'))
  return {
    kind: 'neighbours',
    named: [...new Set(named)].sort(),
    contracting,
    older: olderThan(reader, tails, live),
  }
}

const migrates = (wants: Rollout['state']['wants'], job: JobKind): boolean =>
  Object.keys(wants).some((key) => key.startsWith(jobKey(job, '')))

/** Whether a tail has to wait with its contraction: for an expansion, or for an older release that is there or may be. */
const olderThan = (reader: string, tails: readonly Tail[], live: Rollout | null): boolean => {
  const mine = tails.findIndex(({ id }) => id === reader)
  const left = tails[mine]
  if (left === undefined) return false
  if (mine > 0) return true
  if (live === null || live.id === reader) return false
  const { plan, state } = live
  const names = [plan.previous, plan.release].includes(left.plan.release)
  return migrates(state.wants, 'expand') || names || live.kind === 'rollback'
}
