import type { GateVerdict } from '../gates/types.ts'
import { together, type Verdict } from '../kernel/verdict.ts'
import type { Manifest } from '../manifest/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { deploymentsOf, queueOf } from '../records/environments.ts'
import { kept, releaseOf } from '../records/releases.ts'
import type { Candidate, Environment, QueueEntry } from '../records/types.ts'
import { boardsBy } from '../train/boards.ts'
import { compose } from '../train/compose.ts'
import type { Composition, Passenger, Running } from '../train/types.ts'
import { readGates } from './gatekeeping.ts'
import { goesOn } from './promotion.ts'
import type { Train } from './train-policy.ts'
import type { Works } from './works.ts'

/** One that boarded, as the queue knows it. */
export type Boarder = { readonly entry: QueueEntry; readonly candidate: Candidate }

/**
 * Gates that a passenger answers by itself. All others are about what leaves: the composition's digest, and the time
 * at which it does.
 */
const own: readonly string[] = [
  'built',
  'tested',
  'image-present',
  'after',
  'rehearsed',
  'taken-back',
  'needs',
]

export const ownGates = (gates: readonly GateVerdict[]): readonly GateVerdict[] =>
  gates.filter(({ gate }) => own.includes(gate))

/**
 * Whether a candidate takes the train here: what this train is, and one for this environment alone, do not. What left an
 * earlier environment by train boards as any other.
 */
export const takesTrain = (train: Train | null, candidate: Candidate, environment: string): boolean =>
  train !== null &&
  candidate.train?.environment !== environment &&
  candidate.only === null &&
  boardsBy(train.config.boards, candidate)

/** Everybody who boarded, in order. */
export const boardersOf = async (
  works: Works,
  row: Environment,
  train: Train,
): Promise<readonly Boarder[]> => {
  const { records } = works.parts
  const found: Boarder[] = []
  for (const entry of await queueOf(records, row.key)) {
    const candidate = entry.state === 'waiting' ? await candidateOf(records, entry.candidate) : null
    if (candidate !== null && takesTrain(train, candidate, row.key)) found.push({ entry, candidate })
  }
  return found
}

export const identityIn = (manifest: Manifest, environment: string, component: string): string => {
  const image = manifest.components.find(({ name }) => name === component)?.image ?? ''
  return `${image} ${manifest.configurations[environment]?.[component] ?? ''}`
}

const partsIn = (manifest: Manifest, environment: string) =>
  manifest.components.map(({ name, commit }) => ({
    component: name,
    commit,
    identity: identityIn(manifest, environment, name),
  }))

/** How many releases back it is known what a component was. */
const remembered = 30

/** What runs, and what ran before. */
export const runningIn = async (works: Works, row: Environment): Promise<Running> => {
  const { records } = works.parts
  const manifest =
    row.deployed === null ? null : await kept<Manifest>(records, 'manifests', row.deployed.manifest)
  if (manifest === null) return { components: [], earlier: {} }
  const earlier: Record<string, string[]> = {}
  /** Versions, and whether anybody who brought one was to go further. */
  const further = new Map<string, boolean>()
  /** Where each version came from: whoever did not touch a component has the version of an earlier commit. */
  const from = new Map<string, string>()
  let runs: Candidate | null = null
  const numbers = [...new Set((await deploymentsOf(records, row.key)).map(({ release }) => release))]
  for (const number of numbers.slice(-remembered)) {
    const release = await releaseOf(records, row.application, number)
    const old = release === null ? null : await kept<Manifest>(records, 'manifests', release.manifest)
    const brought = release === null ? null : await candidateOf(records, release.candidate)
    if (number === row.deployed?.release) runs = brought
    const on = brought === null || goesOn(brought, row.name).length > 0
    for (const { component, identity, commit } of old === null ? [] : partsIn(old, row.name)) {
      earlier[component] = [...(earlier[component] ?? []), identity]
      const version = `${component} ${identity}`
      if (!from.has(version)) from.set(version, commit)
      further.set(version, on || further.get(version) === true)
    }
  }
  const components = partsIn(manifest, row.name).map((part) => {
    const version = `${part.component} ${part.identity}`
    return { ...part, commit: from.get(version) ?? part.commit, stops: further.get(version) === false }
  })
  return { components, earlier, goesOn: runs === null ? [] : goesOn(runs, row.name) }
}

/** Evidence of tests belongs to components; the other gates to all of the candidate. */
const verdictsOf = (gates: readonly GateVerdict[]): Verdict =>
  together(ownGates(gates).map(({ verdict }) => verdict))

const passengerOf = async (
  works: Works,
  row: Environment,
  { entry, candidate }: Boarder,
  missed: number,
): Promise<Passenger | null> => {
  const { records } = works.parts
  const manifest =
    candidate.manifest === null ? null : await kept<Manifest>(records, 'manifests', candidate.manifest)
  if (manifest === null) return null
  const verdict = verdictsOf(await readGates(works, row, candidate, entry))
  return {
    candidate: candidate.id,
    number: candidate.number,
    commit: candidate.commit,
    position: entry.position,
    missed,
    verdict,
    goesOn: goesOn(candidate, row.name),
    parts: partsIn(manifest, row.name).map(({ component, commit, identity }) => ({
      component,
      identity,
      ...(candidate.train === null ? {} : { commit }),
      verdict: { outcome: 'pass', reasons: [] },
    })),
  }
}

/** The pairs of commits that a composition may ask about, read from git beforehand. */
const historyOf = async (
  works: Works,
  row: Environment,
  passengers: readonly Passenger[],
  running: Running,
) => {
  const commits = [
    ...new Set(
      passengers.flatMap(({ commit, parts }) => [commit, ...parts.flatMap((part) => part.commit ?? [])]),
    ),
  ]
  const live = [...new Set(running.components.map(({ commit }) => commit))]
  const known = new Map<string, boolean | null>()
  for (const one of [...commits, ...live])
    for (const other of [...commits, ...live]) {
      if (one === other || (live.includes(one) && live.includes(other))) continue
      known.set(`${one} ${other}`, await works.parts.source.contains(row.application, one, other))
    }
  return (descendant: string, ancestor: string) => known.get(`${descendant} ${ancestor}`) ?? null
}

/** What would leave now with these aboard. Reads git and images: never in a transaction. */
export const composed = async (
  works: Works,
  row: Environment,
  boarders: readonly Boarder[],
  missed: (candidate: string) => number,
): Promise<Composition> => {
  const passengers: Passenger[] = []
  for (const one of boarders) {
    const passenger = await passengerOf(works, row, one, missed(one.candidate.id))
    if (passenger !== null) passengers.push(passenger)
  }
  const running = await runningIn(works, row)
  return compose(passengers, running, await historyOf(works, row, passengers, running))
}
