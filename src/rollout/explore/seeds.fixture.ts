import { moves, over } from './moves.fixture.ts'
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
 * Deep states, which walks from the beginning seldom meet: at every point of the way a person takes it back, or
 * into their hands; and the previous release is dead for good when they do.
 */
export const seeds = (core: Core, scenario: Scenario): Seed[] =>
  undisturbed(core, scenario).flatMap((node, index) => {
    const at = `after ${index} wakes`
    const dead = { ...node, world: killed(scenario, node.world) }
    const made = [
      { label: `${at}, rollback`, node: after(core, scenario, node, 'wake, rollback') },
      { label: `${at}, hand-over`, node: after(core, scenario, node, 'wake, hand-over') },
      { label: `${at}, the old release dies, rollback`, node: after(core, scenario, dead, 'wake, rollback') },
    ]
    return made.flatMap(({ label, node: seed }) => (seed === undefined ? [] : [{ label, node: seed }]))
  })

const killed = ({ plan }: Scenario, world: Node['world']): Node['world'] =>
  (plan?.components ?? [])
    .flatMap(({ old, new: fresh }) => (old === null || old === fresh ? [] : [old]))
    .slice(0, 1)
    .reduce((next, revision) => withRun(next, revision, { value: 'failed', doomed: true }), world)
