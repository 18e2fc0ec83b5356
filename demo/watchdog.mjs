// Outlives the demo's first process, whatever kills that, and takes everything of this run away: processes, listening
// ports, folder. Its standard input is a pipe from the first process, which ends with it.
import { mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { markedBy } from './marked.mjs'

const [folder] = process.argv.slice(2)
/** How long a stop on purpose may take before everything is killed, in milliseconds. */
const GENTLE = 1_200

const send = (pid, signal) => {
  try {
    process.kill(pid, signal)
  } catch {
    // It has ended by itself.
  }
}

/** A stop on purpose: the instances finish what is under way, and the three processes do not start each other. */
const stopAll = () =>
  new Promise((resolve) => {
    const socket = connect({ path: join(folder, 'data', 'supervisor.sock') })
    socket.on('connect', () => socket.write(`${JSON.stringify({ id: 1, op: 'stop-all' })}\n`))
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    setTimeout(() => socket.destroy(), GENTLE).unref()
    socket.resume()
  })

/** Frozen first: what is frozen starts nothing while the others are looked for. */
const killAll = async () => {
  for (let round = 0; round < 40; round += 1) {
    const frozen = new Set()
    for (let left = markedBy(folder); left.some((pid) => !frozen.has(pid)); left = markedBy(folder)) {
      for (const pid of left) {
        send(pid, 'SIGSTOP')
        frozen.add(pid)
      }
    }
    if (frozen.size === 0) return
    for (const pid of frozen) send(pid, 'SIGKILL')
    await pause(25)
  }
}

const remove = async () => {
  for (let round = 0; round < 20; round += 1) {
    try {
      return rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      await pause(100)
    }
  }
}

const end = async () => {
  await Promise.race([stopAll(), pause(GENTLE)])
  await killAll()
  await remove()
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE']) process.on(signal, () => {})
mkdirSync(folder, { mode: 0o700 })
process.stdout.on('error', () => {})
process.stdout.write('ready\n')
await new Promise((resolve) => {
  process.stdin.on('end', resolve).on('error', resolve).on('close', resolve).resume()
})
await end()
process.exit(0)
