import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { overridden as overriddenText } from '../policy/messages.ts'
import { candidate as candidateOf, openCandidates } from '../records/candidates.ts'
import { queueOf } from '../records/environments.ts'
import { evidenceOf, releaseOf } from '../records/releases.ts'
import { liveRollout, rolloutsOf } from '../records/rollouts.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import { planSummary } from '../rollback/render.ts'
import { explain } from '../rollout/messages.ts'
import { ranked } from './culprits.ts'
import { evidenceView } from './evidence.ts'
import type { WhyView } from './facade.ts'
import { readGates, testName } from './gatekeeping.ts'
import * as words from './messages.ts'
import { closesAt, earliestLine, earliestStart, openQuestions } from './open-questions.ts'
import { overridesIn } from './overrides.ts'
import { nothingToExplain, unknownRelease } from './problems.ts'
import { prognosisLines } from './prognosis.ts'
import { keptPlan, planIfAny, planWaiting } from './rollback-plan.ts'
import { hindrancesOf, placesOf, waitsOf } from './status.ts'
import { isNext, nextInWhy } from './summary.ts'
import type { Works } from './works.ts'

const gatesOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate | null,
  live: Rollout | null = null,
) => {
  if (candidate === null) return []
  const entry = (await queueOf(works.parts.records, row.key)).find((one) => one.candidate === candidate.id)
  return readGates(works, row, candidate, entry ?? { lifted: true }, live)
}

/** What people let a release pass here stands with it for ever. */
const overridden = async (works: Works, { environment, candidate }: Rollout): Promise<readonly Text[]> =>
  (await overridesIn(works.parts.records, environment, candidate)).map(({ gate, by, why: reason, signed }) =>
    overriddenText(gate, by, reason, signed),
  )

/** Until the watch begins, what its steps were expected to take; nothing where a person is waited for. */
const expected = ({ seen, state, plan }: Rollout): readonly Text[] =>
  seen.prognosis && state.awaits === undefined && state.step < plan.steps.length - 1
    ? prognosisLines(seen.prognosis)
    : []

type WayBack = Pick<WhyView, 'wayBack'>

/** While it is rolled out as it was written before; of what runs, as it is now. */
const wayBackOf = async (works: Works, row: Environment, rollout: Rollout): Promise<WayBack> => {
  const isLive = rollout.endedAt === null
  if (!isLive && row.deployed?.release !== rollout.release) return {}
  const plan = isLive ? await keptPlan(works.parts.records, rollout) : await planIfAny(works, row)
  if (plan === null) return {}
  return { wayBack: { text: planSummary(plan, !isLive || rollout.kind === 'ship'), plan } }
}

const wayBackWaiting = async (works: Works, row: Environment, candidate: Candidate): Promise<WayBack> => {
  const plan = await planWaiting(works, row, candidate)
  return plan === null ? {} : { wayBack: { text: planSummary(plan, false), plan } }
}

/** A rollout: what it waits for while it is live, what decided it when it has ended. */
const whyRollout = async (works: Works, row: Environment, rollout: Rollout): Promise<WhyView> => {
  const { records, clock } = works.parts
  const { plan, state, summary } = rollout
  const candidate = rollout.candidate === null ? null : await candidateOf(records, rollout.candidate)
  const [stage, ...waits] = explain(plan, state)
  const live = rollout.endedAt === null
  const lines = live
    ? [...hindrancesOf(works, rollout), ...waits, ...expected(rollout)]
    : (summary?.lines ?? []).filter((line) => !isNext(line))
  const evidence =
    state.weight > 0 && rollout.kind === 'ship'
      ? evidenceView(rollout.judge, rollout.endedAt ?? clock.now())
      : null
  const way = await wayBackOf(works, row, rollout)
  const gates = live && rollout.kind === 'ship' ? await gatesOf(works, row, candidate, rollout) : []
  const started = words.inEnvironment(row.name, rollout.release, stage ?? words.nothing)
  return {
    application: row.application,
    environment: row.name,
    release: rollout.release,
    commit: rollout.context.new.commit,
    rollout: rollout.id,
    kind: rollout.kind,
    phase: state.phase,
    outcome: rollout.outcome,
    headline: live ? started : (summary?.headline ?? started),
    lines: [...lines, ...(rollout.seen.policy ?? []), ...(await overridden(works, rollout))],
    ...way,
    ...(live ? { open: openQuestions(gates) } : {}),
    gates,
    reasons: state.cause !== null && 'reasons' in state.cause ? state.cause.reasons : [],
    evidence,
    culprits: ranked(rollout.seen.culprits, plan.components).map(
      ({ component, route, requests, errors, faults }) => ({
        component,
        route,
        requests,
        errors,
        ...(faults === undefined ? {} : { faults }),
      }),
    ),
    next: live ? words.nextLive(state.phase) : nextInWhy(rollout, way.wayBack?.plan.gone === true),
    values: {
      previous: rollout.previous,
      startedAt: rollout.startedAt,
      endedAt: rollout.endedAt,
      step: state.step,
      steps: plan.steps.map(({ weight }) => weight),
      weight: state.target,
      elapsed: state.elapsed,
      generation: state.generation,
      whenUnsure: plan.steps[state.step]?.whenUnsure ?? null,
      reference: rollout.judge.plan.reference === null ? null : { ...rollout.judge.plan.reference },
      profile: rollout.judge.plan.profile,
      forecast: rollout.seen.prognosis ? { ...rollout.seen.prognosis } : null,
      watch: rollout.seen.watch === null ? null : { ...rollout.seen.watch },
    },
  }
}

