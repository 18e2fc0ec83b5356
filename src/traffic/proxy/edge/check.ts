import { ProblemError } from '../../../kernel/problem.ts'
import type { Side, Split } from '../../../ports/router.ts'
import { badSplit } from '../messages.ts'
import { parseAddress } from '../sockets/listeners.ts'
import { hostName } from './hosts.ts'

const isGeneration = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

const whatOfSide = (name: string, side: Side | null): string | undefined => {
  if (side === null) return undefined
  if (!Array.isArray(side?.routes) || !Array.isArray(side.runs)) return `${name} has no routes or runs`
  const bad = side.routes.find((route) => typeof route?.path !== 'string' || !route.path.startsWith('/'))
  if (bad !== undefined) return `${name}: path ${JSON.stringify(bad?.path)}`
  const host = side.routes.find((route) => route.host !== undefined && route.host !== hostName(route.host))
  if (host !== undefined) return `${name}: host ${JSON.stringify(host.host)}`
  return side.routes.some((route) => typeof route.run !== 'string')
    ? `${name}: a route without a run`
    : undefined
}

const whatOf = (split: Split): string | undefined => {
  const { weight } = split
  if (typeof split.environment !== 'string' || split.environment === '') return 'environment'
  if (!isGeneration(split.generation)) return `generation ${split.generation}`
  if (typeof weight !== 'number' || !(weight >= 0 && weight <= 100)) return `weight ${weight}`
  if (Math.abs(weight * 100 - Math.round(weight * 100)) > 1e-6) return `weight ${weight}`
  if (split.boot !== 'old' && split.boot !== 'new') return `boot ${split.boot}`
  if (typeof split.salt !== 'string') return 'salt'
  if (!(split.requestTimeout > 0)) return `requestTimeout ${split.requestTimeout}`
  if (!Array.isArray(split.listen)) return 'listen'
  const address = split.listen.find((one) => typeof one !== 'string' || parseAddress(one) === undefined)
  if (address !== undefined) return `listen ${address}`
  const redirect = split.edge?.redirect
  if (redirect != null && parseAddress(redirect) === undefined) return `redirect ${redirect}`
  if (redirect != null && split.listen.includes(redirect)) return `redirect ${redirect} is a listen address`
  return whatOfSide('old', split.old) ?? whatOfSide('new', split.new)
}

/** Refuses what no proxy could serve (`bad-split`), before anything of it is stored. */
export const checkSplit = (split: Split): void => {
  const what = whatOf(split)
  if (what !== undefined) throw new ProblemError(badSplit(String(split.environment), what))
}

/** Throws `bad-split` where a generation is no whole number of at least 0. */
export const checkGeneration = (environment: string, generation: number): void => {
  if (!isGeneration(generation)) throw new ProblemError(badSplit(environment, `generation ${generation}`))
}
