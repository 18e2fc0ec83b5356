import type { Instant, Ms } from '../kernel/time.ts'
import type { RouterReading } from '../ports/router.ts'
import type { TargetReading } from '../ports/target.ts'
import type { Reading, Revision } from '../rollout/types.ts'
import type { Parts } from './parts.ts'
import { within } from './worker.ts'

/** What the target and the router say now; null where one does not answer. Levels, never remembered. */
export type World = {
  readonly at: Instant
  readonly target: TargetReading | null
  readonly router: RouterReading | null
}

/** A part that does not answer in this time counts as unreachable. */
const patience: Ms = 5_000

const orNull = async <T>(parts: Parts, where: string, read: () => Promise<T>): Promise<T | null> => {
  try {
    const answer = await within(parts.clock, patience, read())
    if (answer === null) parts.trouble(where, new Error(`no answer within ${patience} ms`))
    return answer
  } catch (error) {
    parts.trouble(where, error)
    return null
  }
}

export const readWorld = async (parts: Parts): Promise<World> => {
  const [target, router] = await Promise.all([
    orNull(parts, 'read target', () => parts.target.read()),
    orNull(parts, 'read router', () => parts.router.read()),
  ])
  return { at: parts.clock.now(), target, router }
}

/** A run that stops is not absent yet, and not ready any more. */
const runValue = {
  absent: 'absent',
  starting: 'starting',
  ready: 'ready',
  failed: 'failed',
  stopping: 'starting',
} as const

/** How each revision stands; nothing is said of one that the target lost sight of. */
export const runReadings = (world: World, revisions: readonly Revision[]): readonly Reading[] => {
  const { target } = world
  if (target === null) return []
  return revisions
    .filter((revision) => !target.unknown.includes(revision))
    .map((revision) => {
      const run = target.runs.find((one) => one.key === revision)
      const generation = Math.max(target.fences[revision] ?? 0, run?.generation ?? 0)
      const busy = target.busy?.includes(revision) === true ? ({ busy: true } as const) : {}
      return { kind: 'run', revision, value: runValue[run?.value ?? 'absent'], generation, ...busy }
    })
}

/** The environment's split as it is really served. */
export const splitReadings = (world: World, environment: string): readonly Reading[] => {
  const { router } = world
  if (router === null) return []
  const fence = router.fences[environment] ?? 0
  const split = router.splits.find((one) => one.environment === environment)
  if (split === undefined) return [{ kind: 'split', shares: {}, boot: null, open: {}, generation: fence }]
  const id = (release: number | null) => (release === null ? null : String(release))
  const shares: Record<string, number> = {}
  if (split.old !== null) shares[String(split.old)] = 100 - split.weight
  if (split.new !== null) shares[String(split.new)] = (shares[String(split.new)] ?? 0) + split.weight
  const boot = id(split.boot === 'new' ? split.new : split.old)
  // A raised fence is part of what is read: nothing issued below it can arrive any more.
  const generation = Math.max(fence, split.generation)
  return [{ kind: 'split', shares, boot, open: split.open, generation }]
}

/** Highest generation that any resource of the environment ever answered with. */
export const highestFence = (world: World, environment: string): number =>
  Math.max(
    0,
    world.router?.fences[environment] ?? 0,
    ...Object.entries(world.target?.fences ?? {}).flatMap(([key, generation]) =>
      key.startsWith(`${environment}/`) ? [generation] : [],
    ),
    ...(world.target?.tasks ?? []).flatMap(({ key, generation }) =>
      key.startsWith(`${environment}/`) ? [generation] : [],
    ),
  )
