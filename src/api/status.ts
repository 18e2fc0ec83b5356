import { type Problem, ProblemError, type ProblemKind } from '../kernel/problem.ts'
import { unexpected } from './messages.ts'

const statuses: Readonly<Record<ProblemKind, number>> = {
  usage: 400,
  'not-found': 404,
  conflict: 409,
  refused: 403,
  unavailable: 503,
  failed: 500,
}

/** The one place where a problem becomes an HTTP status: the first one's kind decides. */
export const statusOf = (problems: readonly Problem[]): number => statuses[problems[0]?.kind ?? 'failed']

/** The problems that an error carries; any other error is `unexpected`. */
export const problemsOf = (error: unknown): readonly Problem[] =>
  error instanceof ProblemError
    ? error.problems
    : [unexpected(error instanceof Error ? error.message : String(error))]
