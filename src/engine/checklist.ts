import { evaluate } from '../checklist/evaluate.ts'
import { verdictOf } from '../checklist/gate.ts'
import { readReport } from '../checklist/report.ts'
import type { Findings, ItemState, LeftOpen, ReleaseFacts, SignOff } from '../checklist/types.ts'
import type { Checklist } from '../config/types-checklist.ts'
import type { GateInput, GateVerdict } from '../gates/types.ts'
import { together, type Verdict } from '../kernel/verdict.ts'
import type { Manifest } from '../manifest/types.ts'
import { peopleOf } from '../policy/people.ts'
import { judgeStatement } from '../policy/statements.ts'
import type { Policy } from '../policy/types.ts'
import { afterwardsOf } from '../records/afterwards.ts'
import { evidenceOf, kept } from '../records/releases.ts'
import { statementsOf } from '../records/statements.ts'
import type { Candidate, Environment, Rollout } from '../records/types.ts'
import { notesFinding } from './notes-finding.ts'
import { overriddenBy, overridesNow, withFallen } from './overrides.ts'
import { policiesOf, rulingOf } from './policy-in-force.ts'
import { remembered } from './remembered.ts'
import { receivedOf } from './rules.ts'
import type { Works } from './works.ts'

const manifestOf = async (works: Works, digest: string | null): Promise<Manifest | null> =>
  digest === null ? null : kept<Manifest>(works.parts.records, 'manifests', digest)

/** What a candidate changes of what runs in an environment; of a first release everything. */
export const factsOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
): Promise<ReleaseFacts> => {
  const mine = await manifestOf(works, candidate.manifest)
  const live = await manifestOf(works, row.deployed?.manifest ?? null)
  const names = mine?.components.map(({ name }) => name) ?? []
  const imageIn = (manifest: Manifest | null, name: string) =>
    manifest?.components.find((one) => one.name === name)?.image ?? null
  const configured = (manifest: Manifest | null, name: string) =>
    manifest?.configurations[row.name]?.[name] ?? null
  const components = names.filter((name) => imageIn(mine, name) !== imageIn(live, name))
  const tasks = candidate.config.components
    .filter(({ name, before }) => before !== undefined && components.includes(name))
    .map(({ name }) => name)
  const changesSince = (now: Manifest | null, before: Manifest | null) => {
    const had = new Set(before?.migrations.map(({ component, digest }) => `${component} ${digest}`))
    return (now?.migrations ?? [])
      .map(({ component, digest }) => `${component} ${digest}`)
      .filter((one) => !had.has(one))
  }
  return {
    labels: candidate.labels,
    components,
    configuration: names.filter((name) => configured(mine, name) !== configured(live, name)),
    migrations: [...changesSince(mine, live), ...tasks],
  }
}

/** Sign-offs that count here, whatever manifest they are about: a new one clears the others, by name. */
export const signOffsOf = async (
  works: Works,
  row: Environment,
  policy: Pick<Policy, 'approvers' | 'approvals'>,
): Promise<readonly SignOff[]> => {
  const people = peopleOf(policy.approvers)
  const said = (await statementsOf(works.parts.records, row.key)).filter(
    ({ action }) => action === 'sign-off',
  )
  return said.flatMap(receivedOf).flatMap((received): SignOff[] => {
    const { statement, at } = received
    const { item, manifest, note } = statement
    if (item === null) return []
    const about = {
      application: row.application,
      environment: row.name,
      manifest,
      action: 'sign-off',
      item,
    } as const
    // One that has run out for a candidate still stands for what is out.
    const judged = judgeStatement(received, { ...about, authors: [], now: at }, policy, 'may', people)
    if (!judged.counts) return []
    const { person, roles } = judged
    return [{ item, person: person.name, roles, note, at, manifest, expires: statement.expires }]
  })
}

