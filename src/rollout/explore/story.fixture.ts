import type { Effect } from '../types.ts'
import { commandsIn, over } from './moves.fixture.ts'
import { type Round, round } from './round.fixture.ts'
import { type Core, initial, type Node, type Scenario, type World } from './scenario.fixture.ts'

/** What happens before a wake, by its number: a change of the world, a person's command, or both. */
export type Turn = { readonly world?: (world: World) => Partial<World>; readonly command?: string }

const word = (effect: Effect): string[] => {
  switch (effect.kind) {
    case 'route':
      return [`route ${effect.weight} %, boots ${effect.boot}`]
    case 'hold':
      return ['hold']
    case 'job':
      return [`${effect.action} ${effect.job} ${effect.revision}`]
    case 'tell':
      return []
    default:
      return [`${effect.kind} ${effect.revision}`]
  }
}

const optionsOf = (core: Core, scenario: Scenario, node: Node, name: string | undefined): Round => {
  const given = commandsIn(core, scenario.plan, node.rollout).find(({ label }) => label === name)
  return given === undefined ? {} : { command: given.command }
}

/** A rollout from wake to wake, to the end: where each wake leaves it, and what it does. */
export const story = (
  core: Core,
  scenario: Scenario,
  turns: Readonly<Record<number, Turn>> = {},
): string[] => {
  const lines: string[] = []
  let node = initial(core, scenario)
  for (let wake = 1; wake < 40 && !over(node); wake += 1) {
    const turn = turns[wake]
    if (turn?.world !== undefined) node = { ...node, world: { ...node.world, ...turn.world(node.world) } }
    const next = round(core, scenario, node, optionsOf(core, scenario, node, turn?.command))
    node = next.node
    for (const { decision } of next.wakes) {
      const { phase, outcome } = decision.state
      const effects = decision.effects.flatMap(word).join('; ')
      const place = 'step' in decision.state && phase === 'observing' ? ` ${decision.state.target} %` : ''
      lines.push(
        `${wake} ${phase}${outcome === null ? '' : ` ${outcome}`}${place}${effects === '' ? '' : `: ${effects}`}`,
      )
    }
  }
  return lines
}
