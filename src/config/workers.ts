import { needsOf } from './needs.ts'
import type { Written, WrittenComponent } from './schema.ts'

type File = Pick<Written, 'components'> & { readonly routes?: Written['routes'] }

const hasPath = (ready: WrittenComponent['ready']): boolean =>
  typeof ready === 'string' || ready?.path !== undefined || ready?.port !== undefined

/**
 * Components that are workers: without `port` and a path to ask, to which nothing leads and which nothing needs. Where
 * no component serves, `side-by-side` tells a worker from the one that people reach without a `port` being declared.
 */
export const workersOf = ({ components, routes }: File): ReadonlySet<string> => {
  const entries = Object.entries(components)
  const routed = new Set((routes ?? []).map((route) => route.component))
  const needed = new Set(entries.flatMap(([, said]) => needsOf(said)))
  const serves = ([name, said]: (typeof entries)[number]): boolean =>
    said?.port !== undefined || said?.static !== undefined || hasPath(said?.ready) || routed.has(name)
  const someServe = entries.some(serves)
  const workers = entries.filter(
    (entry) =>
      !serves(entry) &&
      entry[1]?.schedule === undefined &&
      !needed.has(entry[0]) &&
      (someServe || entry[1]?.['side-by-side'] !== undefined),
  )
  return new Set(workers.map(([name]) => name))
}
