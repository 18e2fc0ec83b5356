import type { Text } from '../kernel/text.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { RouterReading, SplitReading } from '../ports/router.ts'
import type { Run } from '../ports/supervision.ts'
import { environment as environmentOf, raiseGeneration } from '../records/environments.ts'
import { inTransaction } from '../records/handle.ts'
import { liveRollout, rolloutsOf, swapRollout } from '../records/rollouts.ts'
import type { Deployed, Environment, Rollout } from '../records/types.ts'
import { routeValue, splitKey } from '../rollout/keys.ts'
import type { Effect } from '../rollout/types.ts'
import { type Deviation, over, remember, toldOf } from './deviations.ts'
import { engineActor, journal } from './journal.ts'
import * as words from './messages-drift.ts'
import { leftOf } from './restart.ts'
import type { Works } from './works.ts'
import { highestFence } from './world.ts'

/** Of one revision whose instances keep ending people are told once in this time. */
const quietFor: Ms = 60_000
/** Rollouts looked at for what was last routed. */
const looked = 20

type Look = { readonly works: Works; readonly row: Environment; readonly live: Rollout | null }

/** Said to those who follow, and in the ledger. */
const note = async (
  { works, row }: Look,
  action: string,
  text: Text,
  known: { readonly what: Deviation; readonly finding: string } | null = null,
) => {
  const { parts } = works
  await inTransaction(parts.records, async (records) => {
    await journal(records, {
      at: parts.clock.now(),
      actor: engineActor,
      action,
      subject: { application: row.application, environment: row.name, release: row.release ?? 0 },
      text,
      level: 'alarm',
    })
    if (known !== null) await remember(records, row.key, known.what, known.finding)
  })
  works.bell.ring()
}

const nameOf = (run: Run, instance: string): string =>
  `${run.spec.labels.component}.${/#(\d+)\./.exec(instance)?.[1] ?? '0'}`

/** Instances that ended or stand still although nobody of ours asked for it. */
const instancesOf = () => {
  const counted = new Map<string, number>()
  const told = new Map<string, Instant>()
  return async (look: Look, runs: readonly Run[]): Promise<void> => {
    const { row, live, works } = look
    const now = works.parts.clock.now()
    // A release on its way is judged by its exits: its rollout tells of them.
    const judged = new Set(
      live?.plan.components.flatMap((one) => (one.old === one.new ? [] : [one.new])) ?? [],
    )
    for (const run of runs.filter(({ key }) => key.startsWith(`${row.key}/`))) {
      const before = counted.get(run.key)
      const crash = run.lastCrash
      const isQuiet = now - (told.get(run.key) ?? -quietFor) < quietFor
      if (before === undefined || judged.has(run.key) || run.crashes < before)
        counted.set(run.key, run.crashes)
      else if (run.crashes > before && crash !== undefined && !isQuiet) {
        counted.set(run.key, run.crashes)
        told.set(run.key, now)
        const { code, signal, stopped = false } = crash
        const how = { code, signal, stopped }
        const text = words.instanceEnded(row.name, nameOf(run, crash.instance), how, run.crashes - before)
        await note(look, 'instance-ended', text)
      }
    }
  }
}

/** Instances that stand still and are left so. */
const stillOf = () => {
  let told = new Set<string>()
  return async (look: Look, runs: readonly Run[]): Promise<void> => {
    const { row, works } = look
    const still = runs
      .filter(({ key, spec }) => key.startsWith(`${row.key}/`) && spec.drift === 'tell')
      .flatMap((run) =>
        run.instances.flatMap(({ id, problem }) =>
          problem?.code === 'stopped-by-hand' ? [{ id, name: nameOf(run, id) }] : [],
        ),
      )
    const before = JSON.parse(toldOf(row, 'still') ?? '[]') as readonly string[]
    const known = new Set([...told, ...before])
    const ids = still.map(({ id }) => id).toSorted()
    told = new Set(ids)
    if (still.length === 0) return over(works.parts.records, row, 'still')
    for (const { id, name } of still) {
      if (known.has(id)) continue
      const finding = JSON.stringify(ids)
      await note(look, 'instance-stopped', words.standsStill(row.name, name), { what: 'still', finding })
    }
  }
}

const sharesOf = (split: SplitReading | undefined): words.Served => {
  if (split === undefined) return null
  const shares = [
    { release: split.old, weight: 100 - split.weight },
    { release: split.new, weight: split.weight },
  ]
  return {
    shares: shares.flatMap(({ release, weight }) =>
      release !== null && weight > 0 ? [{ release, weight }] : [],
    ),
  }
}

export const servesAll = (split: SplitReading | undefined, release: number): boolean => {
  const shares = sharesOf(split)?.shares ?? []
  const boot = split === undefined ? null : split[split.boot]
  return shares.length === 1 && shares[0]?.release === release && boot === release
}

