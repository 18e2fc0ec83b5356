import { commandsIn, moves, over } from './moves.fixture.ts'
import { round } from './round.fixture.ts'
import { type Core, initial, type Node, type Scenario } from './scenario.fixture.ts'
import { withRun } from './world.fixture.ts'

/** A state to begin at, and how it came about. */
export type Seed = { readonly label: string; readonly node: Node }

const longest = 100

/** What happens when nothing happens: one state after the other, to the end. */
export const undisturbed = (core: Core, scenario: Scenario): Node[] => {
  const path = [initial(core, scenario)]
  for (let node = path[0]; node !== undefined && !over(node) && path.length < longest; node = path.at(-1)) {
    const next = after(core, scenario, node, 'wake')
    if (next === undefined) break
    path.push(next)
  }
  return path
}

/** The node after the move of this name; undefined where it cannot be made. */
export const after = (core: Core, scenario: Scenario, node: Node, label: string): Node | undefined =>
  moves(core, scenario, node, true)
    .find((move) => move.label === label)
    ?.go().node

/**
 * Deep states, which walks from the beginning seldom meet: at every point of the way a person takes it back or into
 * their hands; and then the control plane dies at once, a job stands still, or the previous release is dead for good.
 */
export const seeds = (core: Core, scenario: Scenario): Seed[] =>
  undisturbed(core, scenario).flatMap((node, index) => {
    const given = (from: Node, command: string): Node | undefined =>
      after(core, scenario, from, `wake, ${command}`)
    const made = [
      { label: 'rollback', node: given(node, 'rollback') },
      { label: 'hand-over', node: given(node, 'hand-over') },
      { label: 'rollback, killed', node: killed(core, scenario, node) },
      { label: 'old dies, rollback', node: given(withOldDead(scenario, node), 'rollback') },
      ...stalled(node).map((still) => ({ label: 'job stalls, rollback', node: given(still, 'rollback') })),
    ]
    return made.flatMap(({ label, node: seed }) => {
      return seed === undefined ? [] : [{ label: `${index} wakes, ${label}`, node: seed }]
    })
  })

const killed = (core: Core, scenario: Scenario, node: Node): Node | undefined => {
  const given = commandsIn(core, scenario.plan, node.rollout).find(({ label }) => label === 'rollback')
  if (given === undefined) return undefined
  return round(core, scenario, node, { command: given.command, killed: true }).node
}

const stalled = ({ world, ...node }: Node): Node[] =>
  Object.entries(world.jobs).flatMap(([key, job]) =>
    job.value === 'running' ? [{ ...node, world: { ...world, stalled: key } }] : [],
  )

const withOldDead = ({ plan }: Scenario, node: Node): Node => {
  const [first] = (plan?.components ?? []).flatMap(({ old, new: fresh }) =>
    old === null || old === fresh ? [] : [old],
  )
  if (first === undefined) return node
  return { ...node, world: withRun(node.world, first, { value: 'failed', doomed: true }) }
}
