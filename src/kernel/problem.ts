import type { Code } from './codes.ts'
import type { Text } from './text.ts'

/** Where a problem stands: `file:line:column`, line and column from 1. */
export type Place = { readonly file: string; readonly line?: number; readonly column?: number }

/**
 * What kind of answer a problem is; the edges map it to an exit code and to an HTTP status, once.
 * `usage`: the request itself is wrong (2, 400). `not-found`: names nothing (1, 404). `conflict`: not in this
 * state (1, 409). `refused`: a gate or a right refuses (4, 403). `unavailable`: a part does not answer (1, 503).
 * `failed`: it was tried and failed (1, 500).
 */
export type ProblemKind = 'usage' | 'not-found' | 'conflict' | 'refused' | 'unavailable' | 'failed'

/** Every bad input and every failure: a stable code, the place, what was expected, and what to do. */
export type Problem = {
  readonly code: Code
  readonly kind: ProblemKind
  readonly message: Text
  readonly place?: Place
  readonly expected?: Text
  readonly todo?: Text
}

/** Carries problems through code that throws. Rooms throw it; edges alone render it. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[]
  constructor(problems: Problem | readonly Problem[], cause?: unknown) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem]
    super(list.map((problem) => `${problem.code}: ${problem.message.en}`).join('; '), { cause })
    this.name = 'ProblemError'
    this.problems = list
  }
}

export const formatPlace = (place: Place): string =>
  [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
