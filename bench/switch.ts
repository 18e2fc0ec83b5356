/**
 * One route effect through the engine between two running colours, 1,000 times under load. `node bench/switch.ts
 * [SCALE]`. The supervisor, the data plane, the router's client and the colours are the real ones.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { perform, type Scene } from '../src/engine/perform.ts'
import type { Effect } from '../src/rollout/types.ts'
import { freePort } from '../test/application.fixture.ts'
import { printLine, quantile, say, times } from './print-line.ts'
import { deployed, environment, keyOf, type Serving, serve } from './serving-planes.ts'
import type { LoadResult } from './switch-load.ts'

const file = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))
const blue = keyOf('blue')
const green = keyOf('green')
const print = (measure: string, value: number, unit: string, goal: Parameters<typeof printLine>[4]): void =>
  printLine('switch', measure, value, unit, goal)

type Switch = {
  /** Milliseconds since 1970, fractions. */
  readonly decidedAt: number
  readonly until: number
  readonly took: number
  readonly left: 'blue' | 'green'
  /** From the decision to the last request that the data plane began on the version left. */
  readonly lastStarted: number
}

const routeTo = (weight: 0 | 100, generation: number): Effect => ({
  kind: 'route',
  key: 'split',
  weight,
  new: 'green',
  old: 'blue',
  boot: weight === 0 ? 'blue' : 'green',
  salt: 'bench',
  generation,
})

/** Switches back and forth; `settle` is at least how long each one stands, in ms. */
const switchOften = async (serving: Serving, scene: Scene, count: number, settle: number) => {
  const done: Switch[] = []
  for (let n = 0; n < count; n += 1) {
    const left = n % 2 === 0 ? 'blue' : 'green'
    await sleep(settle * Math.random())
    const decidedAt = performance.timeOrigin + performance.now()
    await perform(serving.parts, scene, routeTo(left === 'blue' ? 100 : 0, n + 2))
    const took = performance.timeOrigin + performance.now() - decidedAt
    await sleep(settle)
    const { splits } = await serving.parts.router.read()
    const split = splits.find((one) => one.environment === environment)
    if (split?.generation !== n + 2) throw new Error(`switch ${n} is not in force`)
    const last = split.lastStarted[left === 'blue' ? blue : green] ?? 0
    const until = performance.timeOrigin + performance.now()
    done.push({ decidedAt, until, took, left, lastStarted: Math.max(0, last - decidedAt) })
  }
  return done
}

/** From the decision to the last request that people sent and the version left answered. */
const lastSent = (switches: readonly Switch[], { sent }: LoadResult): readonly number[] => {
  const sorted = new Map(Object.entries(sent).map(([name, at]) => [name, [...at].sort((a, b) => a - b)]))
  return switches.map(({ decidedAt, until, left }) => {
    const within = (sorted.get(left) ?? []).filter((at) => at >= decidedAt && at < until)
    return (within.at(-1) ?? decidedAt) - decidedAt
  })
}

/** What the disk itself takes for the same durable write. */
const durableWrites = (folder: string, count: number): readonly number[] =>
  Array.from({ length: count }, () => {
    const from = performance.now()
    const fd = openSync(join(folder, 'bench.tmp'), 'w')
    writeSync(fd, 'x'.repeat(2_000))
    fsyncSync(fd)
    closeSync(fd)
    renameSync(join(folder, 'bench.tmp'), join(folder, 'bench.json'))
    const directory = openSync(folder, 'r')
    fsyncSync(directory)
    closeSync(directory)
    return performance.now() - from
  })

const serving = await serve()
try {
  for (const key of [blue, green]) await serving.start(key, [process.execPath, file('switch-application.ts')])
  const port = await freePort()
  const listen = `127.0.0.1:${port}`
  const context = { old: deployed(1, blue, listen), new: deployed(2, green, listen), secret: null }
  const scene: Scene = { environment, revisions: [], context }
  await perform(serving.parts, scene, routeTo(0, 1))
  const load = fork(file('switch-load.ts'), [String(port), '2400'])
  const result = once(load, 'message') as Promise<[LoadResult]>
  await sleep(2_000)
  const switches = await switchOften(serving, scene, times(1_000, 4), 70)
  load.send('stop')
  const [answered] = await result
  const { requests, posts, seconds, failures } = answered
  for (const what of failures.slice(0, 10)) say(`failed: ${what}`)
  for (const what of serving.troubles.slice(0, 10)) say(what)
  const took = switches.map((one) => one.took)
  const started = switches.map((one) => one.lastStarted)
  const sent = lastSent(switches, answered)
  const disk = durableWrites(serving.folder.proxy, 200)
  print('switches', switches.length, 'switches', null)
  print('load', requests / seconds, 'requests/s', { atLeast: 2_000 })
  print('load: POST with streamed bodies', (100 * posts) / requests, '%', null)
  print('failed requests', failures.length, 'requests', { atMost: 0 })
  print('switch p50', quantile(took, 0.5), 'ms', null)
  print('switch p99', quantile(took, 0.99), 'ms', { atMost: 10 })
  print('decision to last request started on old p50', quantile(started, 0.5), 'ms', null)
  print('decision to last request started on old p99', quantile(started, 0.99), 'ms', { atMost: 50 })
  print('decision to last request sent that old answered p99', quantile(sent, 0.99), 'ms', null)
  print('the same durable write alone p99', quantile(disk, 0.99), 'ms', null)
} finally {
  await serving.end()
}
