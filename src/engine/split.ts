import type { Split } from '../ports/router.ts'
import type { Context } from '../records/types.ts'
import type { Effect } from '../rollout/types.ts'

/** A changed address is open beside the old one while people may be on either side. */
const listens = (context: Context, weight: number, bootsNew: boolean): readonly string[] => {
  const { old, new: next } = context
  if (old === null || bootsNew) return [next.listen]
  if (weight === 0) return [old.listen]
  return [...new Set([next.listen, old.listen])]
}

/** The whole split that a route effect wants. */
export const splitOf = (
  environment: string,
  context: Context,
  effect: Extract<Effect, { kind: 'route' }>,
): Split => {
  const bootsNew = effect.boot !== null && effect.boot === effect.new
  return {
    environment,
    generation: effect.generation,
    listen: listens(context, effect.weight, bootsNew),
    old: context.old?.side ?? null,
    new: context.new.side,
    weight: effect.weight,
    boot: bootsNew ? 'new' : 'old',
    salt: effect.salt,
    cohortBy: context.new.cohortBy,
    forcedSecret: context.secret,
    requestTimeout: context.new.requestTimeout,
  }
}
