import type { Json } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { pass } from '../kernel/verdict.ts'
import type { Manifest } from '../manifest/types.ts'
import type { Records } from '../records/handle.ts'
import { evidenceOf, kept, putEvidence } from '../records/releases.ts'
import { liveRollout, liveTails, rolloutsOf } from '../records/rollouts.ts'
import type { Candidate, Deployed, Environment, Rollout } from '../records/types.ts'
import { rollbackPlan } from '../rollback/plan.ts'
import { planSummary } from '../rollback/render.ts'
import type { Measured, RollbackPlan, Side, Target } from '../rollback/types.ts'
import { candidateFor, deployedAs, targetOf } from './back.ts'
import { subjectOf } from './begin.ts'
import { crossedBy } from './crossed.ts'
import { environmentConfig } from './gatekeeping.ts'
import { engineActor, journal } from './journal.ts'
import { isFreeWayBack } from './keep-releases.ts'
import { migratingOf } from './migrations-gate.ts'
import { deployedOf, drainOf } from './planning.ts'
import { unknownRelease } from './problems.ts'
import type { Works } from './works.ts'

const sideOf = async (records: Records, deployed: Deployed): Promise<Side> => {
  const manifest = await kept<Manifest>(records, 'manifests', deployed.manifest)
  const parts = [...deployed.revisions, ...(deployed.scheduled ?? [])].map((revision) => {
    const built = manifest?.components.find(({ name }) => name === revision.component)
    const secrets = Object.entries(revision.secrets ?? {}).map(
      ([name, { digest }]) => [name, digest] as const,
    )
    return {
      name: revision.component,
      version: built?.version ?? null,
      commit: built?.commit ?? null,
      image: revision.image,
      revision: revision.revision,
      variables: revision.variables,
      secrets: Object.fromEntries(secrets),
      keep: revision.keep.map(({ path, shared }) => ({ path, shared })),
    }
  })
  return { release: deployed.release, manifest: deployed.manifest, commit: deployed.commit, parts }
}

const medianOf = (times: readonly Ms[]): Ms =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

/** More of the past says nothing of today. */
const lately = 20

/** How long a way back took here: of a rollout that returned people its own time, of a rollback all of it. */
const tookBack = ({ kind, outcome, seen, startedAt, movedAt, endedAt }: Rollout): readonly Ms[] => {
  if (kind === 'ship') return seen.returned === null || movedAt === null ? [] : [seen.returned]
  return kind === 'rollback' && outcome === 'done' && endedAt !== null ? [endedAt - startedAt] : []
}

const measuredFor = async (
  records: Records,
  row: Pick<Environment, 'application' | 'key'>,
  manifest: string,
  target: Target,
): Promise<Measured | null> => {
  // What was rehearsed was a switch to what still ran.
  const known = target === 'warm' ? await evidenceOf(records, row.application, manifest, 'rehearsal') : []
  const rehearsed = known.flatMap(({ verdict }) => {
    const back = verdict.outcome === 'pass' ? verdict.reasons[0]?.values?.['back'] : null
    return typeof back === 'number' ? [back] : []
  })
  if (rehearsed.length > 0) return { by: 'rehearsal', median: medianOf(rehearsed), count: rehearsed.length }
  const past = await rolloutsOf(records, { application: row.application, environment: row.key }, 200)
  const times = past.flatMap(tookBack).slice(0, lately)
  return times.length === 0 ? null : { by: 'history', median: medianOf(times), count: times.length }
}

/** The plan of the way back from a release to another, of what is known now. Reads git: never in a transaction. */
export const planBack = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  way: {
    readonly from: Deployed
    readonly to: Deployed | null
    readonly wayBack: RollbackPlan['wayBack']
    readonly settledAt: Instant | null
    /** It is out, and is to go back to what is there in this way. */
    readonly now?: Target
  },
): Promise<RollbackPlan> => {
  const { records, clock } = works.parts
  const { from, to, wayBack, settledAt, now } = way
  const config = environmentConfig(candidate, row.name)
  return rollbackPlan({
    asked: now === undefined ? 'before' : 'now',
    target: now ?? 'warm',
    application: row.application,
    environment: row.name,
    madeAt: clock.now(),
    from: await sideOf(records, from),
    to: to === null ? null : await sideOf(records, to),
    crossed: to === null ? [] : await crossedBy(works, row, candidate, to.release),
    measured: await measuredFor(records, row, from.manifest, now ?? 'warm'),
    wayBack,
    strategy: config?.strategy.kind ?? 'blue-green',
    secretsOnRollback: config?.secretsOnRollback ?? 'current',
    keepPrevious: config?.watch.keepPrevious ?? 0,
    settledAt,
    drain: Math.max(drainOf(from), drainOf(to)),
    keepReleases: config?.keepReleases ?? 5,
  })
}

