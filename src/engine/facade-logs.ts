import type { Ms } from '../kernel/time.ts'

/**
 * `newest`: of the newest release alone. `since`: only what was written in that time before now. `run`: only what
 * commands wrote whose id begins or ends so.
 */
export type LogsWanted = {
  readonly component: string | null
  readonly release: number | null
  readonly newest?: boolean
  readonly run?: string | null
  readonly since?: Ms | null
}
