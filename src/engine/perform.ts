import type { RevisionSpec } from '../ports/target.ts'
import type { Context } from '../records/types.ts'
import type { Effect } from '../rollout/types.ts'
import type { Parts } from './parts.ts'
import { splitOf } from './split.ts'

/** What effects of one rollout or tail act on. */
export type Scene = {
  readonly environment: string
  readonly revisions: readonly RevisionSpec[]
  readonly context: Context | null
}

export const sceneOf = (environment: string, context: Context): Scene => ({
  environment,
  revisions: [...(context.old?.revisions ?? []), ...context.new.revisions],
  context,
})

const perform = async (parts: Parts, scene: Scene, effect: Effect): Promise<void> => {
  switch (effect.kind) {
    case 'run': {
      const revision = scene.revisions.find((one) => one.key === effect.revision)
      if (revision === undefined) throw new Error(`no revision ${effect.revision} in ${scene.environment}`)
      return parts.target.run(revision, effect.generation)
    }
    case 'stop':
      return parts.target.stop(effect.revision, effect.generation)
    case 'route':
      if (scene.context === null) throw new Error('a tail never routes')
      await parts.router.route(splitOf(scene.environment, scene.context, effect))
      return
    case 'hold':
      return parts.router.hold(scene.environment, effect.generation)
    case 'job':
      throw new Error(`no adapter runs ${effect.job} jobs yet: ${effect.component}`)
    case 'tell':
      return
  }
}

/**
 * Performs what was recorded, at once and side by side: each is idempotent and fenced. One that fails is not
 * retried here: the next reading differs from what is wanted, and the decision issues it again.
 */
export const performAll = async (
  parts: Parts,
  scene: Scene,
  effects: readonly Effect[],
): Promise<readonly unknown[]> => {
  const results = await Promise.allSettled(effects.map((effect) => perform(parts, scene, effect)))
  return results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return []
    parts.trouble(
      `${effects[index]?.kind ?? ''} ${effects[index]?.key ?? ''} in ${scene.environment}`,
      result.reason,
    )
    return [result.reason]
  })
}
