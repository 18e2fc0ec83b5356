import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Frame, frame, frameReader, kinds } from '../lines/frames.ts'
import type { Job, JobSpec, Supervision } from '../ports/supervision.ts'
import { Supervised, until } from './supervised.fixture.ts'

let supervised: Supervised
let supervision: Supervision
beforeEach(async () => {
  supervised = new Supervised()
  supervision = await supervised.start()
})
afterEach(() => supervised.clear())

const job = (id: string, script: string, change: Partial<JobSpec> = {}): JobSpec => ({
  id,
  argv: [process.execPath, '-e', script],
  cwd: supervised.folder.root,
  variables: { ONLY: 'this' },
  log: join(supervised.folder.jobs, 'job.log'),
  within: 30_000,
  nice: 7,
  ...change,
})

const ended = (id: string, by: Supervision = supervision): Promise<Job> =>
  until(async () => (await by.list()).jobs.find((one) => one.id === id && one.state === 'ended'))

const log = (): string => readFileSync(join(supervised.folder.jobs, 'job.log'), 'utf8')

test('a job sees only what is declared, is niced, and its code is told', async () => {
  await supervision.job(
    job('build/1', 'console.log(JSON.stringify(process.env), require("os").getPriority()); process.exit(5)'),
  )
  expect(await ended('build/1')).toMatchObject({ code: 5, signal: null, timedOut: false })
  expect(log()).toBe('{"ONLY":"this"} 7\n')
})

test('the same id never runs twice, also after a restart of the supervisor', async () => {
  const script = 'require("fs").appendFileSync("marks", "x")'
  await Promise.all([supervision.job(job('once', script)), supervision.job(job('once', script))])
  await ended('once')
  await supervised.killSupervisor()
  supervision = await supervised.start()
  expect(await supervision.job(job('once', script))).toMatchObject({ state: 'ended', code: 0 })
  expect(readFileSync(join(supervised.folder.root, 'marks'), 'utf8')).toBe('x')
})

test('at its deadline everything of it is ended', async () => {
  const script = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(()=>{},9)']);
    process.on('SIGTERM', () => {}); setInterval(() => {}, 9)`
  await supervision.job(job('slow', script, { within: 700 }))
  expect(await ended('slow')).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true })
  expect(supervised.marked()).toEqual([])
})

test('what a job leaves behind in its group ends with it', async () => {
  const script = `const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(()=>{},9)'], {stdio:'ignore'});
    console.log(c.pid); c.unref(); process.exit(0)`
  await supervision.job(job('litter', script))
  expect(await ended('litter')).toMatchObject({ code: 0 })
  await until(
    () =>
      !existsSync(`/proc/${log().trim()}`) ||
      readFileSync(`/proc/${log().trim()}/stat`, 'utf8').includes(') Z'),
  )
})

test('it can be cancelled', async () => {
  await supervision.job(job('cancelled', 'setInterval(() => {}, 9)'))
  await supervision.cancelJob('cancelled')
  await supervision.cancelJob('cancelled')
  expect(await ended('cancelled')).toMatchObject({ code: null, timedOut: false })
})

test('a command that is not there ends with 127, and says so in its log', async () => {
  await supervision.job(job('absent', '', { argv: ['no-such-program'] }))
  expect(await ended('absent')).toMatchObject({ code: 127 })
  expect(log()).toContain('ENOENT')
})

test('its code outlives the supervisor, whether the job ends before or after the next one starts', async () => {
  const wait =
    'const t=setInterval(()=>{if(require("fs").existsSync("go")){clearInterval(t);process.exit(4)}},5)'
  await supervision.job(job('during', 'setTimeout(() => process.exit(6), 300)'))
  await supervision.job(job('after', wait))
  await supervised.killSupervisor()
  await until(() => supervised.marked().length === 1)
  supervision = await supervised.start()
  expect(await ended('during')).toMatchObject({ code: 6, signal: null })
  expect((await supervision.list()).jobs.find(({ id }) => id === 'after')).toMatchObject({ state: 'running' })
  await supervision.job(job('go', 'require("fs").writeFileSync("go", "")'))
  expect(await ended('after')).toMatchObject({ code: 4 })
  expect((await supervision.list()).unknown).toEqual([])
})

test('what it said reaches a late reader who still typed after its end', async () => {
  const path = join(supervised.folder.jobs, 'seat')
  const server = createServer({ pauseOnConnect: true }).listen(path)
  const seat = once(server, 'connection') as Promise<[Socket]>
  const script = 'console.log("all"); console.error(process.pid); process.exit(7)'
  await supervision.job(job('seated', script, { attach: { socket: path, terminal: null } }))
  const [socket] = await seat
  try {
    await sleep(1_000)
    socket.write(frame(kinds.endOfInput))
    await sleep(50)
    const read = frameReader()
    const said: Frame[] = []
    for await (const part of socket) said.push(...read(part))
    expect(said.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([kinds.output, kinds.errors, kinds.exit]),
    )
    expect(await ended('seated')).toMatchObject({ code: 7 })
  } finally {
    socket.destroy()
    server.close()
  }
})
