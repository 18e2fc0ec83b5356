import type { Text } from '../kernel/text.ts'
import type { Instant } from '../kernel/time.ts'

/** Something that Écluse does elsewhere, which does not go on there; no rollout waits for it. */
export type StalledView = {
  /** Of the finding: `notes-not-published`, `anchor-failed`, `manifest-away`, `actual-refused`. */
  readonly code: string
  readonly since: Instant
  /** What it is, and why it does not go on. */
  readonly text: Text
  readonly todo: Text
  /** False: nobody tries it again by itself. */
  readonly tried: boolean
  /** What came later went well. */
  readonly passed: boolean
}