/** Of which manifest it is evidence: of the one that would be left, or that a way back leaves. */
const placeOf = ({ application, context, environment, kind, id }: Rollout) => {
  const name = environment.slice(application.length + 1)
  return kind === 'rollback' && context.old !== null
    ? { subject: context.old.manifest, name: `${name} ${id}` }
    : { subject: context.new.manifest, name }
}

/** Kept as evidence of the manifest, told to who follows, in the transaction that begins the rollout. */
export const keepPlan = async (
  records: Records,
  rollout: Rollout,
  plan: RollbackPlan,
  at: Instant,
): Promise<void> => {
  const { application } = rollout
  const text = planSummary(plan, rollout.kind === 'ship')
  const values = { rollout: rollout.id, plan: plan as unknown as Json }
  const verdict = pass({ code: 'rollback-plan', text, values })
  const { subject, name } = placeOf(rollout)
  await putEvidence(records, { application, subject, kind: 'rollback-plan', name, verdict, at })
  await journal(records, {
    at,
    actor: engineActor,
    action: 'rollback-planned',
    subject: subjectOf(rollout),
    payload: { text, plan: plan as unknown as Json },
    text,
  })
}

/** As it was written before that rollout began; null: none was. */
export const keptPlan = async (records: Records, rollout: Rollout): Promise<RollbackPlan | null> => {
  const { application, id } = rollout
  const { subject, name } = placeOf(rollout)
  const all = await evidenceOf(records, application, subject, 'rollback-plan')
  const values = all.find((one) => one.name === name)?.verdict.reasons[0]?.values
  return values?.['rollout'] === id ? (values['plan'] as unknown as RollbackPlan) : null
}

/** The plan of the way back from what runs, as it stands now. Throws as `rollback` does where there is none. */
export const planFrom = async (works: Works, row: Environment, target: number): Promise<RollbackPlan> => {
  const { records } = works.parts
  const [from, to] = [row.deployed, await deployedAs(records, row.key, target)]
  if (from === null) throw new ProblemError(unknownRelease(target, row.application))
  const candidate = await candidateFor(records, row.application, from.release)
  const kept = (await liveTails(records, row.key)).find(
    ({ release, state }) => release === target && state.phase === 'keeping',
  )
  const stands = kept === undefined ? 'cold' : 'warm'
  const now: Target = (await isFreeWayBack(works, row, target)) ? stands : 'candidate'
  const settledAt = kept?.startedAt ?? null
  return planBack(works, row, candidate, { from, to, wayBack: 'automatic', settledAt, now })
}

/** What `rollback` would do now. */
export const planNow = async (works: Works, row: Environment, to: number | null): Promise<RollbackPlan> => {
  const { records } = works.parts
  const live = await liveRollout(records, row.key)
  const written = live?.kind === 'ship' && to === null ? await keptPlan(records, live) : null
  return written ?? planFrom(works, row, await targetOf(records, row, to))
}

/** The same of what runs, where there is a way back. */
export const planIfAny = async (works: Works, row: Environment): Promise<RollbackPlan | null> => {
  try {
    return await planNow(works, row, null)
  } catch (error) {
    if (error instanceof ProblemError) return null
    throw error
  }
}

/** What would be written of a candidate if it started now; null: nothing is built yet. */
export const planWaiting = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
): Promise<RollbackPlan | null> => {
  const { records } = works.parts
  const { commit, manifest: digest, release } = candidate
  const config = environmentConfig(candidate, row.name)
  const manifest = digest === null ? null : await kept<Manifest>(records, 'manifests', digest)
  if (config === undefined || digest === null || manifest === null) return null
  const from = deployedOf(
    candidate.config,
    config,
    { number: release ?? 0, manifest, digest, commit },
    candidate.secrets[row.name] ?? {},
  )
  const { wayBack = 'automatic' } = await migratingOf(works, row, candidate)
  return planBack(works, row, candidate, { from, to: row.deployed, wayBack, settledAt: null })
}
