import type { Want } from '../types.ts'
import type { Node, Scenario } from './scenario.fixture.ts'
import { wording } from './world.fixture.ts'

/** Times beyond the longest one that anything is compared with are the same time. */
const capOf = (scenario: Scenario): number => {
  const times = [scenario.plan?.times, scenario.tail?.times].flatMap((one) =>
    one === undefined ? [] : [one],
  )
  const longest = times.map((one) => Math.max(one.start, one.drain, one.keep, one.retry, one.alarm))
  const steps = (scenario.plan?.steps ?? []).map((step) => step.atMost)
  return Math.max(...longest, ...steps) + 1
}

/**
 * What a node is, up to all that makes no difference: ticks, instants and counts are dropped, times are cut off, and
 * generations are replaced by their order within each resource, since nothing else of them is ever compared.
 */
export const keyOf = (scenario: Scenario): ((node: Node) => string) => {
  const cap = capOf(scenario)
  const retry = (scenario.plan ?? scenario.tail)?.times.retry ?? 1
  return (node) => {
    const { world, rollout, tail } = node
    const rank = ranks(node)
    const wants = (all: Readonly<Record<string, Want>>, clock: number) =>
      Object.keys(all)
        .sort()
        .map((key) => {
          const want = all[key]
          const patience = key.startsWith('job/contract/') ? cap : retry
          return want && [key, want.value, rank(key, want.since), Math.min(clock - want.at, patience)]
        })
    return JSON.stringify([
      rollout && [
        [rollout.phase, rollout.step, rollout.target, rollout.weight, rollout.outcome, rollout.cause?.code],
        [rollout.paused, rollout.promoted, rollout.forward, rollout.staying, rollout.alarmed],
        [
          rollout.from?.phase,
          Math.min(rollout.elapsed, cap),
          rollout.phase === 'ended' ? rollout.evidence : 0,
        ],
        wants(rollout.wants, rollout.clock),
      ],
      tail && [
        [tail.phase, tail.hurried, tail.skipped, tail.outcome, tail.alarmed, Math.min(tail.elapsed, cap)],
        wants(tail.wants, tail.clock),
      ],
      Object.entries(world.runs).map(([revision, run]) => [
        run.value,
        run.doomed,
        rank(`run/${revision}`, run.fence),
      ]),
      Object.entries(world.jobs).map(([key, job]) => [key, job.value, rank(key, job.fence)]),
      [world.split.shares, world.split.boot, rank('split', world.split.fence), world.open],
      world.net.map((one) => [one.key, wording(one), rank(one.key, one.generation)]).sort(),
      world.late && [world.late.key, wording(world.late), rank(world.late.key, world.late.generation)],
      [world.stalled, world.dark, world.turn, world.gate, world.window, world.judge],
      [world.superseded, world.crowded, world.others],
    ])
  }
}

const ranks = ({ world, rollout, tail, store }: Node): ((key: string, generation: number) => number) => {
  const seen = new Map<string, number[]>()
  const note = (key: string, generation: number) => {
    const all = seen.get(key)
    if (all === undefined) seen.set(key, [0, store, generation])
    else all.push(generation)
  }
  for (const state of [rollout, tail]) {
    for (const [key, want] of Object.entries(state?.wants ?? {})) note(key, want.since)
  }
  for (const [revision, run] of Object.entries(world.runs)) note(`run/${revision}`, run.fence)
  for (const [key, job] of Object.entries(world.jobs)) note(key, job.fence)
  note('split', world.split.fence)
  for (const message of world.net) note(message.key, message.generation)
  if (world.late !== null) note(world.late.key, world.late.generation)
  const sorted = new Map(
    [...seen].map(([key, all]) => [key, [...new Set(all)].sort((a, b) => a - b)] as const),
  )
  return (key, generation) => sorted.get(key)?.indexOf(generation) ?? 0
}
