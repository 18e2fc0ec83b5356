import type { Problem, ProblemKind } from '../kernel/problem.ts'

/**
 * 0 done, 1 failed, 2 bad usage or config, 3 rolled back, 4 refused by a gate, 5 waiting for a window or its turn,
 * 6 undecided: it waits for evidence or a person, and the rollout goes on.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6

const codes: Readonly<Record<ProblemKind, ExitCode>> = {
  usage: 2,
  'not-found': 1,
  conflict: 1,
  refused: 4,
  unavailable: 1,
  failed: 1,
}

/** The one place where problems become an exit code: bad usage rules, then the first one. */
export const exitOf = (problems: readonly Problem[]): ExitCode =>
  problems.some(({ kind }) => kind === 'usage') ? 2 : codes[problems[0]?.kind ?? 'failed']
