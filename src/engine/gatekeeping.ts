import type { EnvironmentConfig } from '../config/types.ts'
import { evaluate } from '../gates/list.ts'
import type { GateInput, GateVerdict } from '../gates/types.ts'
import type { Manifest } from '../manifest/types.ts'
import type { Policy } from '../policy/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { deploymentsOf, environment } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { type Evidence, evidenceOf, kept, releaseOf } from '../records/releases.ts'
import type { Candidate, Environment, QueueEntry, Rollout } from '../records/types.ts'
import { commitOf } from './asked-for.ts'
import { checklistGate } from './checklist.ts'
import { unlessOverridden } from './overrides.ts'
import { type Ruling, rulingOf } from './policy-in-force.ts'
import { readRules } from './rules.ts'
import type { Works } from './works.ts'

/** What rules the gates of an environment: the release that runs there, or the candidate itself where none does. */
const policyOf = async (records: Records, row: Environment, candidate: Candidate): Promise<Candidate> => {
  if (row.deployed === null) return candidate
  const release = await releaseOf(records, row.application, row.deployed.release)
  return (release && (await candidateOf(records, release.candidate))) ?? candidate
}

export const environmentConfig = (candidate: Candidate, name: string): EnvironmentConfig | undefined =>
  candidate.config.environments.find((one) => one.name === name)

export const testName = (component: string, test: string): string => `${component} ${test}`

/** Tests that the candidate declares, and those that the policy declares for components that it still has. */
const testsOf = async (
  records: Records,
  candidate: Candidate,
  policy: Candidate,
): Promise<GateInput['tests']> => {
  const evidence: Evidence[] = []
  const commits = candidate.config.components.map(({ name }) => commitOf(candidate, name))
  for (const commit of new Set([candidate.commit, ...commits]))
    evidence.push(...(await evidenceOf(records, candidate.application, commit, 'tested')))
  return candidate.config.components.flatMap((component) => {
    const ours = component.tests.map((test) => test.name)
    const ruling = policy.config.components.find((one) => one.name === component.name)?.tests ?? []
    const theirs = ruling.map((test) => test.name)
    return [...new Set([...ours, ...theirs])].map((name) => ({
      component: component.name,
      name,
      declaredBy: !ours.includes(name) ? 'policy' : theirs.includes(name) ? 'both' : 'candidate',
      evidence:
        evidence.find(
          (one) =>
            one.name === testName(component.name, name) &&
            one.subject === commitOf(candidate, component.name),
        )?.verdict ?? null,
    }))
  })
}

/** The tests of a candidate in an environment, as the policy in force has them. */
export const testsFor = async (
  records: Records,
  row: Environment,
  candidate: Candidate,
): Promise<GateInput['tests']> => testsOf(records, candidate, await policyOf(records, row, candidate))

/** Whether the earlier environment was fully on this release, and nobody took it back there since. */
const afterOf = async (
  records: Records,
  candidate: Candidate,
  name: string | null,
): Promise<GateInput['after']> => {
  if (name === null) return null
  const key = `${candidate.application}/${name}`
  const done = (await deploymentsOf(records, key)).some(
    (one) => one.good && one.release === candidate.release,
  )
  const back = (await environment(records, key))?.takenBack?.release === candidate.release
  return { environment: name, done: candidate.release !== null && done && !back }
}

/** Of several the first in which it was not yet: what the server asks for stands beside the application's own. */
const afterAllOf = async (
  records: Records,
  candidate: Candidate,
  names: readonly string[],
): Promise<GateInput['after']> => {
  let found: GateInput['after'] = null
  for (const name of new Set(names)) {
    found = await afterOf(records, candidate, name)
    if (found?.done === false) return found
  }
  return found
}

/** What rehearsal is asked of a candidate; null: none. `agreed`: people agreed to what it loosens. */
export const rehearsalAsked = (
  candidate: Candidate,
  { inForce, own, compared }: Pick<Ruling, 'inForce' | 'own' | 'compared'>,
  agreed: boolean,
): Policy['rehearsal'] => {
  // A secret that was set here is about this environment alone.
  if (candidate.only !== null) return null
  const dropped = agreed && compared.loosens.some(({ key }) => key === 'rehearse-rollback')
  return (dropped ? null : inForce.rehearsal) ?? own.rehearsal
}

