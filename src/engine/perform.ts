import type { RevisionSpec } from '../ports/target.ts'
import type { Context } from '../records/types.ts'
import type { Effect, Generation, Revision } from '../rollout/types.ts'
import { withKept } from './kept.ts'
import type { Parts } from './parts.ts'
import { commandsOf, contractKey, taskKey } from './release-tasks.ts'
import { splitOf } from './split.ts'

/** Beside the effects of a decision: the instances of a revision are replaced, one after the other. */
export type RestartEffect = {
  readonly kind: 'restart'
  readonly key: string
  readonly component: string
  readonly revision: Revision
  readonly generation: Generation
}
export type EngineEffect = Effect | RestartEffect

/** What effects of one rollout or tail act on. */
export type Scene = {
  readonly environment: string
  readonly revisions: readonly RevisionSpec[]
  readonly context: Context | null
  /** Of a tail: the release that settled, whose contractions it runs. */
  readonly release?: number
}

export const sceneOf = (environment: string, context: Context): Scene => ({
  environment,
  revisions: [...(context.old?.revisions ?? []), ...context.new.revisions],
  context,
})

/** One effect: idempotent and fenced by its generation. */
export const perform = async (parts: Parts, scene: Scene, effect: EngineEffect): Promise<void> => {
  switch (effect.kind) {
    case 'run': {
      const revision = scene.revisions.find((one) => one.key === effect.revision)
      if (revision === undefined) throw new Error(`no revision ${effect.revision} in ${scene.environment}`)
      return parts.target.run(withKept(revision, scene.context), effect.generation)
    }
    case 'restart':
      return parts.target.restart(effect.revision, effect.generation)
    case 'stop':
      return parts.target.stop(effect.revision, effect.generation)
    case 'route':
      if (scene.context === null) throw new Error('a tail never routes')
      await parts.router.route(splitOf(scene.environment, scene.context, effect))
      return
    case 'hold':
      return parts.router.hold(scene.environment, effect.generation)
    case 'job':
      return performJob(parts, scene, effect)
    case 'tell':
      return
  }
}

/** Migrations and release task of a component, or its contraction; `smoke` jobs are declared by nothing yet. */
const performJob = async (
  parts: Parts,
  scene: Scene,
  effect: Extract<Effect, { kind: 'job' }>,
): Promise<void> => {
  const revision = scene.revisions.find((one) => one.key === effect.revision)
  const release = scene.release ?? scene.context?.new.release
  const { job } = effect
  const commands = revision === undefined || job === 'smoke' ? null : commandsOf(revision, job)
  if (job === 'smoke' || revision === undefined || commands === null || release === undefined) {
    throw new Error(`no adapter runs ${job} jobs yet: ${effect.component}`)
  }
  const key = (job === 'expand' ? taskKey : contractKey)(effect.revision, String(release))
  if (effect.action === 'skip') return parts.target.skipTask(key, effect.generation)
  const task = { key, revision: withKept(revision, scene.context), ...commands }
  return parts.target.task(task, effect.generation)
}
