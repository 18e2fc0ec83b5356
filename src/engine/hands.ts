import type { Ms } from '../kernel/time.ts'
import type { Parts } from './parts.ts'
import { type EngineEffect, perform, type Scene } from './perform.ts'
import type { Refusals } from './refusals.ts'
import { within } from './worker.ts'

/** How long a decision waits for what it issued; what takes longer goes on by itself. */
const patience: Ms = 1_000

type Line = { current: Promise<void>; waiting: (() => Promise<void>) | null }

/**
 * Performs what was recorded: side by side, but for one resource one after the other, and of several that wait only
 * the newest, which is fenced higher. One that fails is not retried here: the next reading differs from what is
 * wanted, and the decision issues it again.
 */
export type Hands = {
  /** Answers when all are done, or after a while. */
  perform(scene: Scene, effects: readonly EngineEffect[]): Promise<void>
  /** Answers when nothing is under way any more. */
  idle(): Promise<void>
}

export const handsOf = (parts: Parts, refusals: Refusals): Hands => {
  const lines = new Map<string, Line>()

  const one = (scene: Scene, effect: EngineEffect) => async (): Promise<void> => {
    try {
      await perform(parts, scene, effect)
      refusals.done(scene.environment, effect.key)
    } catch (error) {
      const where = `${effect.kind} ${effect.key} in ${scene.environment}`
      parts.trouble(where, error)
      await refusals
        .refused(scene.environment, effect.key, error)
        .catch((untold: unknown) => parts.trouble(where, untold))
    }
  }

  const run = async (name: string, line: Line, work: () => Promise<void>): Promise<void> => {
    let next: (() => Promise<void>) | null = work
    while (next !== null) {
      await next()
      next = line.waiting
      line.waiting = null
    }
    lines.delete(name)
  }

  const enter = (scene: Scene, effect: EngineEffect): Promise<void> => {
    const name = `${scene.environment} ${effect.key}`
    const line = lines.get(name)
    if (line !== undefined) {
      line.waiting = one(scene, effect)
      return line.current
    }
    const made: Line = { current: Promise.resolve(), waiting: null }
    lines.set(name, made)
    made.current = run(name, made, one(scene, effect))
    return made.current
  }

  return {
    perform: async (scene, effects) => {
      const work = effects.filter((effect) => effect.kind !== 'tell').map((effect) => enter(scene, effect))
      if (work.length > 0) await within(parts.clock, patience, Promise.all(work))
    },
    idle: async () => {
      await Promise.all([...lines.values()].map((line) => line.current))
    },
  }
}
