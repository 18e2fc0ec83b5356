import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import { changeEnvironment, environment as environmentOf, raiseGeneration } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { liveRollout, putEffects, swapRollout } from '../records/rollouts.ts'
import type { Deployed, Environment } from '../records/types.ts'
import { runKey } from '../rollout/keys.ts'
import type { Effect } from '../rollout/types.ts'
import type { DoneView } from './facade.ts'
import { journal } from './journal.ts'
import * as words from './messages-processes.ts'
import { nothingRuns, unknownComponent } from './problems.ts'
import type { Works } from './works.ts'
import { highestFence } from './world.ts'

/** As a person set it there, whatever the file says: carried from release to release, there and back. */
export const carried = (from: Deployed | null, to: Deployed): Deployed => {
  const scaled = from?.scaled
  if (scaled === undefined) return to
  const revisions = to.revisions.map((one) => ({ ...one, instances: scaled[one.component] ?? one.instances }))
  return { ...to, scaled, revisions }
}

const withCount = (deployed: Deployed, component: string, instances: number): Deployed =>
  carried({ ...deployed, scaled: { ...deployed.scaled, [component]: instances } }, deployed)

/**
 * How many instances a component has in an environment from now on: recorded, no release, also in a live rollout, whose
 * revisions that run take it on at once and whose others start with it.
 */
export const scale = async (
  works: Works,
  row: Environment,
  component: string,
  instances: number,
  actor: Actor,
): Promise<DoneView> => {
  const { parts } = works
  const world = await works.eyes.read()
  const running = new Set(
    (world.target?.runs ?? []).flatMap(({ key, value }) =>
      value === 'stopping' || value === 'absent' ? [] : [key],
    ),
  )
  const { effects, revisions, text } = await inTransaction(parts.records, async (records) => {
    const [stored, live] = [await environmentOf(records, row.key), await liveRollout(records, row.key)]
    const deployed = stored?.deployed ?? null
    if (stored === null || deployed === null) throw new ProblemError(nothingRuns(row.name))
    if (stored.handedOver !== null) throw new ProblemError(words.inHands(row.name))
    const places = [deployed, live?.context.old, live?.context.new].flatMap((one) => one ?? [])
    const named = places.flatMap((one) => one.revisions)
    const here = named.filter((one) => one.component === component)
    if (here.length === 0)
      throw new ProblemError(unknownComponent(component, [...new Set(named.map((one) => one.component))]))
    if (here.some(({ static: site }) => site !== undefined))
      throw new ProblemError(words.noInstances(component))
    if (instances === 0 && here.some(({ worker }) => worker === undefined))
      throw new ProblemError(words.servesNobody(component))
    const set = (one: Deployed): Deployed => withCount(one, component, instances)
    const next = set(deployed)
    await changeEnvironment(records, row.key, { deployed: next })
    if (live !== null) {
      const { context, state } = live
      const changed = { ...context, old: context.old && set(context.old), new: set(context.new) }
      // A decision under way was made for the context before: it is made again.
      const again = { ...live, context: changed, state: { ...state, tick: state.tick + 1 } }
      await swapRollout(records, again, state.tick)
    }
    const keys = [...new Set(here.map(({ key }) => key))].filter((key) => running.has(key))
    const highest = Math.max(stored.generation, live?.state.generation ?? 0, highestFence(world, row.key))
    const issued = keys.map((revision, index): Effect => {
      const generation = highest + index + 1
      return { kind: 'run', key: runKey(revision), component, revision, side: 'new', generation }
    })
    const at = parts.clock.now()
    await raiseGeneration(records, row.key, highest + keys.length)
    await putEffects(records, `scale ${row.key}`, highest + keys.length, issued, at)
    const said = words.scaled(
      component,
      deployed.scaled?.[component] ?? here[0]?.instances ?? 0,
      instances,
      row.name,
    )
    await journal(records, {
      at,
      actor,
      action: 'scaled',
      subject: { application: row.application, environment: row.name, release: deployed.release },
      payload: { component, instances },
      text: said,
    })
    return { effects: issued, revisions: places.map(set).flatMap((one) => one.revisions), text: said }
  })
  await works.hands.perform({ environment: row.key, revisions, context: null }, effects)
  return { text, rollout: null, environment: row.name }
}
