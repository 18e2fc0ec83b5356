import { ProblemError } from '../kernel/problem.ts'
import type { Ms } from '../kernel/time.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { entriesOf, environment } from '../records/environments.ts'
import { liveRollout } from '../records/rollouts.ts'
import type { Candidate, QueueEntry } from '../records/types.ts'
import { explain } from '../rollout/messages.ts'
import type { CandidateView } from './facade.ts'
import { longest, longestLeft, making } from './forecast.ts'
import { environmentConfig } from './gatekeeping.ts'
import { unknownCandidate } from './problems.ts'
import { scopeOf } from './promotion.ts'
import { placesOf, waitsOf } from './status.ts'
import type { Works } from './works.ts'

type Stage = CandidateView['environments'][number]

const minute: Ms = 60_000

const stageIn = async (
  works: Works,
  candidate: Candidate,
  name: string,
  entry: QueueEntry | undefined,
): Promise<{ stage: Stage; left: Ms }> => {
  const { records, clock } = works.parts
  const key = `${candidate.application}/${name}`
  const config = environmentConfig(candidate, name)
  const whole = config === undefined ? 0 : longest(candidate.config, config)
  const none: Stage = { name, state: 'not-yet', ahead: 0, earliest: null, rollout: null, waits: [] }
  if (entry === undefined) return { stage: none, left: whole }
  const { rollout: id } = entry
  if (entry.state === 'ended') return { stage: { ...none, state: 'ended', rollout: id }, left: 0 }
  const row = await environment(records, key)
  const live = await liveRollout(records, key)
  if (entry.state === 'live') {
    const waits = live === null ? [] : explain(live.plan, live.state)
    const left = live === null ? 0 : longestLeft(live, clock.now())
    return { stage: { ...none, state: 'live', rollout: id, waits }, left }
  }
  const places = row === null ? [] : await placesOf(works, row)
  const place = places.find((one) => one.candidate.id === candidate.id)
  const before = place === undefined ? [] : places.slice(0, places.indexOf(place))
  const queue = before.reduce((sum, one) => {
    const theirs = environmentConfig(one.candidate, name)
    return sum + (theirs === undefined ? 0 : longest(one.candidate.config, theirs))
  }, 0)
  const liveLeft = live === null ? 0 : longestLeft(live, clock.now())
  const waits = place === undefined ? [] : waitsOf(place, name)
  const stage: Stage = {
    ...none,
    state: 'waiting',
    ahead: place?.ahead ?? 0,
    earliest: place?.earliest ?? null,
    waits,
  }
  return { stage, left: whole + queue + liveLeft }
}

/** How far a candidate is, and how long its `ship` may still take at most. */
export const candidateView = async (works: Works, id: string): Promise<CandidateView> => {
  const { records } = works.parts
  const candidate = await candidateOf(records, id)
  if (candidate === null) throw new ProblemError(unknownCandidate(id))
  const entries = await entriesOf(records, id)
  const stages = await Promise.all(
    scopeOf(candidate).map((name) => {
      const entry = entries.find((one) => one.environment === `${candidate.application}/${name}`)
      return stageIn(works, candidate, name, entry)
    }),
  )
  const building = candidate.stage === 'building'
  const left = stages.reduce((sum, one) => sum + one.left, building ? making(candidate.config) : 0)
  const live = stages.some(({ stage }) => stage.state === 'live')
  const waiting = !live && stages.some(({ stage }) => stage.state === 'waiting')
  return {
    id,
    application: candidate.application,
    number: candidate.number,
    commit: candidate.commit,
    subject: candidate.subject,
    actor: candidate.actor,
    at: candidate.at,
    stage: candidate.stage,
    labels: candidate.labels,
    branch: candidate.branch,
    release: candidate.release,
    followed: candidate.followed,
    ended: candidate.ended,
    environments: stages.map(({ stage }) => stage),
    timeout: left + minute,
    pending: waiting ? 5 : 6,
  }
}
