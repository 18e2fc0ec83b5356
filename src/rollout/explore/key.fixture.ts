import type { State, TailState, Want } from '../types.ts'
import type { Node, Scenario, World } from './scenario.fixture.ts'
import { wording } from './world.fixture.ts'

/** Times beyond the longest one that anything is compared with are the same time. */
const longestOf = (scenario: Scenario): number => {
  const times = [scenario.plan?.times, scenario.tail?.times].flatMap((one) =>
    one === undefined ? [] : [one],
  )
  const longest = times.map((one) => Math.max(one.start, one.drain, one.keep, one.retry, one.alarm))
  const steps = (scenario.plan?.steps ?? []).map((step) => step.atMost + (times[0]?.alarm ?? 0))
  const rehearsal = (times[0]?.start ?? 0) + (scenario.plan?.rehearse ?? 0)
  return Math.max(...longest, ...steps, rehearsal) + 1
}

/**
 * What a node is, up to all that makes no difference: ticks, instants and counts are dropped, times are cut off, and
 * generations are replaced by their order within each resource, since nothing else of them is ever compared.
 */
export const keyOf = (scenario: Scenario): ((node: Node) => string) => {
  const longest = longestOf(scenario)
  const retry = (scenario.plan ?? scenario.tail)?.times.retry ?? 1
  return (node) => {
    const { world, rollout, tail } = node
    const rank = ranks(node)
    const time = (elapsed: number) => Math.min(elapsed, longest)
    const wants = (state: State | TailState): string => {
      let all = ''
      for (const [key, want] of sortedWants(state)) {
        const patience = key.startsWith('job/contract/') ? longest : retry
        all += `${key}=${want.value},${rank(key, want.since)},${Math.min(state.clock - want.at, patience)};`
      }
      return all
    }
    const ofRollout =
      rollout === null ? '' : `${rolloutKey(rollout)} ${time(rollout.elapsed)} ${wants(rollout)}`
    const ofTail = tail === null ? '' : `${tailKey(tail)} ${time(tail.elapsed)} ${wants(tail)}`
    return `${ofRollout}|${ofTail}|${worldKey(world, rank)}`
  }
}

const sortedWants = (state: State | TailState): [string, Want][] =>
  Object.entries(state.wants).sort(([a], [b]) => (a < b ? -1 : 1))

const rolloutKey = (state: State): string => {
  const { phase, step, target, weight, outcome, cause, rehearsed, from } = state
  const { paused, promoted, forward, staying, alarmed } = state
  const person = `${state.awaits?.code}${state.insisted}`
  const flags = `${paused}${promoted}${forward}${staying}${alarmed}${person}`
  return `${phase} ${step} ${target} ${weight} ${outcome} ${cause?.code} ${rehearsed} ${flags} ${from?.phase}`
}

const tailKey = ({ phase, hurried, skipped, outcome, alarmed }: TailState): string =>
  `${phase} ${hurried} ${skipped} ${outcome} ${alarmed}`

type Rank = (key: string, generation: number) => number

const worldKey = (world: World, rank: Rank): string => {
  let runs = ''
  for (const [revision, run] of Object.entries(world.runs)) {
    runs += `${run.value}${run.doomed ? '!' : ''}${rank(`run/${revision}`, run.fence)};`
  }
  let jobs = ''
  for (const [key, job] of Object.entries(world.jobs)) {
    jobs += `${key}${job.value}${job.doomed ? '!' : ''}${rank(key, job.fence)};`
  }
  const { split, others } = world
  const shares = Object.entries(split.shares).flat().join()
  const sent = [...world.net, ...(world.late === null ? [] : [world.late])].map(
    (one) =>
      `${one === world.late ? 'late ' : ''}${one.key}=${wording(one)},${rank(one.key, one.generation)}`,
  )
  const inputs = `${world.turn} ${world.gate} ${world.window} ${world.judge} ${world.superseded} ${world.crowded}`
  const other = `${others.names} ${others.contracting} ${others.older}`
  const served = `${shares} ${split.boot} ${rank('split', split.fence)} ${world.open.join()}`
  return `${runs}|${jobs}|${served}|${sent.sort().join(';')}|${world.stalled} ${world.dark} ${inputs} ${other}`
}

const ranks = ({ world, rollout, tail, store }: Node): Rank => {
  const seen = new Map<string, number[]>()
  const note = (key: string, generation: number) => {
    const all = seen.get(key)
    if (all === undefined) seen.set(key, generation === store ? [store] : [store, generation])
    else if (!all.includes(generation)) all.push(generation)
  }
  for (const state of [rollout, tail]) {
    if (state !== null) for (const key in state.wants) note(key, state.wants[key]?.since ?? 0)
  }
  for (const revision in world.runs) note(`run/${revision}`, world.runs[revision]?.fence ?? 0)
  for (const key in world.jobs) note(key, world.jobs[key]?.fence ?? 0)
  note('split', world.split.fence)
  for (const message of world.net) note(message.key, message.generation)
  if (world.late !== null) note(world.late.key, world.late.generation)
  return (key, generation) => {
    const all = seen.get(key) ?? []
    let below = 0
    for (const one of all) if (one < generation) below += 1
    return below
  }
}
