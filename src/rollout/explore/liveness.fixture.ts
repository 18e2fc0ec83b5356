import { allMended, commandsIn, over } from './moves.fixture.ts'
import { type Round, round } from './round.fixture.ts'
import type { Core, Node, Scenario, World } from './scenario.fixture.ts'
import { line } from './search.fixture.ts'
import { runOf } from './world.fixture.ts'

/** A state from which things don't end, and how they went on for ever. */
export type Stuck = { readonly index: number; readonly rule: string; readonly path: readonly string[] }
type Key = (node: Node) => string

const longest = 200

/**
 * Whether every state ends once no more faults come and what can mend has mended: looked at in each state, and
 * along the one way that then is left. Ways back must end whatever gates, judge, turn and successors say.
 */
export const stuckIn = (core: Core, scenario: Scenario, nodes: readonly Node[], key: Key): Stuck | null => {
  const good = new Set<string>()
  const goodBack = new Set<string>()
  for (const [index, node] of nodes.entries()) {
    const mended = { ...node, world: allMended(scenario, node.world) }
    const path = endless(core, scenario, mended, key, good)
    if (path !== null && !excused(core, scenario, mended, key)) return { index, rule: 'it never ends', path }
    if (!returning(node) || node.rollout?.paused) continue
    const { world } = node
    const adverse = { ...node, world: { ...allMended(scenario, world), ...adversity(world) } }
    const back = endless(core, scenario, adverse, key, goodBack)
    if (back !== null && !excused(core, scenario, adverse, key)) {
      return { index, rule: 'a way back is blocked', path: back }
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
const endless = (
  core: Core,
  scenario: Scenario,
  from: Node,
  key: Key,
  good: Set<string>,
): string[] | null => {
  const names: string[] = []
  const path: string[] = []
  const seen = new Set<string>()
  let node = from
  while (!over(node)) {
    const name = key(node)
    if (good.has(name)) break
    if (seen.has(name) || names.length > longest) return path
    seen.add(name)
    names.push(name)
    const options = byPerson(core, scenario, node)
    node = round(core, scenario, node, options).node
    path.push(line(`then: wake${options.command === undefined ? '' : `, ${options.command.command}`}`, node))
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
  if (rollout === null || (!rollout.paused && rollout.phase !== 'handed-over')) return {}
  const given = commandsIn(core, plan, rollout).find(({ free }) => free)
  return given === undefined ? {} : { command: given.command }
}

/**
 * What is dead for good can't be waited out. Whoever is stuck for it needs an exit: rolling forward where the new
 * release can carry people, or else another word of a person that is taken.
 */
const excused = (core: Core, scenario: Scenario, node: Node, key: Key): boolean => {
  const { plan } = scenario
  const { rollout, world } = node
  if (plan === null || rollout === null) return false
  const dead = plan.components.some(
    ({ old, new: fresh }) =>
      old !== null && runOf(world, old).doomed && (old === fresh || plan.stable === 'trusted'),
  )
  if (!dead) return false
  const exits = commandsIn(core, plan, rollout).filter(({ label }) => label !== 'pause' && label !== 'resume')
  if (exits.length === 0) return false
  const carries = plan.components.every(
    ({ new: fresh }) => fresh === null || runOf(world, fresh).value === 'ready',
  )
  if (rollout.phase !== 'returning' || rollout.weight === 0 || !carries || rollout.paused) return true
  const promote = exits.find(({ label }) => label === 'promote')
  if (promote === undefined) return false
  const forward = round(core, scenario, node, { command: promote.command }).node
  return endless(core, scenario, forward, key, new Set()) === null
}