/** Who has which role by the approvers in force. */
export const roleHolders = (
  policy: Pick<Policy, 'approvers'>,
): Readonly<Record<string, readonly string[]>> => {
  const holders: Record<string, string[]> = {}
  for (const { name, roles } of peopleOf(policy.approvers))
    for (const role of roles) holders[role] = [...(holders[role] ?? []), name]
  return holders
}

/** What a command in an image is known by in the evidence: bound to the candidate, once for each. */
export const commandName = (environment: string, item: string): string => `${environment} ${item}`

const itemsOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  { items }: Checklist,
): Promise<Findings['items']> => {
  const { records, source } = works.parts
  const { application, commit } = candidate
  const ran = await evidenceOf(records, application, candidate.id, 'checklist')
  const found: Record<string, Verdict> = {}
  for (const { name, answer } of items) {
    if (answer.by === 'command') {
      const evidence = ran.find((one) => one.name === commandName(row.name, name))
      if (evidence !== undefined) found[name] = evidence.verdict
    } else if (answer.by === 'report') {
      const text = await remembered(works, `report ${application} ${commit} ${answer.file}`, async () => {
        const bytes = await source.file(application, commit, answer.file)
        return bytes === null ? null : new TextDecoder().decode(bytes)
      })
      found[name] = readReport(answer, text)
    }
  }
  return found
}

/** What was left to do after earlier releases, and is not done. */
export const leftOpen = async (works: Works, row: Environment): Promise<readonly LeftOpen[]> =>
  (await afterwardsOf(works.parts.records, row.key))
    .filter(({ state }) => state === 'open')
    .map(({ release, item, since }) => ({ release, item, since }))

export type Asked = {
  readonly gates: readonly GateVerdict[]
  readonly tests: GateInput['tests']
  readonly live: Rollout | null
}

/** Every item of one policy's checklist; null: it has none. */
export const statesOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  policy: Policy,
  { gates, tests }: Pick<Asked, 'gates' | 'tests'>,
): Promise<readonly ItemState[] | null> => {
  if (policy.checklist === null) return null
  const now = works.parts.clock.now()
  return evaluate(policy.checklist, {
    manifest: candidate.manifest ?? '',
    environment: row.name,
    facts: await factsOf(works, row, candidate),
    findings: {
      gates: Object.fromEntries(gates.map(({ gate, verdict }) => [gate, verdict])),
      tests: tests.filter(({ declaredBy }) => declaredBy !== 'policy'),
      items: await itemsOf(works, row, candidate, policy.checklist),
      notes: policy.checklist.items.some(({ answer }) => answer.by === 'notes')
        ? await notesFinding(works, row, candidate)
        : null,
    },
    signOffs: (await signOffsOf(works, row, policy)).filter(
      ({ manifest, expires }) => manifest !== candidate.manifest || (expires ?? now + 1) > now,
    ),
    people: roleHolders(policy),
  })
}

/** The checklist in force as one gate: of the release that runs, and of the server's floor. */
export const checklistGate = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  { gates, tests, live }: Asked,
): Promise<GateVerdict> => {
  const statements = await statementsOf(works.parts.records, row.key)
  const ruling = await rulingOf(works, row, candidate)
  const overrides = await overridesNow(works, row, candidate, ruling, statements)
  const lifted = overrides.standing.find((one) => one.gate === 'checklist')
  if (lifted !== undefined) return { gate: 'checklist', verdict: overriddenBy(lifted) }
  const stage = live?.state.phase === 'observing' ? 'during' : 'before'
  const left = await leftOpen(works, row)
  const verdicts: Verdict[] = []
  for (const policy of policiesOf(ruling)) {
    const states = await statesOf(works, row, candidate, policy, { gates, tests })
    if (states !== null || verdicts.length === 0)
      verdicts.push(verdictOf(states, stage, verdicts.length === 0 ? left : []))
  }
  return { gate: 'checklist', verdict: withFallen('checklist', together(verdicts), overrides) }
}
