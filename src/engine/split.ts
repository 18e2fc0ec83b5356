import type { EdgeRules, Split } from '../ports/router.ts'
import type { Context, Deployed } from '../records/types.ts'
import type { Effect } from '../rollout/types.ts'

/** A changed address is open beside the old one while people may be on either side. */
const listens = (context: Context, weight: number, bootsNew: boolean): readonly string[] => {
  const { old, new: next } = context
  if (old === null || bootsNew) return [next.listen]
  if (weight === 0) return [old.listen]
  return [...new Set([next.listen, old.listen])]
}

type Meets = Pick<Split, 'edge' | 'plain'>

/** Both addresses are open: each goes on speaking as it does, with TLS or without. */
const both = (next: Deployed, old: Deployed, edge: EdgeRules): Meets => {
  const [ours, theirs] = [edge.tls, old.edge?.tls ?? null]
  if (next.listen === old.listen || (ours === null) === (theirs === null)) return { edge }
  return { edge: { ...edge, tls: ours ?? theirs }, plain: [ours === null ? next.listen : old.listen] }
}

/** The rules of the release that people come to; of the old one again when nobody is on the new one. */
const meets = ({ old, new: next }: Context, weight: number, bootsNew: boolean): Meets => {
  const returned = old !== null && weight === 0 && !bootsNew
  const edge = returned ? old.edge : next.edge
  if (edge === undefined) return {}
  return old === null || bootsNew || returned ? { edge } : both(next, old, edge)
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
    ...meets(context, effect.weight, bootsNew),
  }
}
