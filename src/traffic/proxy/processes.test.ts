import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import type { Supervision } from '../../ports/supervision.ts'
import { launchSupervisor } from '../../supervisor/launch.ts'
import { everyPid } from '../../supervisor/proc.ts'
import { isReady, runWhen, Supervised } from '../../supervisor/supervised.fixture.ts'
import { connectRouter } from './client.ts'
import { startLoad } from './load.fixture.ts'
import { allRows, ask, environment, freePort, keyOf, sideOf, splitOf, until } from './proxy.fixture.ts'

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const clearing: Supervised[] = []
afterEach(async () => {
  for (const one of clearing.splice(0)) {
    const supervision = one.connect()
    const { pid } = await supervision.list()
    await supervision.stopAll()
    await until(() => !everyPid().includes(pid))
    await one.clear()
  }
})

const launch = (supervised: Supervised): Promise<void> =>
  launchSupervisor(supervised.folder, [
    process.execPath,
    here('../../main/supervisor.ts'),
    '--data',
    supervised.folder.root,
    '--without-control-plane',
  ])

/** The real supervisor and data plane with two releases of an application, half of the people on each. */
const begin = async () => {
  const supervised = new Supervised()
  clearing.push(supervised)
  await launch(supervised)
  const supervision = supervised.connect()
  const router = connectRouter(supervised.folder.sockets.proxy)
  const keys = [keyOf('web', 'r1'), keyOf('web', 'r2')] as const
  for (const [i, key] of keys.entries()) {
    const spec = supervised.spec({ WORD: i === 0 ? 'old' : 'new' })
    const [application = '', name = '', component = '', revision = ''] = key.split('/')
    const labels = { application, environment: name, component, revision, requestTimeout: 5_000 }
    await supervision.run(key, 1, { ...spec, labels, argv: [process.execPath, here('./echo.fixture.ts')] })
  }
  for (const key of keys) await runWhen(supervision, isReady, key)
  const port = await freePort()
  const split = splitOf({
    generation: 1,
    listen: [`127.0.0.1:${port}`],
    old: sideOf(1, keys[0]),
    new: sideOf(2, keys[1]),
    weight: 50,
  })
  await until(() => router.route(split).catch(() => undefined))
  return { supervised, supervision, router, split, port, keys }
}
const dataPlane = async (supervision: Supervision): Promise<number> =>
  until(async () => (await supervision.list().catch(() => undefined))?.dataPlane.pid)

test('a data plane killed under load refuses nobody and comes back with its split', async () => {
  const { supervised, supervision, router, port } = await begin()
  const load = startLoad(port, 8, 2)
  const before = await dataPlane(supervision)
  let pid = before
  for (let i = 0; i < 5; i += 1) {
    const answered = Object.values(load.answered).reduce((sum, count) => sum + count, 0)
    await until(() => Object.values(load.answered).reduce((sum, count) => sum + count, 0) > answered + 50)
    await supervised.kill(pid)
    const killed = pid
    pid = await until(async () => {
      const next = await dataPlane(supervision)
      return next !== killed && next
    })
  }
  const settled = { ...load.answered }
  await until(
    () =>
      (load.answered['new'] ?? 0) > (settled['new'] ?? 0) &&
      (load.answered['old'] ?? 0) > (settled['old'] ?? 0),
  )
  await load.stop()
  const { ECONNRESET: reset = 0, ...failed } = load.failed
  expect(failed).toEqual({})
  // At most what was in flight at each kill.
  expect(reset).toBeLessThanOrEqual(5 * 8)
  const reading = await router.read()
  expect(reading.splits).toMatchObject([{ generation: 1, weight: 50, listening: [`127.0.0.1:${port}`] }])
  expect(reading.pid).toBe(pid)
  const rows = await allRows({ router })
  expect(rows.every((row, i) => i === 0 || row.seq > (rows[i - 1]?.seq ?? 0))).toBe(true)
  router.close()
})

test('a supervisor killed under load is started again by the data plane, which goes on serving', async () => {
  const { supervised, supervision, router, split, port, keys } = await begin()
  const load = startLoad(port, 4, 2)
  const plane = await dataPlane(supervision)
  for (let i = 0; i < 2; i += 1) {
    const killed = await supervised.killSupervisor()
    await until(async () => {
      const list = await supervision.list().catch(() => undefined)
      return list !== undefined && list.pid !== killed && list.dataPlane.pid === plane
    })
  }
  // The new supervisor holds the sockets: a data plane killed now still refuses nobody, and gets new ones too.
  const other = await freePort()
  await router.route({ ...split, generation: 2, listen: [...split.listen, `127.0.0.1:${other}`] })
  expect((await ask(other)).status).toBe(200)
  await runWhen(supervision, isReady, keys[0])
  await supervised.kill(plane)
  await until(async () => (await dataPlane(supervision)) !== plane)
  expect(['old', 'new']).toContain((await until(() => ask(other).catch(() => undefined))).body)
  await load.stop()
  const { ECONNRESET: reset = 0, ...failed } = load.failed
  expect(failed).toEqual({})
  expect(reset).toBeLessThanOrEqual(4)
  router.close()
})

test('with everything of ours killed, a new supervisor brings the same addresses back', async () => {
  const { supervised, supervision, router, split, port } = await begin()
  await router.route({ ...split, generation: 5, weight: 0 })
  const plane = await dataPlane(supervision)
  const { pid } = await supervision.list()
  for (const one of [pid, plane]) process.kill(one, 'SIGKILL')
  await until(() =>
    ask(port).then(
      () => false,
      () => true,
    ),
  )
  await launch(supervised)
  expect((await until(() => ask(port).catch(() => undefined))).body).toBe('old')
  expect((await router.read()).fences[environment]).toBeGreaterThanOrEqual(5)
  router.close()
})

test('the weight switched 150 times under load fails nobody', async () => {
  const { router, split, port } = await begin()
  const load = startLoad(port, 16)
  for (let generation = 2; generation < 152; generation += 1) {
    await router.route({
      ...split,
      generation,
      weight: generation % 2 === 0 ? 100 : 0,
      salt: `s${generation}`,
    })
  }
  await load.stop()
  expect(load.failed).toEqual({})
  expect(Math.min(load.answered['old'] ?? 0, load.answered['new'] ?? 0)).toBeGreaterThan(50)
  router.close()
})
