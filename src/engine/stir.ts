import type { World } from './world.ts'

const environmentOf = (run: string): string => run.split('/').slice(0, 2).join('/')

/** What of the world an environment's worker may have to act on, as one text by environment. */
const marksOf = (world: World): ReadonlyMap<string, string> => {
  const marks = new Map<string, string>()
  const add = (key: string, mark: readonly unknown[]) =>
    marks.set(key, `${marks.get(key) ?? ''}${JSON.stringify(mark)}`)
  for (const { key, value, generation, crashes, instances } of world.target?.runs ?? []) {
    const problems = instances.map(({ state, problem }) => [state, problem?.code])
    add(environmentOf(key), [key, value, generation, crashes, problems])
  }
  for (const split of world.router?.splits ?? []) {
    add(split.environment, [split.old, split.new, split.weight, split.boot, split.generation])
  }
  return marks
}

/** Wakes the environments whose world is another one than at the last look: none has to look by itself so often. */
export const stirOf = (wake: (environment: string) => void): ((world: World) => void) => {
  let before: ReadonlyMap<string, string> | null = null
  return (world) => {
    if (world.target === null || world.router === null) return
    const now = marksOf(world)
    const known = before ?? now
    for (const key of new Set([...known.keys(), ...now.keys()]))
      if (known.get(key) !== now.get(key)) wake(key)
    before = now
  }
}
