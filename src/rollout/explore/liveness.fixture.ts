import { allMended, commandsIn, over } from './moves.fixture.ts'
import { type Round, round } from './round.fixture.ts'
import type { Core, Node, Scenario, World } from './scenario.fixture.ts'
import { line } from './search.fixture.ts'
import { runOf } from './world.fixture.ts'

/** A state from which things don't end, and how they went on for ever. */
export type Stuck = { readonly index: number; readonly rule: string; readonly path: readonly string[] }
type Key = (node: Node) => string
type Loop = { readonly path: readonly string[]; readonly last: Node }

const longest = 200
/** How much of what goes on for ever is worth printing. */
const shown = 4

/**
 * Whether every state ends once no more faults come and what can mend has mended: looked at in each state, and
 * along the one way that then is left. Ways back must end whatever gates, judge, turn and successors say.
 */
export const stuckIn = (core: Core, scenario: Scenario, nodes: readonly Node[], key: Key): Stuck | null => {
  const good = new Set<string>()
  const goodBack = new Set<string>()
  for (const [index, node] of nodes.entries()) {
    const mended = { ...node, world: allMended(scenario, node) }
    const loop = endless(core, scenario, mended, key, good)
    if (loop !== null && !excused(core, scenario, loop.last, key)) {
      return { index, rule: 'it never ends', path: loop.path }
    }
    if (!returning(node) || node.rollout?.paused) continue
    const { world } = node
    const adverse = { ...node, world: { ...allMended(scenario, node), ...adversity(world) } }
    const back = endless(core, scenario, adverse, key, goodBack)
    if (back !== null && !excused(core, scenario, back.last, key)) {
      return { index, rule: 'a way back is blocked', path: back.path }
    }
  }
  return null
}

const returning = (node: Node): boolean =>
  node.tail === null && (node.rollout?.phase === 'returning' || node.rollout?.phase === 'clearing')

const adversity = ({ gate, window, turn, judge, superseded }: World): Partial<World> => ({
  gate,
  window,
  turn,
  judge,
  superseded,
})

/** Null when it ends; otherwise how it went on. `good` remembers what ends. */
const endless = (core: Core, scenario: Scenario, from: Node, key: Key, good: Set<string>): Loop | null => {
  const names: string[] = []
  const path: { readonly label: string; readonly node: Node }[] = []
  const seen = new Set<string>()
  let node = from
  while (!over(node)) {
    const name = key(node)
    if (good.has(name)) break
    if (seen.has(name) || names.length > longest) {
      return { path: path.map((one) => line(one.label, one.node)), last: node }
    }
    seen.add(name)
    names.push(name)
    const options = byPerson(core, scenario, node)
    node = round(core, scenario, node, options).node
    const given = options.command === undefined ? '' : `, ${options.command.command}`
    if (path.length < shown) path.push({ label: `then: wake${given}`, node })
  }
  for (const name of names) good.add(name)
  return null
}

/** What waits for a person's word gets it. */
const byPerson = (core: Core, { plan }: Scenario, node: Node): Round => {
  const { rollout, tail } = node
  if (tail?.phase === 'contracting' && Object.values(node.world.jobs).some((job) => job.doomed)) {
    return { tailCommand: 'skip' }
  }
  const asked = rollout?.awaits !== undefined
  if (rollout === null || (!asked && !rollout.paused && rollout.phase !== 'handed-over')) return {}
  const given = commandsIn(core, plan, rollout).find(({ free, label }) =>
    asked ? label === 'rollback' : free,
  )
  return given === undefined ? {} : { command: given.command }
}

/**
 * What is dead for good can't be waited out, on the way back or where both releases need it. Whoever is stuck for
 * it was alarmed, and needs an exit: rolling forward where the new release can carry people, or else another word.
 */
const excused = (core: Core, scenario: Scenario, node: Node, key: Key): boolean => {
  const { plan } = scenario
  const { rollout, world } = node
  if (plan === null || rollout === null) return false
  const { phase, weight, paused, alarmed } = rollout
  const back = phase === 'returning' || phase === 'clearing'
  const dead = plan.components.some(({ old, new: fresh }) => {
    if (old === null || !runOf(world, old).doomed) return false
    return old === fresh
      ? phase === 'observing' || phase === 'settling'
      : back && weight > 0 && plan.stable === 'trusted'
  })
  if (!dead || !(alarmed || paused)) return false
  const exits = commandsIn(core, plan, rollout).filter(({ label }) => label !== 'pause' && label !== 'resume')
  // A revision that was never claimed is not this rollout's to move people onto: hand-over and take-back lead there.
  const carries = plan.components.every(({ old, new: fresh, worker }) => {
    if (fresh === null || worker !== undefined) return true
    return (
      runOf(world, fresh).value === 'ready' &&
      (fresh === old || rollout.wants[`run/${fresh}`]?.value === 'run')
    )
  })
  if (phase !== 'returning' || !carries) return exits.length > 0
  const promote = exits.find(({ label }) => label === 'promote')
  if (promote === undefined) return false
  const forward = round(core, scenario, node, { command: promote.command }).node
  return endless(core, scenario, forward, key, new Set()) === null
}
