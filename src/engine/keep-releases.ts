import type { Actor } from '../ledger/entry.ts'
import { usualKeep } from '../policy/usual.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { deploymentsOf } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { releaseOf } from '../records/releases.ts'
import type { Environment } from '../records/types.ts'
import { stackOf } from './back.ts'
import type { DoneView } from './facade.ts'
import * as words from './messages-policy.ts'
import { floorOf } from './policy-in-force.ts'
import { ship } from './ship.ts'
import type { Works } from './works.ts'

/** How many releases that were done here are kept to go back to: the word of the release that runs. */
export const keptHere = async (records: Records, row: Environment): Promise<number> => {
  if (row.deployed === null) return usualKeep
  const release = await releaseOf(records, row.application, row.deployed.release)
  const ruling = release === null ? null : await candidateOf(records, release.candidate)
  return ruling?.config.environments.find(({ name }) => name === row.name)?.keepReleases ?? usualKeep
}

/** Whether a way back to a release is held by nothing: the previous verified one, and the newest that were done here. */
export const isFreeWayBack = async (works: Works, row: Environment, to: number): Promise<boolean> => {
  const { records } = works.parts
  const deployments = await deploymentsOf(records, row.key)
  const previous = stackOf(deployments).findLast(({ release }) => release !== row.deployed?.release)
  if (previous?.release === to) return true
  const { floor } = await floorOf(works, row.name)
  const own = await keptHere(records, row)
  const most = floor === null ? own : Math.min(own, floor.keepReleases)
  const done = deployments.filter(({ good }) => good).map(({ release }) => release)
  return [...new Set(done.toReversed())].slice(0, most).includes(to)
}

/** An older one goes the whole way again: through all gates, as a candidate of its commit. */
export const asCandidate = async (
  works: Works,
  row: Environment,
  to: number,
  actor: Actor,
): Promise<DoneView> => {
  const { records } = works.parts
  const release = await releaseOf(records, row.application, to)
  const old = release === null ? null : await candidateOf(records, release.candidate)
  if (old === null) throw new Error(`release ${to} has no candidate`)
  const asked = { kind: 'rollback', to, by: actor.name } as const
  const shipped = await ship(
    works.parts,
    { application: row.application, commit: old.commit, actor, upTo: row.name },
    // One of several commits goes back to these.
    old.config.asked?.kind === 'manifest'
      ? { ...old.config, asked: { ...old.config.asked, backwards: `release ${to}` } }
      : { ...old.config, asked },
  )
  works.wakeBuilds()
  const kept = await keptHere(records, row)
  if (shipped.kind === 'already-live') return { text: shipped.text, rollout: null, environment: row.name }
  const { number, id } = shipped.candidate
  return {
    text: words.olderThanKept(to, kept, number),
    rollout: null,
    environment: row.name,
    candidate: id,
    commit: old.commit,
  }
}
