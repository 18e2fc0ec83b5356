import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { launchSupervisor } from './launch.ts'
import { isReady, key, only, runOf, runWhen, Supervised, until } from './supervised.fixture.ts'

let supervised: Supervised
beforeEach(() => {
  supervised = new Supervised()
})
afterEach(() => supervised.clear())

const controlPlane = async (): Promise<number | null> => (await supervised.connect().list()).controlPlane.pid

test('five started at once end with one', async () => {
  await Promise.all(Array.from({ length: 5 }, () => launchSupervisor(supervised.folder, supervised.argv)))
  await until(() => supervised.supervisors().length === 1)
})

test('one that cannot start says why', async () => {
  await launchSupervisor(supervised.folder, supervised.argv)
  await supervised.killSupervisor()
  writeFileSync(join(supervised.folder.supervisor, 'state.json'), '{"version"')
  await expect(launchSupervisor(supervised.folder, supervised.argv)).rejects.toThrow(/no-supervisor/)
})

describe('the control plane', () => {
  test('is restarted when it dies, adopted after the supervisor died, and left alone when it was stopped', async () => {
    supervised.control()
    const supervision = await supervised.start()
    const first = await until(controlPlane)
    await supervised.kill(first)
    const second = await until(async () => {
      const pid = await controlPlane()
      return pid === first ? undefined : pid
    })
    await supervised.killSupervisor()
    await supervised.start()
    expect(await until(controlPlane)).toBe(second)
    await supervision.controlPlane(false)
    expect(supervised.marked()).toEqual([])
    await supervised.killSupervisor()
    await supervised.start()
    expect((await supervised.connect().list()).controlPlane).toMatchObject({ pid: null, wanted: false })
    await supervised.connect().controlPlane(true)
    await until(controlPlane)
  })

  test('that dies at once is started again more and more slowly', async () => {
    supervised.control('process.exit(1)')
    const supervision = await supervised.start()
    await until(async () => (await supervision.list()).controlPlane.restarts >= 2)
    const run = supervised.spec()
    await supervision.run(key, 1, run)
    await runWhen(supervision, isReady)
  })
})

test('everything stopped on purpose stays stopped, and comes back with the next start', async () => {
  supervised.control()
  supervised.listen([])
  const supervision = await supervised.start()
  await supervision.run(key, 1, supervised.spec())
  await runWhen(supervision, isReady)
  await until(async () => (await supervision.list()).dataPlane.pid !== null)
  await until(controlPlane)
  await supervision.stopAll()
  await until(() => supervised.marked().length === 0 && supervised.supervisors().length === 0)
  expect(await supervised.answers()).toBe(false)
  const again = await supervised.start()
  const run = await runWhen(again, isReady)
  expect(run.crashes).toBe(0)
})

test('a stop of everything that was cut short goes on', async () => {
  supervised.control()
  supervised.listen([])
  const supervision = await supervised.start()
  await supervision.run(key, 1, supervised.spec({ MODE: 'stubborn' }))
  await runWhen(supervision, isReady)
  const dataPlane = await until(async () => (await supervision.list()).dataPlane.pid)
  // Or the next supervisor could read the state before it is changed.
  process.kill(dataPlane, 'SIGSTOP')
  await supervised.killSupervisor()
  const file = join(supervised.folder.supervisor, 'state.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace('"stopped":false', '"stopped":true'))
  process.kill(dataPlane, 'SIGCONT')
  await until(() => supervised.marked().length === 0 && supervised.supervisors().length === 0)
})

test('a subscriber hears the level at once and at every change', async () => {
  const supervision = await supervised.start()
  const heard: (string | undefined)[] = []
  const forget = supervision.watch(
    (list) => heard.push(runOf(list)?.value),
    () => undefined,
  )
  await until(() => heard.length === 1)
  await supervision.run(key, 1, supervised.spec())
  await until(() => heard.at(-1) === 'ready')
  await supervision.stop(key, 2)
  await until(() => heard.at(-1) === undefined)
  expect(heard).toContain('starting')
  forget()
  let lost = false
  supervision.watch(
    () => undefined,
    () => {
      lost = true
    },
  )
  await supervised.killSupervisor()
  await until(() => lost)
})

test.skipIf(process.getuid?.() !== 0)('a full disk refuses the request and keeps what runs', async () => {
  const small = join(supervised.folder.root, 'small')
  mkdirSync(small)
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', small]).status).toBe(0)
  const tight = new Supervised(join(small, 'data'))
  try {
    const supervision = await tight.start()
    const spec = tight.spec({}, { logs: join(supervised.folder.root, 'output') })
    await supervision.run(key, 1, spec)
    const before = only(await runWhen(supervision, isReady))
    const file = join(small, 'filler')
    spawnSync('dd', ['if=/dev/zero', `of=${file}`, 'bs=1k'])
    await expect(
      supervision.run(key, 7, { ...spec, variables: { FILL: 'x'.repeat(20_000) } }),
    ).rejects.toThrow(/disk-full/)
    const list = await supervision.list()
    expect(list.fences).toEqual({ [key]: 1 })
    expect(runOf(list)).toMatchObject({ value: 'ready', generation: 1 })
    await tight.kill(before.pid)
    const back = await runWhen(supervision, (run) => isReady(run) && run.crashes === 1)
    spawnSync('rm', [file])
    const state = join(tight.folder.supervisor, 'state.json')
    await until(() => readFileSync(state, 'utf8').includes(`"pid":${only(back).pid}`))
    await supervision.run(key, 7, spec)
  } finally {
    await tight.clear()
    spawnSync('umount', ['-l', small])
  }
})
