import type { Ms } from '../kernel/time.ts'

/** Whose signatures a release needs, by role. As it was written, with defaults. */
export type ApprovalsConfig = {
  /** How many people of each role before it starts. */
  readonly roles: Readonly<Record<string, number>>
  /** Whoever wrote or committed a part of it does not count. */
  readonly notTheAuthor: boolean
  /** How long a signature counts at most. */
  readonly expires: Ms
  /** Signed before more than `at` percent of people are on it; null: nobody is asked. */
  readonly canary: { readonly at: number; readonly roles: Readonly<Record<string, number>> } | null
}
