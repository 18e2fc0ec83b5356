import type { Problem } from '../kernel/problem.ts'
import { badShare, marginTooSmall } from './messages.ts'
import type { Trimming } from './mixture.ts'
import type { JudgePlan, ProfileName } from './types.ts'

/** JUDGE (g): which incidents of single instances are left out. */
export const profiles: Readonly<Record<ProfileName, Trimming>> = {
  fast: { blocks: 0, seconds: 1 },
  steady: { blocks: 2, seconds: 5 },
  patient: { blocks: 3, seconds: 30 },
}

export const defaultPlan: JudgePlan = {
  alpha: 0.01,
  beta: 0.05,
  worseThan: { ratio: 1.5, plus: 0.001 },
  safeWithin: { ratio: 2, plus: 0.002 },
  profile: 'steady',
  reference: null,
}

/** A margin of no harm must lie above the tolerance of (a): else the same version could be both safe and regressed. */
export const planProblems = (plan: JudgePlan): readonly Problem[] => {
  const { worseThan, safeWithin } = plan
  const above =
    safeWithin.ratio >= worseThan.ratio &&
    safeWithin.plus >= worseThan.plus &&
    (safeWithin.ratio > worseThan.ratio || safeWithin.plus > worseThan.plus)
  return [
    ...(above ? [] : [marginTooSmall(worseThan, safeWithin)]),
    ...(['alpha', 'beta'] as const).flatMap((name) =>
      plan[name] > 0 && plan[name] < 1 ? [] : [badShare(name, plan[name])],
    ),
  ]
}
