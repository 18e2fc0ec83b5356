import type { Json } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import { pass } from '../kernel/verdict.ts'
import type { Manifest } from '../manifest/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { deploymentsOf } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { evidenceOf, kept, putEvidence, releaseOf } from '../records/releases.ts'
import { liveRollout, rolloutsOf } from '../records/rollouts.ts'
import type { Candidate, Deployed, Environment, Rollout } from '../records/types.ts'
import { rollbackPlan } from '../rollback/plan.ts'
import { planSummary } from '../rollback/render.ts'
import type { Measured, RollbackPlan, Side } from '../rollback/types.ts'
import { deployedAs } from './back.ts'
import { subjectOf } from './begin.ts'
import { crossedBy } from './crossed.ts'
import { environmentConfig } from './gatekeeping.ts'
import { engineActor, journal } from './journal.ts'
import { unknownRelease } from './problems.ts'
import { targetOf } from './rollback.ts'
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

/** How long a way back took here: of a rollout that returned its own time, of a rollback all of it. */
const tookBack = ({ kind, outcome, seen, startedAt, endedAt }: Rollout): readonly Ms[] => {
  if (kind === 'ship') return seen.returned === null ? [] : [seen.returned]
  return kind === 'rollback' && outcome === 'done' && endedAt !== null ? [endedAt - startedAt] : []
}

const measuredFor = async (
  records: Records,
  row: Pick<Environment, 'application' | 'key'>,
  manifest: string,
): Promise<Measured | null> => {
  const rehearsed = (await evidenceOf(records, row.application, manifest, 'rehearsal')).flatMap(
    ({ verdict }) => {
      const back = verdict.outcome === 'pass' ? verdict.reasons[0]?.values?.['back'] : null
      return typeof back === 'number' ? [back] : []
    },
  )
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
  },
): Promise<RollbackPlan> => {
  const { records, clock } = works.parts
  const { from, to, wayBack, settledAt } = way
  const config = environmentConfig(candidate, row.name)
  return rollbackPlan({
    application: row.application,
    environment: row.name,
    madeAt: clock.now(),
    from: await sideOf(records, from),
    to: to === null ? null : await sideOf(records, to),
    crossed: to === null ? [] : await crossedBy(works, row, candidate, to.release),
    measured: await measuredFor(records, row, from.manifest),
    wayBack,
    strategy: config?.strategy.kind ?? 'blue-green',
    secretsOnRollback: config?.secretsOnRollback ?? 'current',
    keepPrevious: config?.watch.keepPrevious ?? 0,
    settledAt,
    keepReleases: config?.keepReleases ?? 5,
  })
}

/** Kept as evidence of the manifest, told to who follows, in the transaction that begins the rollout. */
export const keepPlan = async (
  records: Records,
  rollout: Rollout,
  plan: RollbackPlan,
  at: Instant,
): Promise<void> => {
  const { application, context, environment } = rollout
  const name = environment.slice(application.length + 1)
  const text = planSummary(plan)
  const values = { rollout: rollout.id, plan: plan as unknown as Json }
  const verdict = pass({ code: 'rollback-plan', text, values })
  const subject = context.new.manifest
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
  const { application, context, environment, id } = rollout
  const name = environment.slice(application.length + 1)
  const all = await evidenceOf(records, application, context.new.manifest, 'rollback-plan')
  const values = all.find((one) => one.name === name)?.verdict.reasons[0]?.values
  return values?.['rollout'] === id ? (values['plan'] as unknown as RollbackPlan) : null
}

const candidateFor = async (works: Works, row: Environment, release: number): Promise<Candidate> => {
  const { records } = works.parts
  const found = await releaseOf(records, row.application, release)
  const candidate = found === null ? null : await candidateOf(records, found.candidate)
  if (candidate === null) throw new ProblemError(unknownRelease(release, row.application))
  return candidate
}

/** What `rollback` would do now. */
export const planNow = async (works: Works, row: Environment, to: number | null): Promise<RollbackPlan> => {
  const { records } = works.parts
  const live = await liveRollout(records, row.key)
  const written = live?.kind === 'ship' && to === null ? await keptPlan(records, live) : null
  if (written !== null) return written
  const target = await targetOf(records, row, to)
  const [from, back] = [row.deployed, await deployedAs(records, row.key, target)]
  if (from === null) throw new ProblemError(unknownRelease(target, row.application))
  const candidate = await candidateFor(works, row, from.release)
  const settledAt = (await deploymentsOf(records, row.key)).at(-1)?.doneAt ?? null
  return planBack(works, row, candidate, { from, to: back, wayBack: 'automatic', settledAt })
}
