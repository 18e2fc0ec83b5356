import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobSpec, Supervision, Task } from '../ports/supervision.ts'
import { Supervised, until } from './supervised.fixture.ts'

let supervised: Supervised
let supervision: Supervision
beforeEach(async () => {
  supervised = new Supervised()
  supervision = await supervised.start()
})
afterEach(() => supervised.clear())

const key = 'benefits/production/api/r1@7'

/** Writes one letter each time that it runs; then does what `then` says. */
const spec = (then = ''): JobSpec => ({
  id: '',
  argv: [process.execPath, '-e', `require('fs').appendFileSync('marks', 'x'); ${then}`],
  cwd: supervised.folder.root,
  variables: {},
  log: join(supervised.folder.jobs, 'task.log'),
  within: 30_000,
  nice: 0,
})
const untilGo =
  'const t=setInterval(()=>{if(require("fs").existsSync("go")){clearInterval(t);process.exit(0)}},5)'
const go = (): void => writeFileSync(join(supervised.folder.root, 'go'), '')
const marks = (): string => {
  const file = join(supervised.folder.root, 'marks')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
const task = async (): Promise<Task | undefined> =>
  (await supervision.list()).tasks?.find((one) => one.key === key)
const becomes = (value: Task['value']): Promise<Task> =>
  until(async () => {
    const found = await task()
    return found?.value === value ? found : undefined
  })

test('it passes once, whoever asks again at whatever generation, also after a kill of the supervisor', async () => {
  await Promise.all([supervision.task(key, 4, spec()), supervision.task(key, 4, spec())])
  expect(await becomes('passed')).toMatchObject({ generation: 4, code: 0, lastLines: [] })
  await supervision.task(key, 9, spec())
  await supervised.killSupervisor()
  supervision = await supervised.start()
  await supervision.task(key, 12, spec())
  expect(await task()).toMatchObject({ value: 'passed', generation: 12 })
  expect(marks()).toBe('x')
})

test('one that runs is never doubled, and a supervisor that dies meanwhile finds it again', async () => {
  await supervision.task(key, 1, spec(untilGo))
  await until(() => marks() === 'x')
  await supervision.task(key, 2, spec(untilGo))
  await supervised.killSupervisor()
  supervision = await supervised.start()
  await supervision.task(key, 3, spec(untilGo))
  expect(await task()).toMatchObject({ value: 'running', generation: 3 })
  go()
  expect(await becomes('passed')).toMatchObject({ generation: 3 })
  expect(marks()).toBe('x')
})

test('a failed one keeps its code and its last lines, and runs again only above its fence', async () => {
  await supervision.task(key, 5, spec('console.error("no column claims"); process.exit(3)'))
  expect(await becomes('failed')).toMatchObject({ code: 3, lastLines: ['no column claims'] })
  await supervision.task(key, 5, spec())
  await expect(supervision.task(key, 4, spec())).rejects.toMatchObject({
    problems: [{ code: 'stale-generation', message: { en: expect.stringContaining('5') } }],
  })
  expect(marks()).toBe('x')
  await supervision.task(key, 6, spec())
  await becomes('passed')
  expect(marks()).toBe('xx')
})

test('a skip fences what never ran, and leaves alone what runs', async () => {
  await supervision.task(key, 8, null)
  expect(await task()).toMatchObject({ value: 'skipped', generation: 8 })
  await expect(supervision.task(key, 7, spec())).rejects.toThrow(/stale-generation/)
  await supervision.task(key, 8, spec())
  expect(marks()).toBe('')
  await supervision.task(key, 9, spec(untilGo))
  await supervision.task(key, 10, null)
  expect(await task()).toMatchObject({ value: 'running', generation: 10 })
  go()
  await becomes('passed')
})

test('at its deadline it has failed', async () => {
  await supervision.task(key, 1, { ...spec('setInterval(() => {}, 9)'), within: 300 })
  expect(await becomes('failed')).toMatchObject({ timedOut: true })
})

const writes = (letter: string, code = 0): readonly string[] => [
  process.execPath,
  '-e',
  `require('fs').appendFileSync('marks', '${letter}'); process.exit(${code})`,
]

test('what follows in it runs one after the other, up to the first that fails, as one job', async () => {
  await supervision.task(key, 1, { ...spec(), afterwards: [writes('y'), writes('z')] })
  await becomes('passed')
  expect(marks()).toBe('xyz')
  const other = 'benefits/production/api/r1@8'
  await supervision.task(other, 1, { ...spec(), afterwards: [writes('b', 3), writes('c')] })
  const failed = await until(async () =>
    (await supervision.list()).tasks?.find((one) => one.key === other && one.value === 'failed'),
  )
  expect(failed.code).toBe(3)
  expect(marks()).toBe('xyzxb')
})

test('what watches it is a job of its own, says nothing of its end, and has ended before it', async () => {
  const script = `process.on('SIGTERM', () => { console.log('last'); process.exit(0) })
require('fs').writeFileSync('beside', String(process.pid)); setInterval(() => 0, 1000)`
  const forever = [process.execPath, '-e', script]
  const there = join(supervised.folder.root, 'beside')
  const log = join(supervised.folder.root, 'watcher.log')
  await supervision.task(key, 1, { ...spec(untilGo), watcher: { argv: forever, log } })
  const pid = await until(() =>
    existsSync(there) ? Number(readFileSync(there, 'utf8')) || undefined : undefined,
  )
  go()
  expect((await becomes('passed')).code).toBe(0)
  expect(readFileSync(log, 'utf8')).toBe('last\n')
  await until(
    () => !existsSync(`/proc/${pid}`) || /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) || undefined,
  )
  const lost = 'benefits/production/api/r1@9'
  await supervision.task(lost, 1, { ...spec(), watcher: { argv: ['/nowhere/at/all'], log } })
  await until(async () =>
    (await supervision.list()).tasks?.find((one) => one.key === lost && one.value === 'passed'),
  )
})
