import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Supervision } from '../ports/supervision.ts'
import { statOf } from './proc.ts'
import { fetchFrom, isReady, key, only, runWhen, Supervised, until } from './supervised.fixture.ts'

let supervised: Supervised
let supervision: Supervision
beforeEach(async () => {
  supervised = new Supervised()
  supervision = await supervised.start()
})
afterEach(() => supervised.clear())

test('an instance that was stopped by hand is killed and started again', async () => {
  await supervision.run(key, 1, supervised.spec())
  const before = only(await runWhen(supervision, isReady))
  process.kill(before.pid ?? 0, 'SIGSTOP')
  const run = await runWhen(supervision, (one) => isReady(one) && only(one).pid !== before.pid)
  expect(run).toMatchObject({ crashes: 1, lastCrash: { signal: 'SIGKILL', stopped: true } })
  expect(statOf(before.pid ?? 0)).toBeUndefined()
  expect(await fetchFrom(only(run).port)).toBe(String(only(run).pid))
})

test('with drift: tell it is said and left, until it goes on', async () => {
  await supervision.run(key, 1, supervised.spec({}, { drift: 'tell' }))
  const { pid } = only(await runWhen(supervision, isReady))
  process.kill(pid ?? 0, 'SIGSTOP')
  await runWhen(supervision, (one) => only(one).problem?.code === 'stopped-by-hand')
  process.kill(pid ?? 0, 'SIGCONT')
  const run = await runWhen(supervision, (one) => isReady(one) && only(one).problem === undefined)
  expect(only(run).pid).toBe(pid)
  await until(() => statOf(pid ?? 0)?.stopped === false)
})
