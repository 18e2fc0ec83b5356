import { violationOf } from './invariants.fixture.ts'
import { keyOf } from './key.fixture.ts'
import { type Stuck, stuckIn } from './liveness.fixture.ts'
import { moves } from './moves.fixture.ts'
import { violationIn } from './rules-state.fixture.ts'
import { type Core, initial, type Node, type Scenario } from './scenario.fixture.ts'
import type { Seed } from './seeds.fixture.ts'

type Found = { readonly node: Node; readonly name: string; readonly parent: number; readonly label: string }

export type Violation = { readonly rule: string; readonly trace: readonly string[]; readonly node: Node }
export type Explored = {
  readonly states: number
  readonly wakes: number
  readonly violation: Violation | null
}

/**
 * Every state that at most `faults` faults can lead to. States are taken by the number of their faults, then by
 * length, so that the first violation has the shortest trace; what few faults reach is never looked at again.
 */
export const explore = (
  core: Core,
  scenario: Scenario,
  faults: number,
  from: readonly Seed[] = [{ label: 'begin', node: initial(core, scenario) }],
): Explored => {
  const key = keyOf(scenario)
  const found: Found[] = []
  const seen = new Set<string>()
  let wakes = 0
  let level: Found[] = from.map(({ node, label }) => ({ node, name: key(node), parent: -1, label }))
  const report = (rule: string, last: Found): Explored => {
    return { states: found.length, wakes, violation: { rule, trace: traceOf(found, last), node: last.node } }
  }
  for (let spent = 0; spent <= faults; spent += 1) {
    const next: Found[] = []
    const queue = level
    for (let index = 0; index < queue.length; index += 1) {
      const one = queue[index]
      if (one === undefined) break
      if (seen.has(one.name)) continue
      seen.add(one.name)
      const id = found.push(one) - 1
      const wrong = violationIn(core, scenario, one.node)
      if (wrong !== null) return report(wrong, one)
      for (const move of moves(core, scenario, one.node, spent < faults)) {
        const { node, wakes: woken } = move.go()
        wakes += woken.length
        const name = key(node)
        const after: Found = { node, name, parent: id, label: move.label }
        for (const wake of woken) {
          const broken = violationOf(scenario, wake)
          if (broken !== null) return report(broken, after)
        }
        if (!seen.has(name)) (move.fault ? next : queue).push(after)
      }
    }
    level = next
  }
  const stuck = stuckIn(
    core,
    scenario,
    found.map((one) => one.node),
    key,
  )
  return stuck === null
    ? { states: found.length, wakes, violation: null }
    : { states: found.length, wakes, violation: violationFrom(found, stuck) }
}

const violationFrom = (found: readonly Found[], { index, rule, path }: Stuck): Violation => {
  const one = found[index]
  if (one === undefined) throw new Error(`no state ${index}`)
  return { rule, trace: [...traceOf(found, one), ...path], node: one.node }
}

const traceOf = (found: readonly Found[], last: Found): string[] => {
  const lines: string[] = []
  for (let one: Found | undefined = last; one !== undefined; one = found[one.parent]) {
    lines.unshift(line(one.label, one.node))
  }
  return lines
}

/** One line of a trace: what happened, and how things stand then. */
export const line = (label: string, { rollout, tail, world }: Node): string => {
  const phase =
    rollout === null ? '' : `${rollout.phase}${rollout.outcome === null ? '' : ` ${rollout.outcome}`}`
  const runs = Object.entries(world.runs).map(([revision, run]) => `${revision} ${run.value}`)
  const shares = Object.entries(world.split.shares).map(([release, weight]) => `${release} ${weight} %`)
  const left = tail === null ? '' : `tail ${tail.phase}`
  const state = [phase, left].filter((one) => one !== '').join(', ')
  return `${label.padEnd(34)} | ${state.padEnd(22)} | ${shares.join(' ').padEnd(16)} | ${runs.join(', ')}`
}
