import type { Folder } from '../folder/layout.ts'
import type { Instant } from '../kernel/time.ts'
import type { Holder } from './holder.ts'
import type { Keeper } from './keeper.ts'
import type { Users } from './users.ts'

/** What the parts of one supervisor share. */
export type Context = {
  readonly folder: Folder
  readonly keeper: Keeper
  readonly holder: Holder
  /** Who runs what; null where we are not root or were given no list: everything runs as ourselves. */
  readonly users: Users | null
  /** Lets an application reach what is its own now, before anything of it starts that may try. */
  readonly openDoors: () => Promise<void>
  /** The list changed in something that is not saved. */
  readonly changed: () => void
  readonly now: () => Instant
  readonly dataPlaneAlive: () => boolean
  /** Says what nobody knows any more. */
  readonly lost: (words: string) => void
}
