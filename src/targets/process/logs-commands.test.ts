import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Job } from '../../ports/supervision.ts'
import type { LogLine } from '../../ports/target.ts'
import { pruneOutputs } from './kept-outputs.ts'
import { type LogQuestion, type Outputs, readLogs } from './logs.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ecluse-commands-'))
  for (const name of ['web', 'job', 'tasks', 'tmp']) mkdirSync(join(root, name))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const outputs = (): readonly Outputs[] => [
  { key: 'web', folder: join(root, 'web'), of: 'instances' },
  { key: 'job', folder: join(root, 'job'), of: 'instances' },
  { key: 'job', folder: join(root, 'tasks'), of: 'commands' },
]

/** Lines with the second by which each was written. */
const write = (name: string, lines: readonly (readonly [string, number])[]) => {
  let size = 0
  const marks = lines.map(([line, at]) => {
    size += Buffer.byteLength(line) + 1
    return `${size} ${at * 1_000}\n`
  })
  writeFileSync(join(root, `${name}.log`), lines.map(([line]) => `${line}\n`).join(''))
  writeFileSync(join(root, `${name}.log.times`), marks.join(''))
}

const ask = (given: Partial<LogQuestion>): LogQuestion => ({ tail: 100, run: null, follow: null, ...given })

const read = async (given: Partial<LogQuestion>): Promise<readonly LogLine[]> => {
  const lines: LogLine[] = []
  for await (const line of readLogs(outputs(), ask(given))) lines.push(line)
  return lines
}

const three = () => {
  write('web/0.1', [
    ['w1', 1],
    ['w4', 4],
    ['w9', 9],
  ])
  write('web/1.2', [
    ['x2', 2],
    ['x6', 6],
  ])
  write('job/0.1', [['j5', 5]])
  write('tasks/REV@RELEASE.3', [['migrating', 0]])
  write('tasks/schedule-1764072000000', [['night', 3]])
  write('tasks/01K7QZ', [
    ['by hand', 7],
    ['{"level":"info"}', 8],
  ])
}

const inTime = ['migrating', 'w1', 'x2', 'night', 'w4', 'j5', 'x6', 'by hand', '{"level":"info"}', 'w9']

it('instances and commands of several runs come in order of time', async () => {
  three()
  const lines = await read({})
  expect(lines.map(({ line }) => line)).toEqual(inTime)
  expect(lines.flatMap(({ run, key }) => (run === undefined ? [] : [[key, run.kind, run.id]]))).toEqual([
    ['job', 'before', 'REV@RELEASE.3'],
    ['job', 'schedule', 'schedule-1764072000000'],
    ['job', 'once', '01K7QZ'],
    ['job', 'once', '01K7QZ'],
  ])
})

it('the tail is each instance’s, and the commands’ all together', async () => {
  three()
  expect((await read({ tail: 1 })).map(({ line }) => line)).toEqual(['j5', 'x6', '{"level":"info"}', 'w9'])
})

it('one command alone, by how its id begins or ends', async () => {
  three()
  expect((await read({ run: '01K' })).map(({ line }) => line)).toEqual(['by hand', '{"level":"info"}'])
  expect((await read({ run: '7QZ' })).map(({ line }) => line)).toEqual(['by hand', '{"level":"info"}'])
  expect(await read({ run: 'nobody' })).toEqual([])
})

it('who follows gets the same order, then what comes, also of what begins later', async () => {
  three()
  const stop = new AbortController()
  const lines: string[] = []
  for await (const { line, at } of readLogs(outputs(), ask({ follow: stop.signal }))) {
    lines.push(line)
    expect(at).toBeTypeOf('number')
    if (lines.length === inTime.length) appendFileSync(join(root, 'web/0.1.log'), 'w10\n')
    if (line === 'w10') writeFileSync(join(root, 'tasks/01K9.log'), 'later\n')
    if (line === 'later') stop.abort()
  }
  expect(lines).toEqual([...inTime, 'w10', 'later'])
})

it('of what commands wrote the oldest goes, with its times and its empty folder; never of one that runs', async () => {
  const job = (id: string): Job => ({
    id,
    state: 'running',
    code: null,
    signal: null,
    timedOut: false,
    startedAt: 0,
    endedAt: null,
  })
  for (const [index, name] of ['a', 'b', 'c', 'd', 'e@r.2'].entries()) {
    write(`tasks/${name}`, [['x'.repeat(99), index]])
    utimesSync(join(root, `tasks/${name}.log`), index, index)
    mkdirSync(join(root, 'tmp', name))
  }
  writeFileSync(join(root, 'tmp/b/left'), 'still read by somebody')
  const bounds = { count: 100, bytes: 150 }
  await pruneOutputs(join(root, 'tasks'), [job('once/app/e/c/r/a'), job('task/app/e/c/e@r/2')], bounds)
  expect(readdirSync(join(root, 'tasks'))).toEqual(
    ['a', 'd', 'e@r.2'].flatMap((name) => [`${name}.log`, `${name}.log.times`]),
  )
  expect(readdirSync(join(root, 'tmp')).toSorted()).toEqual(['a', 'b', 'd', 'e@r.2'])
  await pruneOutputs(join(root, 'tasks'), [], { count: 1, bytes: 1 })
  expect(readdirSync(join(root, 'tasks'))).toEqual(['e@r.2.log', 'e@r.2.log.times'])
})