/** A candidate that waits or is built: what holds it. */
const whyCandidate = async (works: Works, row: Environment, candidate: Candidate): Promise<WhyView> => {
  const { records } = works.parts
  const building = candidate.stage === 'building'
  const place = (await placesOf(works, row)).find((one) => one.candidate.id === candidate.id)
  const tests = await evidenceOf(records, candidate.application, candidate.commit, 'tested')
  const names = candidate.config.components.flatMap(({ name, tests: all }) =>
    all.map((test) => testName(name, test.name)),
  )
  const missing = names.filter((name) => !tests.some((one) => one.name === name))
  const gates = building ? [] : await gatesOf(works, row, candidate)
  const now = works.parts.clock.now()
  const open = openQuestions(gates)
  const earliest = earliestStart(gates, now)
  return {
    application: row.application,
    environment: row.name,
    release: candidate.release,
    commit: candidate.commit,
    rollout: null,
    kind: building ? 'building' : 'waiting',
    phase: null,
    outcome: null,
    headline: building ? words.isBuilding(candidate.number) : words.isWaiting(candidate.number, row.name),
    lines: [
      ...(place === undefined ? [] : waitsOf(place, row.name)),
      ...(open.length === 0 ? [] : [earliestLine(earliest, now, closesAt(gates))]),
    ],
    ...(building ? {} : await wayBackWaiting(works, row, candidate)),
    open,
    earliest,
    gates,
    reasons: gates
      .filter(({ verdict }) => verdict.outcome !== 'pass')
      .flatMap(({ verdict }) => verdict.reasons),
    evidence: null,
    culprits: [],
    next: words.nextLines([{ en: 'ecluse status', fr: 'ecluse status' }]),
    values: {
      candidate: candidate.id,
      number: candidate.number,
      ahead: place?.ahead ?? null,
      earliest: place?.earliest ?? null,
      testsMissing: missing,
    },
  }
}

/** Of a release: its last rollout here, or what it waits for. Without: what is under way, waits, or ended last. */
export const why = async (works: Works, row: Environment, release: number | null): Promise<WhyView> => {
  const { records } = works.parts
  const where = { application: row.application, environment: row.key }
  if (release !== null) {
    const [last] = await rolloutsOf(records, { ...where, release }, 1)
    if (last !== undefined) return whyRollout(works, row, last)
    const found = await releaseOf(records, row.application, release)
    const candidate = found === null ? null : await candidateOf(records, found.candidate)
    if (candidate === null || candidate.stage === 'ended')
      throw new ProblemError(unknownRelease(release, row.application))
    return whyCandidate(works, row, candidate)
  }
  const live = await liveRollout(records, row.key)
  if (live !== null) return whyRollout(works, row, live)
  const [place] = await placesOf(works, row)
  if (place !== undefined) return whyCandidate(works, row, place.candidate)
  const [open] = await openCandidates(records, row.application)
  if (open !== undefined && open.stage === 'building') return whyCandidate(works, row, open)
  const [last] = await rolloutsOf(records, where, 1)
  if (last === undefined) throw new ProblemError(nothingToExplain(row.name))
  return whyRollout(works, row, last)
}
