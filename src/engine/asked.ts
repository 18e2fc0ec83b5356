import type { Digest } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import { shareOf } from '../policy/approvals.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { queueOf } from '../records/environments.ts'
import { releaseOf } from '../records/releases.ts'
import { liveRollout } from '../records/rollouts.ts'
import type { Candidate, Environment, QueueEntry, Rollout } from '../records/types.ts'
import type { Where } from './facade.ts'
import type { AskedView, AskedWhich } from './facade-policy.ts'
import { readGates } from './gatekeeping.ts'
import * as problems from './messages-policy.ts'
import { overridersHere } from './overrides.ts'
import { policiesOf } from './policy-in-force.ts'
import { unknownRelease } from './problems.ts'
import { authorsOf, rulesFor } from './rules.ts'
import { environmentsOf, resolveWhere } from './where.ts'
import type { Works } from './works.ts'

/** What stands in an environment: a candidate that waits there, or whose rollout is live. */
export type Standing = {
  readonly candidate: Candidate
  readonly entry: QueueEntry
  readonly live: Rollout | null
}

export const standingIn = async (works: Works, row: Environment): Promise<readonly Standing[]> => {
  const { records } = works.parts
  const live = await liveRollout(records, row.key)
  const found: Standing[] = []
  for (const entry of await queueOf(records, row.key)) {
    const candidate = await candidateOf(records, entry.candidate)
    if (candidate === null) continue
    found.push({ candidate, entry, live: live?.candidate === candidate.id ? live : null })
  }
  return found
}

const forPeople: readonly string[] = ['approval-missing', 'loosening-unapproved', 'checklist-open']

const waitsForPeople = ({ entry }: Standing): boolean =>
  entry.verdict?.reasons.some(({ code }) => forPeople.includes(code)) === true

/** The one that is meant: by its number, otherwise what waits for people, is under way, or comes first. */
export const chosen = (
  all: readonly Standing[],
  row: Environment,
  number: number | null,
  canary: boolean,
): Standing => {
  if (number !== null) {
    const named = all.find(({ candidate }) => candidate.number === number)
    if (named === undefined) throw new ProblemError(problems.noSuchCandidate(number, row.name))
    return named
  }
  const live = all.find((one) => one.live !== null)
  const found = (canary ? live : undefined) ?? all.find(waitsForPeople) ?? live ?? all[0]
  if (found === undefined) throw new ProblemError(problems.nothingAsked(row.name))
  return found
}

/** The named environment, or the only one in which something waits or is under way. */
export const whereAsked = async (works: Works, where: Where, command: string): Promise<Environment> => {
  if (where.environment !== null) return resolveWhere(works.parts, where, command)
  const rows = await environmentsOf(works.parts, where.application)
  const busy: Environment[] = []
  for (const row of rows) if ((await standingIn(works, row)).length > 0) busy.push(row)
  const people: Environment[] = []
  for (const row of busy) if ((await standingIn(works, row)).some(waitsForPeople)) people.push(row)
  const [only, ...more] = people.length > 0 ? people : busy
  return only !== undefined && more.length === 0 ? only : resolveWhere(works.parts, where, command)
}

const week = 7 * 86_400_000

/** The candidate of a release that is or was out. */
const ofRelease = async (works: Works, row: Environment, number: number): Promise<Candidate> => {
  const release = await releaseOf(works.parts.records, row.application, number)
  const candidate = release === null ? null : await candidateOf(works.parts.records, release.candidate)
  if (candidate === null) throw new ProblemError(unknownRelease(number, row.application))
  return candidate
}

export const askedView = async (works: Works, where: Where & AskedWhich): Promise<AskedView> => {
  const row = await whereAsked(works, where, 'approve')
  const named = where.release ?? null
  const standing =
    named === null ? chosen(await standingIn(works, row), row, where.candidate, where.canary) : null
  const candidate = standing?.candidate ?? (await ofRelease(works, row, named ?? 0))
  const live = standing?.live ?? null
  const { ruling } = await rulesFor(works, row, candidate, live)
  const { compared, loosens, inForce } = ruling
  const canaries = policiesOf(ruling).flatMap(({ approvals }) => approvals?.canary ?? [])
  const [first] = canaries
  return {
    application: row.application,
    environment: row.name,
    candidate: candidate.id,
    number: candidate.number,
    release: candidate.release,
    commit: candidate.commit,
    subject: candidate.subject,
    manifest: candidate.manifest as Digest | null,
    loosens,
    loosened: compared.loosens,
    tightens: compared.tightens,
    authors: await authorsOf(works, row, candidate),
    canary: first === undefined ? null : shareOf(first),
    signed: policiesOf(ruling).some(({ approvers }) => (approvers?.signers.length ?? 0) > 0),
    overrideSigned: (await overridersHere(works, row, policiesOf(ruling))).length > 0,
    expires: inForce.approvals?.expires ?? week,
    now: works.parts.clock.now(),
    gates: standing === null ? [] : await readGates(works, row, candidate, standing.entry, live),
  }
}
