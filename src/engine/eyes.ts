import type { Instant } from '../kernel/time.ts'
import type { RouterReading } from '../ports/router.ts'
import type { TargetReading } from '../ports/target.ts'
import type { Parts } from './parts.ts'
import { readWorld, type World } from './world.ts'

type Seen<T> = { readonly at: Instant; readonly reading: T }

/** What was last read of each part, with its instant, and whether it answered at the last reading. */
export type Last = {
  readonly target: Seen<TargetReading> | null
  readonly router: Seen<RouterReading> | null
  readonly unknown: readonly ('supervisor' | 'proxy')[]
}

/** Reads the world, and remembers the last answers for those who must not wait (`status`). */
export type Eyes = { read(): Promise<World>; last(): Last }

export const eyesOf = (parts: Parts): Eyes => {
  let last: Last = { target: null, router: null, unknown: [] }
  return {
    read: async () => {
      const world = await readWorld(parts)
      last = {
        target: world.target === null ? last.target : { at: world.at, reading: world.target },
        router: world.router === null ? last.router : { at: world.at, reading: world.router },
        unknown: [
          ...(world.target === null ? (['supervisor'] as const) : []),
          ...(world.router === null ? (['proxy'] as const) : []),
        ],
      }
      return world
    },
    last: () => last,
  }
}
