import type { Config } from '../config/types.ts'
import type { Digest } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { readFloor } from '../policy/floor.ts'
import { type Compared, compare, loosensDigest } from '../policy/loosens.ts'
import { policyFiles, policyOf } from '../policy/read.ts'
import type { Policy, Source } from '../policy/types.ts'
import { usualTelling } from '../policy/usual.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { releaseOf } from '../records/releases.ts'
import type { Candidate, Environment } from '../records/types.ts'
import { filesAt } from './calendar-view.ts'
import { remembered } from './remembered.ts'
import type { Works } from './works.ts'

/** What rules a candidate in an environment, and what it would make of it. */
export type Ruling = {
  readonly inForce: Policy
  readonly source: Source
  /** The candidate's own, which rules what comes after it. */
  readonly own: Policy
  readonly compared: Compared
  /** Of what it loosens, as whoever approves is shown it; null: nothing. */
  readonly loosens: Digest | null
  /** Of the server, for every application; null: none. */
  readonly floor: Policy | null
  /** It is declared and cannot be read: nothing starts. */
  readonly floorUnread: string | null
}

const day = 86_400_000

/** A policy of a commit that is here: its file, and the files that this names, all of the same commit. */
const policyAt = (works: Works, candidate: Candidate, name: string): Promise<Policy | null> =>
  remembered(works, `policy ${candidate.id} ${name}`, () =>
    readPolicy(works, candidate.config, candidate.commit, name),
  )

/** Throws a `ProblemError` with the place, in the file itself; null: the commit does not know the environment. */
export const readPolicy = async (
  works: Pick<Works, 'parts'>,
  config: Config,
  commit: string,
  name: string,
): Promise<Policy | null> => {
  const environment = config.environments.find((one) => one.name === name)
  if (environment === undefined) return null
  const files = await filesAt(works, config.application, commit, policyFiles(environment))
  return policyOf(config, environment, (path) => files[path] ?? null)
}

/** The candidate whose release runs there. */
export const rulingCandidate = async (
  works: Pick<Works, 'parts'>,
  row: Environment,
): Promise<Candidate | null> => {
  if (row.deployed === null) return null
  const { records } = works.parts
  const release = await releaseOf(records, row.application, row.deployed.release)
  return release === null ? null : candidateOf(records, release.candidate)
}

const nothing: Compared = { loosens: [], tightens: [] }

const none: Policy = {
  after: null,
  keepReleases: 1,
  calendar: null,
  holidays: {},
  checklist: null,
  approvals: null,
  approvers: null,
  train: null,
  rehearsal: null,
  ...usualTelling,
  tests: {},
}

type Floor = Pick<Ruling, 'floor' | 'floorUnread'>

/** What the server's file says of an environment; one that cannot be read lets nothing start. */
export const floorOf = async (works: Works, name: string): Promise<Floor> => {
  const given = works.parts.floor
  if (given === undefined) return { floor: null, floorUnread: null }
  if (given.text === null) return { floor: null, floorUnread: given.file }
  const { file, text } = given
  try {
    const floor = await remembered(works, `floor ${name}`, async () =>
      readFloor(file, text, given.files, name),
    )
    return { floor, floorUnread: null }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { floor: null, floorUnread: file }
  }
}

/**
 * The policy in force for a candidate: of the release that runs there, never the candidate's own, but for a first
 * release. Reads git: never call it in a transaction.
 */
export const rulingOf = async (works: Works, row: Environment, candidate: Candidate): Promise<Ruling> => {
  const own = (await policyAt(works, candidate, row.name)) ?? none
  const ruling = await rulingCandidate(works, row)
  const before = ruling === null ? null : await policyAt(works, ruling, row.name)
  const floor = await floorOf(works, row.name)
  if (ruling === null || before === null)
    return { inForce: own, source: { kind: 'first' }, own, compared: nothing, loosens: null, ...floor }
  const now = works.parts.clock.now()
  const key = `compared ${ruling.id} ${candidate.id} ${row.name} ${Math.floor(now / day)}`
  const compared =
    ruling.id === candidate.id ? nothing : await remembered(works, key, async () => compare(before, own, now))
  return {
    inForce: before,
    source: { kind: 'release', release: row.deployed?.release ?? 0 },
    own,
    compared,
    loosens: loosensDigest(compared.loosens, own),
    ...floor,
  }
}

/** The policy in force in an environment, whatever waits; null: nothing runs there. */
export const policyInForce = async (works: Works, row: Environment): Promise<Policy | null> => {
  const ruling = await rulingCandidate(works, row)
  return ruling === null ? null : policyAt(works, ruling, row.name)
}

export const policiesOf = ({ inForce, floor }: Ruling): readonly Policy[] =>
  floor === null ? [inForce] : [inForce, floor]
