import type { Manifest } from '../manifest/types.ts'
import { practicesOf } from '../practices/practices.ts'
import type { Facts, Rolled } from '../practices/types.ts'
import { departuresOf } from '../records/departures.ts'
import type { Records } from '../records/handle.ts'
import { notesOf } from '../records/notes.ts'
import { evidenceOf, kept, releaseOf } from '../records/releases.ts'
import { rolloutsOf } from '../records/rollouts.ts'
import { statementsAbout } from '../records/statements.ts'
import type { Environment, Rollout } from '../records/types.ts'
import { readChain } from './chain.ts'
import type { PracticesView } from './facade-practices.ts'
import { overridesIn } from './overrides.ts'
import { policyInForce, rulingCandidate } from './policy-in-force.ts'
import type { Works } from './works.ts'

const period = 90 * 86_400_000
const most = 1_000

const returnedIn = ({ kind, seen, startedAt, endedAt, outcome }: Rollout): number | null => {
  if (seen.returned !== null) return seen.returned
  return kind === 'rollback' && outcome === 'done' && endedAt !== null ? endedAt - startedAt : null
}

const rolled = async (records: Records, one: Rollout): Promise<Rolled> => ({
  release: one.release,
  kind: one.kind,
  strategy: one.plan.steps.length > 1 ? 'canary' : 'blue-green',
  outcome: one.outcome,
  startedAt: one.startedAt,
  movedAt: one.movedAt,
  returned: returnedIn(one),
  watch: one.seen.watch,
  overrides: (await overridesIn(records, one.environment, one.candidate)).map(({ gate }) => gate),
})

/** What is kept about the release that is fully out. */
const currentOf = async (records: Records, row: Environment): Promise<Facts['current']> => {
  const { deployed, application, key } = row
  if (deployed === null) return null
  const manifest = await kept<Manifest>(records, 'manifests', deployed.manifest)
  const release = await releaseOf(records, application, deployed.release)
  const components = manifest?.components ?? []
  const tests = await evidenceOf(records, application, deployed.commit, 'tested')
  const [notes] = await notesOf(records, application, key, deployed.release)
  const [rehearsal] = await evidenceOf(records, application, deployed.manifest, 'rehearsal')
  const candidate = release?.candidate ?? ''
  const signed = (await statementsAbout(records, candidate)).filter(({ action }) => action === 'sign-off')
  const commands = await evidenceOf(records, application, candidate, 'checklist')
  const [reason] = rehearsal?.verdict.reasons ?? []
  return {
    release: deployed.release,
    manifest: deployed.manifest,
    components: components.length,
    images: components.filter(({ image }) => image.startsWith('sha256:')).length,
    tests: tests.map(({ name, verdict }) => ({ name, passed: verdict.outcome === 'pass' })),
    notes: notes === undefined ? null : notes.counts.missing,
    rehearsal:
      rehearsal === undefined || reason === undefined
        ? null
        : {
            environment: rehearsal.name,
            passed: rehearsal.verdict.outcome === 'pass',
            text: reason.text,
          },
    answers: signed.length + commands.length,
  }
}

/** Of one environment, from what is kept of it. */
export const practices = async (works: Works, row: Environment): Promise<PracticesView> => {
  const { records, clock } = works.parts
  const now = clock.now()
  const all = await rolloutsOf(records, { application: row.application, environment: row.key }, most)
  const recent = all.filter(({ startedAt }) => startedAt >= now - period)
  const policy = await policyInForce(works, row)
  const trains = await departuresOf(records, row.key, most)
  const left = trains.filter(({ state, at }) => state === 'left' && at >= now - period)
  const { entries, broken } = await readChain(records)
  const ruling = await rulingCandidate(works, row)
  const own = ruling?.config.environments.find(({ name }) => name === row.name)
  const facts: Facts = {
    environment: row.name,
    now,
    period,
    rollouts: await Promise.all(recent.map((one) => rolled(records, one))),
    current: await currentOf(records, row),
    policy:
      policy === null
        ? null
        : {
            checklist: policy.checklist !== null,
            train: policy.train !== null,
            calendar: policy.calendar === null ? null : { timeZone: policy.calendar.timeZone },
            rehearsal: policy.rehearsal !== null,
          },
    hasEarlier: (own?.after ?? null) !== null,
    departed: left.length,
    ledger: { entries, broken: broken?.seq ?? null },
    separated: works.eyes.last().target?.reading.separated ?? null,
  }
  return { application: row.application, environment: row.name, practices: practicesOf(facts) }
}
