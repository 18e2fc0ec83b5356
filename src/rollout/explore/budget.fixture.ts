import type { Explored } from './search.fixture.ts'

/** Faults beyond those that each test explores: `ECLUSE_EXPLORE_MORE=1` takes minutes, 2 takes hours. */
export const more = Number(process.env['ECLUSE_EXPLORE_MORE'] ?? 0)

/** Exploring takes seconds, on a busy machine minutes. */
export const patience = { timeout: 240_000 }

/** A violation as its trace, so that a failing test prints it; empty: there is none. */
export const told = ({ violation }: Explored): string =>
  violation === null ? '' : [violation.rule, ...violation.trace].join('\n')
