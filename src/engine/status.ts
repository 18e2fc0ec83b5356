import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { queueOf } from '../records/environments.ts'
import { liveRollout, liveTails } from '../records/rollouts.ts'
import type { Candidate, Deployed, Environment, QueueEntry, Rollout } from '../records/types.ts'
import { explain } from '../rollout/messages.ts'
import { actualOf, unknownOf } from './actual.ts'
import { evidenceView } from './evidence.ts'
import type { EnvironmentStatus, RolloutView, StatusView } from './facade.ts'
import { shortest, shortestLeft } from './forecast.ts'
import { environmentConfig } from './gatekeeping.ts'
import * as words from './messages.ts'
import { waitsForTakeBack } from './messages-hands.ts'
import { deafOf } from './notify-view.ts'
import { stalledOf } from './stalled.ts'
import { policyStatus } from './status-policy.ts'
import { timetableView } from './timetable.ts'
import { allEnvironments, environmentsOf } from './where.ts'
import type { Works } from './works.ts'

/** Percent of people on the new release, as last read back. */
const weightOf = (works: Works, rollout: Rollout): number | null => {
  const split = works.eyes
    .last()
    .router?.reading.splits.find((one) => one.environment === rollout.environment)
  if (split === undefined) return null
  if (split.new === rollout.release) return split.weight
  return split.old === rollout.release ? 100 - split.weight : 0
}

export const rolloutView = (works: Works, rollout: Rollout): RolloutView => {
  const { plan, state } = rollout
  return {
    id: rollout.id,
    kind: rollout.kind,
    candidate: rollout.candidate,
    release: rollout.release,
    previous: rollout.previous,
    commit: rollout.context.new.commit,
    actor: rollout.actor,
    startedAt: rollout.startedAt,
    phase: state.phase,
    step: state.step,
    steps: plan.steps.map(({ weight }) => weight),
    weight: weightOf(works, rollout),
    paused: state.paused,
    waits: [...hindrancesOf(works, rollout), ...explain(plan, state)],
    evidence:
      state.weight > 0 && rollout.kind === 'ship'
        ? evidenceView(rollout.judge, works.parts.clock.now())
        : null,
  }
}

/** What keeps a rollout from going on now: a full disk, a part that does not answer or refuses what it is asked. */
export const hindrancesOf = (works: Works, { id, environment }: Rollout): readonly Text[] => {
  const text = works.hindered.get(environment)
  return [...(text === undefined ? [] : [text]), ...works.refusals.of(environment, id)]
}

export type Place = {
  readonly entry: QueueEntry
  readonly candidate: Candidate
  /** How many go before it, a live rollout included. */
  readonly ahead: number
  /** When it can start at the earliest; null where that depends on a person or on a fix. */
  readonly earliest: Instant | null
}

/** A lifted one goes unless something else than what was lifted holds it. */
const isHeld = ({ verdict, lifted }: QueueEntry): boolean =>
  verdict !== null &&
  verdict.outcome !== 'pass' &&
  !(lifted && verdict.reasons.every(({ code }) => code === 'taken-back' || code === 'after-pending'))

/** The queue of an environment with what can be said about each place. */
export const placesOf = async (works: Works, row: Environment): Promise<readonly Place[]> => {
  const { records, clock } = works.parts
  const live = await liveRollout(records, row.key)
  const places: Place[] = []
  let at = clock.now() + (live === null ? 0 : shortestLeft(live))
  let ahead = live === null ? 0 : 1
  for (const entry of await queueOf(records, row.key)) {
    const candidate = await candidateOf(records, entry.candidate)
    if (entry.state !== 'waiting' || candidate === null) continue
    const held = isHeld(entry)
    places.push({ entry, candidate, ahead, earliest: held ? (entry.verdict?.until ?? null) : at })
    const config = environmentConfig(candidate, row.name)
    if (config !== undefined && !held) at += shortest(config)
    ahead += 1
  }
  return places
}

/** Why a place waits: what holds it, or who is before it. */
export const waitsOf = ({ entry, ahead }: Place, environment: string) =>
  entry.verdict !== null && isHeld(entry)
    ? entry.verdict.reasons.flatMap(({ text, change }) => [text, ...(change === undefined ? [] : [change])])
    : [words.waitsBehind(environment, ahead)]

const queueView = async (works: Works, row: Environment): Promise<EnvironmentStatus['queue']> =>
  (await placesOf(works, row)).map((place, index) => ({
    candidate: place.candidate.id,
    number: place.candidate.number,
    commit: place.candidate.commit,
    subject: place.candidate.subject,
    actor: place.candidate.actor,
    position: index + 1,
    earliest: place.earliest,
    waits:
      row.handedOver === null ? waitsOf(place, row.name) : [waitsForTakeBack(row.name, row.handedOver.by)],
  }))