/** What a rehearsal in an earlier environment says of this very manifest. */
export const rehearsalOf = async (
  { parts: { records, clock } }: Works,
  row: Environment,
  candidate: Candidate,
  asked: Policy['rehearsal'],
): Promise<GateInput['rehearsal']> => {
  if (asked === null) return null
  const evidenceFor = async ({ application, manifest }: Candidate) => {
    const known = manifest === null ? [] : await evidenceOf(records, application, manifest, 'rehearsal')
    return known.find(({ name }) => name === asked.environment) ?? null
  }
  const found = { ...asked, evidence: await evidenceFor(candidate), now: clock.now() }
  const aboard = candidate.train?.environment === row.key ? candidate.train.aboard : []
  for (const id of aboard) {
    const one = await candidateOf(records, id)
    if (one?.commit === candidate.commit)
      return { ...found, leads: { number: one.number, evidence: await evidenceFor(one) } }
  }
  return found
}

/** The commit that was taken back here, that this one contains and did not know of when it was shipped. */
const takenBackOf = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
): Promise<GateInput['takenBack']> => {
  const back = row.takenBack
  if (back === null || candidate.at >= back.at) return null
  for (const commit of [back.commit, ...(back.also ?? [])]) {
    if ((await works.parts.source.contains(candidate.application, candidate.commit, commit)) === true) {
      return { commit, release: back.release }
    }
  }
  return null
}

/** Every gate of a candidate in an environment, in order. Reads git and images: never call it in a transaction. */
export const readGates = async (
  works: Works,
  row: Environment,
  candidate: Candidate,
  entry: Pick<QueueEntry, 'lifted'> | null,
  live: Rollout | null = null,
): Promise<readonly GateVerdict[]> => {
  const { records } = works.parts
  const policy = await policyOf(records, row, candidate)
  const manifest =
    candidate.manifest === null ? null : await kept<Manifest>(records, 'manifests', candidate.manifest)
  const components = await Promise.all(
    candidate.config.components.map(async ({ name }) => {
      const image = manifest?.components.find((one) => one.name === name)?.image ?? null
      return { name, image, present: image === null ? null : await works.images.present(image) }
    }),
  )
  const lifted = entry?.lifted === true
  const { rules, overrides } = await readRules(works, row, candidate, live)
  const ruling = await rulingOf(works, row, candidate)
  const { floor, compared } = ruling
  const dropped = compared.loosens.some(({ key }) => key === 'after')
  const agreed = rules.some(({ gate, verdict }) => gate === 'policy' && verdict.outcome === 'pass')
  // What it loosens of the order counts once people agreed; what the server asks for always does.
  const inForce = dropped && agreed ? null : (environmentConfig(policy, row.name)?.after ?? null)
  const after = inForce ?? environmentConfig(candidate, row.name)?.after ?? null
  // A person who lets it go also lets it pass an environment that its own file no longer knows.
  const ownAfter =
    after === null || (lifted && environmentConfig(candidate, after) === undefined) ? [] : [after]
  // Under the star the earlier environment itself is meant, too: it comes after nothing.
  const floorAfter = floor === null || floor.after === null || floor.after === row.name ? [] : [floor.after]
  const tests = await testsOf(records, candidate, policy)
  const own = evaluate({
    environment: row.name,
    components,
    tests,
    after:
      // A secret that was set here says nothing of the environments before it.
      candidate.only !== null ||
      // Asked of each that it carries.
      candidate.train?.environment === row.key
        ? null
        : await afterAllOf(records, candidate, [...ownAfter, ...floorAfter]),
    rehearsal: lifted
      ? null
      : await rehearsalOf(works, row, candidate, rehearsalAsked(candidate, ruling, agreed)),
    takenBack: lifted ? null : await takenBackOf(works, row, candidate),
  })
  const rehearsing = (one: GateVerdict) => (one.gate === 'rehearsed' ? unlessOverridden(one, overrides) : one)
  const gates = [...own.map(rehearsing), ...rules]
  return [...gates, await checklistGate(works, row, candidate, { gates, tests, live })]
}
