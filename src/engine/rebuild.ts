import { type Problem, ProblemError } from '../kernel/problem.ts'
import { refuse } from '../kernel/verdict.ts'
import type { Manifest } from '../manifest/types.ts'
import { candidate as candidateOf } from '../records/candidates.ts'
import { inTransaction } from '../records/handle.ts'
import { kept, releaseOf } from '../records/releases.ts'
import { swapRollout } from '../records/rollouts.ts'
import type { Rollout } from '../records/types.ts'
import { end } from '../rollout/move.ts'
import { allRevisions } from './all-revisions.ts'
import { subjectOf } from './begin.ts'
import { buildPlanOf } from './build.ts'
import { engineActor, journal, tell } from './journal.ts'
import * as words from './messages.ts'
import { imageGone, rebuiltDiffers } from './problems.ts'
import { summaryOf } from './summary.ts'
import type { Works } from './works.ts'

/** Builds a missing image of a release again from its commit; it must give the digest that was recorded. */
const rebuild = async (works: Works, rollout: Rollout, component: string, image: string): Promise<void> => {
  const { parts } = works
  const release = await releaseOf(parts.records, rollout.application, rollout.release)
  const candidate = release === null ? null : await candidateOf(parts.records, release.candidate)
  const config = candidate?.config.components.find(({ name }) => name === component)
  if (candidate === null || config === undefined) throw new ProblemError(imageGone(component, image))
  // A train's, or one that a manifest asked for, is of commits of its own.
  const manifest =
    release === null ? null : await kept<Manifest>(parts.records, 'manifests', release.manifest)
  const commit = manifest?.components.find(({ name }) => name === component)?.commit ?? candidate.commit
  const at = parts.clock.now()
  await tell(parts.records, {
    at,
    subject: subjectOf(rollout),
    kind: 'rebuilding',
    text: words.rebuilding(component, commit),
    level: 'progress',
  })
  works.bell.ring()
  const built = await works.oneBuild(() =>
    parts.builder.build(buildPlanOf({ ...candidate, commit }, config), () => {}),
  )
  if (built.image !== image) throw new ProblemError(rebuiltDiffers(component, image, built.image))
}

/** Nothing was touched: the way back ends as withdrawn, and says which image cannot be had. */
const giveUp = (works: Works, rollout: Rollout, problems: readonly Problem[]): Promise<void> => {
  const { parts } = works
  const now = parts.clock.now()
  const reasons = problems.map((problem) => ({ code: problem.code, text: words.problemLine(problem) }))
  const verdict = refuse(...reasons)
  const cause = { code: 'gate-refused', gate: 'image-present', reasons: verdict.reasons } as const
  return inTransaction(parts.records, async (records) => {
    const state = end({ ...rollout.state, tick: rollout.state.tick + 1 }, 'withdrawn', now, { cause })
    const next = { ...rollout, state, outcome: state.outcome, endedAt: now }
    const summary = summaryOf(next, now)
    await swapRollout(records, { ...next, summary }, rollout.state.tick)
    await journal(records, {
      at: now,
      actor: engineActor,
      action: 'withdrawn',
      subject: subjectOf(rollout),
      payload: { codes: problems.map(({ code }) => code) },
      text: summary.headline,
      level: 'alarm',
    })
  })
}

/**
 * Before a way back begins, every image that it needs is here, or is made again, or it is refused by name: false,
 * and it has ended.
 */
export const prepareRollback = async (works: Works, rollout: Rollout): Promise<boolean> => {
  try {
    for (const { component, image } of allRevisions(rollout.context.new)) {
      if (!(await works.images.present(image))) await rebuild(works, rollout, component, image)
    }
  } catch (error) {
    const lasting =
      error instanceof ProblemError && error.problems.every(({ kind }) => kind !== 'unavailable')
    if (!lasting) throw error
    await giveUp(works, rollout, error.problems)
    return false
  }
  return true
}
