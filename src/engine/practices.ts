import type { Calendar } from '../calendar/types.ts'
import { windowAt } from '../calendar/windows.ts'
import type { Config } from '../config/types.ts'
import type { Manifest } from '../manifest/types.ts'
import { calendarFor } from '../policy/loosens.ts'
import { practicesOf } from '../practices/practices.ts'
import type { Facts, Rolled } from '../practices/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { departuresOf } from '../records/departures.ts'
import type { Records } from '../records/handle.ts'
import { notesOf } from '../records/notes.ts'
import { evidenceOf, kept, releaseOf } from '../records/releases.ts'
import { rolloutsOf } from '../records/rollouts.ts'
import { statementsAbout } from '../records/statements.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import { planSummary } from '../rollback/render.ts'
import { readChain } from './chain.ts'
import type { PracticesView } from './facade-practices.ts'
import { environmentConfig, testName, testsFor } from './gatekeeping.ts'
import { overridesIn } from './overrides.ts'
import { policyInForce, rulingCandidate } from './policy-in-force.ts'
import { keptPlan } from './rollback-plan.ts'
import type { Works } from './works.ts'

const period = 90 * 86_400_000
const most = 1_000

const returnedIn = ({ kind, seen, startedAt, endedAt, outcome }: Rollout): number | null => {
  if (seen.returned !== null) return seen.returned
  return kind === 'rollback' && outcome === 'done' && endedAt !== null ? endedAt - startedAt : null
}

const rolled = async (records: Records, one: Rollout, calendar: Calendar | null): Promise<Rolled> => ({
  release: one.release,
  kind: one.kind,
  strategy: one.plan.steps.length > 1 ? 'canary' : 'blue-green',
  outcome: one.outcome,
  startedAt: one.startedAt,
  movedAt: one.movedAt,
  returned: returnedIn(one),
  watch: one.seen.watch,
  overrides: (await overridesIn(records, one.environment, one.candidate)).map(({ gate }) => gate),
  first: one.previous === null,
  inside: calendar === null ? null : windowAt(calendar, one.startedAt).verdict === 'pass',
})

/** Whether the release that was left asked for a checklist, and what became of it. */
const checklistOf = async (
  records: Records,
  row: Environment,
  brought: Rollout | undefined,
): Promise<NonNullable<Facts['current']>['checklist']> => {
  if (brought === undefined || brought.previous === null) return null
  const left = await releaseOf(records, row.application, brought.previous)
  const ruling = left === null ? null : await candidateOf(records, left.candidate)
  if (ruling === null || environmentConfig(ruling, row.name)?.checklist === undefined) return null
  const passed = await overridesIn(records, row.key, brought.candidate)
  return passed.some(({ gate }) => gate === 'checklist') ? 'overridden' : 'passed'
}

/** What is kept about the release that is fully out. */
const currentOf = async (
  records: Records,
  row: Environment,
  rollouts: readonly Rollout[],
): Promise<Facts['current']> => {
  const { deployed, application, key } = row
  if (deployed === null) return null
  const manifest = await kept<Manifest>(records, 'manifests', deployed.manifest)
  const release = await releaseOf(records, application, deployed.release)
  const components = manifest?.components ?? []
  const own = release === null ? null : await candidateOf(records, release.candidate)
  const tests = own === null ? [] : await testsFor(records, row, own)
  const [notes] = await notesOf(records, application, key, deployed.release)
  const [rehearsal] = await evidenceOf(records, application, deployed.manifest, 'rehearsal')
  const candidate = release?.candidate ?? ''
  const signed = (await statementsAbout(records, candidate)).filter(({ action }) => action === 'sign-off')
  const commands = await evidenceOf(records, application, candidate, 'checklist')
  const [reason] = rehearsal?.verdict.reasons ?? []
  const brought = rollouts.find((one) => one.release === deployed.release && one.kind === 'ship')
  const plan = brought === undefined ? null : await keptPlan(records, brought)
  return {
    release: deployed.release,
    manifest: deployed.manifest,
    components: components.length,
    images: components.filter(({ image }) => image.startsWith('sha256:')).length,
    tests: tests.flatMap(({ component, name, evidence: found }) =>
      found === null ? [] : [{ name: testName(component, name), passed: found.outcome === 'pass' }],
    ),
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
    checklist: await checklistOf(records, row, brought),
    plan: plan === null ? null : planSummary(plan, false),
  }
}

/** An address of this machine on which no environment listens. */
const freeAddress = ({ environments }: Config): string => {
  const taken = environments.map(({ listen }) => listen.split(':').at(-1))
  let port = 8_081
  while (taken.includes(String(port))) port += 1
  return `127.0.0.1:${port}`
}

const fileOf = (ruling: Candidate | null, name: string): Facts['file'] => {
  const own = ruling?.config.environments.find((one) => one.name === name)
  if (ruling === null || own === undefined) return null
  const { config } = ruling
  return {
    earlier: own.after,
    strategies: Object.fromEntries(config.environments.map((one) => [one.name, one.strategy.kind])),
    watch: own.watch.for,
    translates: config.notes?.translate !== undefined,
    components: config.components.map((one) => one.name),
    free: freeAddress(config),
  }
}

const elsewhere = (row: Environment, all: readonly Rollout[]): Facts['elsewhere'] => {
  const others = all.filter(
    ({ environment, kind, movedAt, previous, plan }) =>
      environment !== row.key &&
      kind === 'ship' &&
      movedAt !== null &&
      previous !== null &&
      plan.steps.length === 1,
  )
  return [...Map.groupBy(others, ({ environment }) => environment)].map(([key, some]) => ({
    environment: key.slice(row.application.length + 1),
    all: some.length,
    done: some.filter(({ outcome }) => outcome === 'done').length,
  }))
}

/** Of one environment, from what is kept of it. */
export const practices = async (works: Works, row: Environment): Promise<PracticesView> => {
  const { records, clock } = works.parts
  const now = clock.now()
  const { application, key } = row
  const since = ({ startedAt }: Rollout): boolean => startedAt >= now - period
  const own = await rolloutsOf(records, { application, environment: key }, most)
  const recent = own.filter(since)
  const policy = await policyInForce(works, row)
  const calendar = policy === null || policy.calendar === null ? null : calendarFor(policy)
  const trains = await departuresOf(records, row.key, most)
  const left = trains.filter(({ state, at }) => state === 'left' && at >= now - period)
  const { entries, broken } = await readChain(records)
  const ruling = await rulingCandidate(works, row)
  const facts: Facts = {
    environment: row.name,
    now,
    period,
    rollouts: await Promise.all(recent.map((one) => rolled(records, one, calendar))),
    current: await currentOf(records, row, own),
    policy:
      policy === null
        ? null
        : {
            checklist: policy.checklist !== null,
            approvers: policy.approvers !== null,
            train: policy.train !== null,
            calendar: policy.calendar === null ? null : { timeZone: policy.calendar.timeZone },
            rehearsal: policy.rehearsal !== null,
          },
    file: fileOf(ruling, row.name),
    elsewhere: elsewhere(row, (await rolloutsOf(records, { application }, most)).filter(since)),
    departed: left.length,
    ledger: { entries, broken: broken?.seq ?? null },
    separated: works.eyes.last().target?.reading.separated ?? null,
  }
  return { application: row.application, environment: row.name, practices: practicesOf(facts) }
}
