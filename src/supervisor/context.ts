import type { Folder } from '../folder/layout.ts'
import type { Instant } from '../kernel/time.ts'
import type { Holder } from './holder.ts'
import type { Keeper } from './keeper.ts'

/** What the parts of one supervisor share. */
export type Context = {
  readonly folder: Folder
  readonly keeper: Keeper
  readonly holder: Holder
  /** The list changed in something that is not saved. */
  readonly changed: () => void
  readonly now: () => Instant
  readonly dataPlaneAlive: () => boolean
  /** Says what nobody knows any more. */
  readonly lost: (words: string) => void
}