const handsOf = ({ handedOver }: Environment): Pick<EnvironmentStatus, 'handedOver' | 'removing'> => {
  if (handedOver === null) return {}
  const { by, at, removing } = handedOver
  return removing === undefined ? { handedOver: { by, at } } : { removing: true }
}

/** The first host that it answers, as people type it. */
const urlOf = (deployed: Deployed | null): string | null => {
  if (deployed === null) return null
  const { listen, side, edge } = deployed
  const scheme = edge?.tls == null ? 'http' : 'https'
  const host = side.routes.find((route) => route.host !== undefined)?.host
  if (host === undefined) return `${scheme}://${listen}`
  const port = listen.slice(listen.lastIndexOf(':') + 1)
  const usual = port === (scheme === 'https' ? '443' : '80')
  return `${scheme}://${host}${usual ? '' : `:${port}`}`
}

const edgeOf = (
  works: Works,
  row: Environment,
): Pick<EnvironmentStatus, 'maintenance' | 'certificates' | 'edge'> => {
  const split = works.eyes.last().router?.reading.splits.find((one) => one.environment === row.key)
  const notices = split?.notices ?? []
  const { maintenance } = row
  return {
    ...(maintenance?.on === true
      ? { maintenance: { by: maintenance.by, at: maintenance.at, why: maintenance.why } }
      : {}),
    ...(split?.certificates === undefined ? {} : { certificates: split.certificates }),
    ...(notices.length === 0
      ? {}
      : { edge: notices.map(({ code, message, todo }) => ({ code, text: message, todo: todo ?? null })) }),
  }
}

const environmentStatus = async (works: Works, row: Environment): Promise<EnvironmentStatus> => {
  const { records } = works.parts
  const live = await liveRollout(records, row.key)
  const tails = await liveTails(records, row.key)
  const coming = live !== null && live.state.phase !== 'returning' && live.state.phase !== 'clearing'
  // From the way back on, the previous release is what should run.
  const wanted = live !== null && coming && live.kind !== 'restart' ? live.context.new : row.deployed
  return {
    name: row.name,
    url: urlOf(row.deployed ?? live?.context.new ?? null),
    desired: wanted === null ? null : { release: wanted.release, commit: wanted.commit },
    actual: await actualOf(works, row),
    unknown: unknownOf(works, row),
    rollout: live === null ? null : rolloutView(works, live),
    queue: await queueView(works, row),
    tails: tails.map((tail) => ({
      release: tail.release,
      phase: tail.state.phase,
      until:
        tail.state.phase === 'keeping' && tail.state.hurried === null
          ? tail.state.entered + tail.plan.times.keep
          : null,
    })),
    takenBack: row.takenBack && {
      commit: row.takenBack.commit,
      release: row.takenBack.release,
      at: row.takenBack.at,
    },
    ...(await timetableView(works, row)),
    ...hinderedOf(works, row, live),
    ...handsOf(row),
    ...edgeOf(works, row),
    ...(await policyStatus(works, row, live)),
  }
}

/** What keeps that from running which should, while no rollout is on its way that tells of it. */
const hinderedOf = (
  works: Works,
  row: Environment,
  live: Rollout | null,
): Pick<EnvironmentStatus, 'hindered'> => {
  const texts = live === null && row.deployed !== null ? works.refusals.of(row.key, null) : []
  return texts.length === 0 ? {} : { hindered: texts }
}

const diskOf = (works: Works, name: string): Pick<StatusView['applications'][number], 'disk'> => {
  const disk = works.disk.get(name)
  return disk === undefined ? {} : { disk }
}

/** Desired and actual, apart; never waits for a reading. */
export const status = async (works: Works, application: string | null): Promise<StatusView> => {
  const rows =
    application === null ? await allEnvironments(works.parts) : await environmentsOf(works.parts, application)
  const names = [...new Set(rows.map((row) => row.application))]
  const applications = await Promise.all(
    names.map(async (name) => ({
      application: name,
      environments: await Promise.all(
        rows.filter((row) => row.application === name).map((row) => environmentStatus(works, row)),
      ),
      ...diskOf(works, name),
      ...(await deafOf(works, name)),
      ...(await stalledOf(works, name)),
    })),
  )
  const separated = works.eyes.last().target?.reading.separated
  return { ...(separated === undefined ? {} : { separated }), applications }
}
