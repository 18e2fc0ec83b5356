import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { accepts, alive, until } from './processes.fixture.ts'

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'dog-'))
  folder = join(parent, 'demo')
})
const others: ChildProcess[] = []
afterEach(() => {
  for (const child of others.splice(0)) child.kill('SIGKILL')
  rmSync(parent, { recursive: true, force: true })
})

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.stdout?.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())))

/** A first process that starts the watchdog and waits; killing it is what the watchdog notices. */
const startFirst = async (): Promise<{ first: ChildProcess; watchdog: number }> => {
  const script = `
    const { spawn } = require('node:child_process')
    const child = spawn(process.execPath, ${JSON.stringify([join(import.meta.dirname, 'watchdog.mjs'), folder])},
      { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
    child.stdout.once('data', () => console.log(child.pid))
    setInterval(() => {}, 1000)`
  const first = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  others.push(first)
  return { first, watchdog: Number(await firstLine(first)) }
}

const server = `
  const server = require('node:net').createServer()
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {})`

const startServer = async (environment: Record<string, string>, cwd: string, source = server) => {
  const child = spawn(process.execPath, ['-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
    cwd,
    detached: true,
  })
  others.push(child)
  return { pid: child.pid ?? 0, port: Number(await firstLine(child)) }
}

test('when the first process is killed, its processes, their ports and the folder go, and nothing else', async () => {
  const { first, watchdog } = await startFirst()
  expect(existsSync(folder)).toBe(true)
  mkdirSync(join(folder, 'data'))
  mkdirSync(join(folder, 'claims'))
  writeFileSync(join(folder, 'data', 'file'), 'x')
  const byFolder = await startServer({ ECLUSE_FOLDER: join(folder, 'data') }, '/')
  const byTemporary = await startServer({ TMPDIR: join(folder, 'data', 'runs', 'tmp') }, '/')
  const byPlace = await startServer({}, join(folder, 'data'))
  const ofUser = await startServer({ PWD: join(folder, 'claims') }, join(folder, 'claims'))
  const ofOther = await startServer({ ECLUSE_FOLDER: `${folder}2/data` }, '/')
  first.kill('SIGKILL')
  await until(() => !existsSync(folder) && !alive(watchdog), 5_000)
  for (const { pid, port } of [byFolder, byTemporary, byPlace]) {
    expect([alive(pid), await accepts(port)]).toEqual([false, false])
  }
  for (const { pid, port } of [ofUser, ofOther])
    expect([alive(pid), await accepts(port)]).toEqual([true, true])
})

test('processes that start each other again are ended all the same', async () => {
  const { first, watchdog } = await startFirst()
  mkdirSync(join(folder, 'data'))
  // Each life starts the next one as soon as its child is gone, two at a time.
  const stubborn = `
    const { spawn } = require('node:child_process')
    const again = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore', detached: true })
      .on('exit', again)
    again(); again()
    console.log(1)
    setInterval(() => {}, 1000)`
  const { pid } = await startServer({ ECLUSE_FOLDER: join(folder, 'data') }, '/', stubborn)
  first.kill('SIGTERM')
  await until(() => !existsSync(folder) && !alive(watchdog), 5_000)
  expect(alive(pid)).toBe(false)
})

test('a stop on purpose is asked for first', async () => {
  const { first, watchdog } = await startFirst()
  mkdirSync(join(folder, 'data'))
  const asked = join(parent, 'asked')
  const supervisor = `
    const server = require('node:net').createServer((socket) => socket.on('data', (bytes) => {
      require('node:fs').writeFileSync(${JSON.stringify(asked)}, bytes)
      process.exit()
    }))
    server.listen(${JSON.stringify(join(folder, 'data', 'supervisor.sock'))}, () => console.log(1))`
  await startServer({ ECLUSE_FOLDER: join(folder, 'data') }, '/', supervisor)
  first.kill('SIGKILL')
  await until(() => !existsSync(folder) && !alive(watchdog), 5_000)
  expect(existsSync(asked)).toBe(true)
})
