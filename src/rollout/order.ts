import type { Ms } from '../kernel/time.ts'
import type { Component } from './types.ts'

type Node = { readonly name: string; readonly needs: readonly string[] }

/** Each after all that it needs, otherwise in the order given. Members of a cycle come last, as given. */
export const sorted = <N extends Node>(nodes: readonly N[]): N[] => {
  const names = new Set(nodes.map((node) => node.name))
  const done = new Set<string>()
  const result: N[] = []
  let rest = [...nodes]
  while (rest.length > 0) {
    const free = rest.filter((node) => node.needs.every((need) => done.has(need) || !names.has(need)))
    if (free.length === 0) return [...result, ...rest]
    for (const node of free) done.add(node.name)
    result.push(...free)
    rest = rest.filter((node) => !done.has(node.name))
  }
  return result
}

/**
 * The longest time that starting takes when each component uses its own deadline to the end: along the longest
 * chain of `needs`, counting what has to be started. Infinite where `needs` goes round.
 */
export const chain = (components: readonly Component[]): Ms => {
  const byName = new Map(components.map((component) => [component.name, component]))
  const known = new Map<string, Ms>()
  const visiting = new Set<string>()
  const length = (name: string): Ms => {
    const component = byName.get(name)
    const before = known.get(name)
    if (component === undefined || before !== undefined) return before ?? 0
    if (visiting.has(name)) return Number.POSITIVE_INFINITY
    visiting.add(name)
    const starts = component.new !== null && component.new !== component.old
    const own = starts ? component.within : 0
    const total = own + component.needs.reduce((longest, need) => Math.max(longest, length(need)), 0)
    visiting.delete(name)
    known.set(name, total)
    return total
  }
  return components.reduce((longest, component) => Math.max(longest, length(component.name)), 0)
}