const generationOf = (router: RouterReading, key: string): number =>
  Math.max(router.fences[key] ?? 0, router.splits.find((one) => one.environment === key)?.generation ?? 0)

const issuedBy = (rollouts: readonly Rollout[]): number =>
  Math.max(0, ...rollouts.map(({ state }) => state.wants[splitKey]?.generation ?? 0))

export const isReady = (deployed: Deployed, runs: readonly Run[]): boolean =>
  deployed.revisions.every(({ key }) => runs.find((one) => one.key === key)?.value === 'ready')

/** Everybody back on the release that is out, above whatever was routed; noted with the last rollout's wants. */
const repair = async (look: Look, deployed: Deployed, served: words.Served): Promise<void> => {
  const { works, row } = look
  const { parts } = works
  const { router, target } = works.eyes.last()
  if (router === null || target === null) return
  const world = { at: router.at, target: target.reading, router: router.reading }
  const old = await leftOf(works, row)
  const effect = await inTransaction(parts.records, async (records): Promise<Effect | null> => {
    const stored = await environmentOf(records, row.key)
    if (stored === null || stored.handedOver !== null || (await liveRollout(records, row.key)) !== null)
      return null
    const [last] = await rolloutsOf(records, { application: row.application, environment: row.key }, 1)
    if (last === undefined) return null
    const generation = Math.max(stored.generation, highestFence(world, row.key)) + 1
    const { tick, wants, clock } = last.state
    const want = { value: routeValue(100, 'new'), since: generation, generation, at: clock }
    const state = { ...last.state, tick: tick + 1, wants: { ...wants, [splitKey]: want } }
    await swapRollout(records, { ...last, state }, tick)
    await raiseGeneration(records, row.key, generation)
    await journal(records, {
      at: parts.clock.now(),
      actor: engineActor,
      action: 'drift-repaired',
      subject: { application: row.application, environment: row.name, release: deployed.release },
      text: words.routeChanged(row.name, served, deployed.release, 'repaired'),
      level: 'alarm',
    })
    const [release, before] = [String(deployed.release), old === null ? null : String(old.release)]
    const names = { new: release, old: before, boot: release, salt: last.plan.salt }
    return { kind: 'route', key: splitKey, weight: 100, ...names, generation }
  })
  if (effect === null) return
  works.bell.ring()
  const context = { old, new: deployed, secret: row.forcedSecret }
  await works.hands.perform({ environment: row.key, revisions: deployed.revisions, context }, [effect])
}

/** The edge as another than us left it. */
const edgeOf = () => {
  /** Highest generation known to be ours, and highest that people were told of. */
  let [issued, told] = [0, '']
  let repairedAt: Instant = 0
  return async (look: Look, router: RouterReading, at: Instant, runs: readonly Run[]): Promise<void> => {
    const { works, row, live } = look
    const deployed = live?.context.new ?? row.deployed
    if (deployed === null || at <= repairedAt) return
    const split = router.splits.find((one) => one.environment === row.key)
    const generation = generationOf(router, row.key)
    if (generation > issued) {
      const where = { application: row.application, environment: row.key }
      issued = Math.max(issued, issuedBy(await rolloutsOf(works.parts.records, where, looked)))
    }
    const isOurs = generation <= issued
    const isWrong = live === null && !servesAll(split, deployed.release)
    if (isOurs && !isWrong) {
      told = ''
      return over(works.parts.records, row, 'edge')
    }
    const served = sharesOf(split)
    const finding = JSON.stringify([generation, served])
    const keeps = deployed.drift === 'tell' || row.handedOver !== null || live !== null
    if (!keeps) {
      if (!isReady(deployed, runs)) return
      repairedAt = works.parts.clock.now()
      return repair(look, deployed, served)
    }
    if (finding === told || finding === toldOf(row, 'edge') || row.handedOver !== null) return
    told = finding
    const text = words.routeChanged(row.name, served, deployed.release, live === null ? 'told' : 'rollout')
    await note(look, 'drift-found', text, { what: 'edge', finding })
  }
}

/**
 * What was changed behind our back in one environment, by what was last read: said, and in the ledger. A route is
 * put right where nobody asked to leave it; instances are the supervisor's, revisions that are gone `upkeep`'s.
 */
export const driftOf = (works: Works): ((row: Environment, live: Rollout | null) => Promise<void>) => {
  const [instances, still, edge] = [instancesOf(), stillOf(), edgeOf()]
  return async (row, live) => {
    const { target, router, unknown } = works.eyes.last()
    if (target === null || router === null || unknown.length > 0) return
    const look = { works, row, live }
    await instances(look, target.reading.runs)
    await still(look, target.reading.runs)
    await edge(look, router.reading, router.at, target.reading.runs)
  }
}
