import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Run } from '../ports/supervision.ts'
import { stateFile } from './keeper.ts'
import { isAlive, statOf } from './proc.ts'
import type { State } from './state.ts'
import { isReady, key, only, runOf, runWhen, Supervised, until } from './supervised.fixture.ts'

let supervised: Supervised
beforeEach(() => {
  supervised = new Supervised()
})
afterEach(() => supervised.clear())

const change = (alter: (state: State) => void): void => {
  const file = stateFile(supervised.folder.supervisor)
  const state = JSON.parse(readFileSync(file, 'utf8')) as State
  alter(state)
  writeFileSync(file, JSON.stringify(state))
}

const pids = (run: Run | undefined): readonly (number | null)[] => run?.instances.map(({ pid }) => pid) ?? []

test('a killed supervisor is followed by one that knows the same instances', async () => {
  const first = await supervised.start()
  await first.run(key, 5, supervised.spec({}, { instances: 2 }))
  const before = await runWhen(first, isReady)
  await supervised.killSupervisor()
  const second = await supervised.start()
  const list = await second.list()
  expect(runOf(list)).toMatchObject({ value: 'ready', generation: 5, crashes: 0, inner: before.inner })
  expect(pids(runOf(list))).toEqual(pids(before))
  expect(runOf(list)?.instances.map(({ state }) => state)).toEqual(['ready', 'ready'])
  await expect(second.stop(key, 4)).rejects.toThrow(/stale-generation/)
  await second.stop(key, 6)
  await until(() => supervised.marked().length === 0)
})

test('between spawn and record, the process is found by its mark', async () => {
  const first = await supervised.start()
  await first.run(key, 1, supervised.spec())
  const before = only(await runWhen(first, isReady))
  await supervised.killSupervisor()
  change((state) => {
    const record = state.runs[key]?.instances[0]
    if (record !== undefined) Object.assign(record, { process: null, phase: 'intended', ready: false })
  })
  const second = await supervised.start()
  const after = only(await runWhen(second, isReady))
  expect(after).toMatchObject({ pid: before.pid, id: before.id, port: before.port })
  expect(supervised.marked()).toEqual([before.pid])
})

test('between intent and spawn, it is started once', async () => {
  const first = await supervised.start()
  await first.run(key, 1, supervised.spec())
  const before = only(await runWhen(first, isReady))
  await supervised.killSupervisor()
  await supervised.kill(before.pid)
  change((state) => {
    const record = state.runs[key]?.instances[0]
    if (record !== undefined) Object.assign(record, { process: null, phase: 'intended', ready: false })
  })
  const second = await supervised.start()
  const after = await runWhen(second, isReady)
  expect(after.crashes).toBe(0)
  expect(supervised.marked()).toEqual(pids(after))
})

test('what nobody recorded is ended, and a number taken by another process is not touched', async () => {
  const first = await supervised.start()
  await first.run(key, 1, supervised.spec())
  const before = only(await runWhen(first, isReady))
  await supervised.killSupervisor()
  change((state) => {
    const record = state.runs[key]?.instances[0]
    // As if the instance had ended and this test had its number now.
    if (record !== undefined) {
      Object.assign(record, {
        id: `${key}#0.99`,
        process: { pid: process.pid, start: statOf(process.pid)?.start },
      })
    }
  })
  const second = await supervised.start()
  const after = await runWhen(second, isReady)
  // The new one may be ready before the old one's end is through.
  await until(() => supervised.marked().every((pid) => pids(after).includes(pid)))
  expect(isAlive({ pid: before.pid ?? 0, start: statOf(before.pid ?? 0)?.start ?? 0 })).toBe(false)
  expect(supervised.marked()).toEqual(pids(after))
  expect((await second.list()).unknown).toEqual([`exit code of ${key}#0.99`])
})

test('what ended while no supervisor ran is started again, its exit unknown', async () => {
  const first = await supervised.start()
  await first.run(key, 1, supervised.spec())
  const before = only(await runWhen(first, isReady))
  await supervised.killSupervisor()
  await supervised.kill(before.pid)
  const second = await supervised.start()
  const run = await runWhen(second, (now) => isReady(now) && now.crashes === 1)
  expect(run.lastCrash).toMatchObject({ instance: before.id, code: null, signal: null })
  expect((await second.list()).unknown).toEqual([`exit code of ${before.id}`])
})

test('after a reboot everything is started again, and nothing counts as a crash', async () => {
  const first = await supervised.start()
  await first.run(key, 1, supervised.spec())
  const before = only(await runWhen(first, isReady))
  await supervised.killSupervisor()
  await supervised.kill(before.pid)
  change((state) => {
    state.bootId = 'another-boot'
  })
  const second = await supervised.start()
  const run = await runWhen(second, isReady)
  expect(run.crashes).toBe(0)
  expect(only(run).pid).not.toBe(before.pid)
})

test('a stop under way goes on', async () => {
  const first = await supervised.start()
  await first.run(key, 1, supervised.spec({ MODE: 'stubborn' }, { times: { drain: 10, stop: 2_500 } }))
  await runWhen(first, isReady)
  await first.stop(key, 2)
  await runWhen(first, (run) => run.instances[0]?.state === 'stopping')
  await supervised.killSupervisor()
  const second = await supervised.start()
  await until(async () => runOf(await second.list()) === undefined)
  expect(supervised.marked()).toEqual([])
})

/** A small generator with a seed, so that a failing moment can be had again. */
const moments = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

test('killed at 20 seeded moments, nothing is unknown and nothing runs twice', async () => {
  const random = moments(42)
  let generation = 0
  let supervision = await supervised.start()
  for (let round = 0; round < 20; round += 1) {
    generation += 1
    const wish =
      round % 3 === 2
        ? supervision.restart(key, generation)
        : supervision.run(key, generation, supervised.spec({}, { instances: 1 + (round % 2) }))
    const answered = wish.catch(() => undefined)
    const { pid } = await supervised.connect().list()
    await sleep(random() * 150)
    await supervised.kill(pid)
    await answered
    supervision = await supervised.start()
    const known = pids(runOf(await supervision.list()))
    expect(
      supervised.marked().filter((marked) => statOf(marked)?.group === marked && !known.includes(marked)),
    ).toEqual([])
  }
  await supervision.run(key, generation + 1, supervised.spec({}, { instances: 2 }))
  const run = await runWhen(supervision, (now) => isReady(now) && now.instances.length === 2)
  expect([...supervised.marked()].sort()).toEqual([...pids(run)].sort())
  expect(run.crashes).toBe(0)
})
