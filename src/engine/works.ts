import type { Text } from '../kernel/text.ts'
import type { Bell } from './bell.ts'
import type { Eyes } from './eyes.ts'
import type { DiskView } from './facade.ts'
import type { Hands } from './hands.ts'
import type { Images } from './images.ts'
import type { Parts } from './parts.ts'
import type { Refusals } from './refusals.ts'
import type { Rehearsing } from './rehearsing.ts'
import type { Stalled } from './stalled.ts'

/** What the engine's rooms share: the ports, and what is remembered between two decisions, none of it needed. */
export type Works = {
  readonly parts: Parts
  readonly bell: Bell
  readonly eyes: Eyes
  readonly hands: Hands
  readonly images: Images
  /** What parts refuse of what was issued to them. */
  readonly refusals: Refusals
  /** Requests that are sent while a way back is rehearsed. */
  readonly rehearsing: Rehearsing
  /** Why an environment cannot go on now, by its key: what failed in its last step. */
  readonly hindered: Map<string, Text>
  /** What does not go on elsewhere, by what it is; null: it does. */
  readonly stalled: Map<string, Stalled | null>
  /** What applications with a limit took on the disk when they were last weighed. */
  readonly disk: Map<string, DiskView>
  /** Wakes an environment's worker; starts it where there is none yet. */
  readonly wake: (environment: string) => void
  /** Builds run one at a time. */
  readonly oneBuild: <T>(build: () => Promise<T>) => Promise<T>
  /** Wakes the worker that builds. */
  readonly wakeBuilds: () => void
}
