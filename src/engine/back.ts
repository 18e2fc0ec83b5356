import { ProblemError } from '../kernel/problem.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { type Deployment, deploymentsOf } from '../records/environments.ts'
import type { Records } from '../records/handle.ts'
import { releaseOf } from '../records/releases.ts'
import { rollout as rolloutOf } from '../records/rollouts.ts'
import type { Candidate, Deployed, Environment, Rollout } from '../records/types.ts'
import * as problems from './problems.ts'

/**
 * Releases that one can go back through, oldest first: each stands on the one that was fully out before it, and a
 * rollback takes off all that it went back over. One that was found bad and stayed is nothing to go back to.
 */
export const stackOf = (deployments: readonly Deployment[]): readonly Deployment[] => {
  const stack: Deployment[] = []
  for (const one of deployments) {
    const at = one.kind === 'rollback' ? stack.findLastIndex(({ release }) => release === one.release) : -1
    if (at >= 0) stack.splice(at)
    if (one.good) stack.push(one)
  }
  return stack
}

/** How a release ran when it was fully out in the environment; null: it never was. */
export const deployedAs = async (
  records: Records,
  environment: string,
  release: number,
): Promise<Deployed | null> => {
  const found = (await deploymentsOf(records, environment)).findLast(
    (one) => one.good && one.release === release,
  )
  const rollout = found === undefined ? null : await rolloutOf(records, found.rollout)
  return rollout?.context.new ?? null
}

/** Commits that a way back goes over besides the one that it leaves: those of the releases in between. */
export const backedOut = async (records: Records, rollout: Rollout): Promise<readonly string[]> => {
  const stack = stackOf(await deploymentsOf(records, rollout.environment))
  const target = stack.findLastIndex(({ release }) => release === rollout.release)
  const over = target < 0 ? [] : stack.slice(target + 1).filter(({ release }) => release !== rollout.previous)
  const between = await Promise.all(over.map((one) => rolloutOf(records, one.rollout)))
  return between.flatMap((one) => (one === null ? [] : [one.context.new.commit]))
}

/** The release to go back to from what runs; throws where there is none, or where it is no way back. */
export const targetOf = async (records: Records, row: Environment, to: number | null): Promise<number> => {
  const running = row.deployed?.release
  if (running === undefined) throw new ProblemError(problems.nothingRuns(row.name))
  const deployments = await deploymentsOf(records, row.key)
  if (to === null) {
    const before = stackOf(deployments)
      .filter(({ release }) => release !== running)
      .at(-1)
    if (before === undefined) throw new ProblemError(problems.nothingEarlier(row.name, running))
    return before.release
  }
  const release = await releaseOf(records, row.application, to)
  if (release === null) throw new ProblemError(problems.unknownRelease(to, row.application))
  if (to === running) throw new ProblemError(problems.sameRelease(to))
  if (to > running) {
    const commit = (await candidateOf(records, release.candidate))?.commit ?? ''
    throw new ProblemError(problems.newerThanRunning(to, running, commit))
  }
  const done = deployments.some((one) => one.good && one.release === to)
  if (!done) throw new ProblemError(problems.neverDone(to, row.name))
  return to
}

/** The candidate that a release was. Throws `unknown-release`. */
export const candidateFor = async (
  records: Records,
  application: string,
  number: number,
): Promise<Candidate> => {
  const release = await releaseOf(records, application, number)
  const candidate = release === null ? null : await candidateOf(records, release.candidate)
  if (candidate === null) throw new ProblemError(problems.unknownRelease(number, application))
  return candidate
}
