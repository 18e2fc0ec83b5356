import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { getPriority, setPriority } from 'node:os'
import { writeDurablySync } from '../folder/durable.ts'
import { layout } from '../folder/layout.ts'
import { openSecrets } from '../secrets/open.ts'
import { spawnAttached } from './job-attach.ts'
import type { JobOrder, JobResult } from './jobs.ts'
import { folderMark, ownMarks } from './marks.ts'
import { argvWithin } from './privileges.ts'

/**
 * The parent of one job, so that its exit code is known whoever dies meanwhile: it writes how the job ended to a
 * file, durably, and ends. Leads the job's session and process group; ends all of it at the deadline.
 */
const [, , specFile = '', resultFile = ''] = process.argv
const spec = JSON.parse(readFileSync(specFile, 'utf8')) as JobOrder
const user = spec.user ?? null
const within = (argv: readonly string[]): readonly string[] =>
  user === null ? argv : argvWithin(spec.cwd, argv)
const [command = '', ...rest] = within(spec.argv)
const lowest = 19
flushCompileCache()
setPriority(Math.min(lowest, getPriority() + spec.nice))

const end = (result: JobResult): void => {
  try {
    writeDurablySync(resultFile, JSON.stringify(result))
  } catch (error) {
    process.stderr.write(`ecluse: ${String(error)}\n`)
  }
  // Also what the job left behind in its group, and this process with it.
  process.kill(-process.pid, 'SIGKILL')
}

// A signal to the group is the job's to answer: how it ended must be written down.
for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, () => undefined)
setTimeout(() => end({ code: null, signal: 'SIGKILL', timedOut: true, at: Date.now() }), spec.within)

// Our own mask is stricter than programs are used to.
if (user !== null) process.umask(0o022)
const secrets = openSecrets(layout(process.env[folderMark] ?? '/'), spec.secrets)
const options = {
  cwd: user === null ? spec.cwd : '/',
  env: { ...secrets, ...spec.variables, ...(spec.marked === true ? ownMarks() : {}) },
  ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
}
const child =
  spec.attach === undefined
    ? spawn(command, rest, { ...options, stdio: ['ignore', 'inherit', 'inherit'] })
    : await spawnAttached([command, ...rest], options, spec.attach, end)
/** One command after the other, up to the first that fails. */
const attend = (running: ChildProcess, left: readonly (readonly string[])[]): void => {
  // One that somebody sits before ends once everything was said.
  if (spec.attach !== undefined) return
  running.on('error', (error) => {
    process.stderr.write(`ecluse: ${error.message}\n`)
    end({ code: 127, signal: null, timedOut: false, at: Date.now() })
  })
  running.on('exit', (code, signal) => {
    const [next, ...later] = left
    if (code !== 0 || next === undefined) return end({ code, signal, timedOut: false, at: Date.now() })
    const [program = '', ...words] = within(next)
    attend(spawn(program, words, { ...options, stdio: ['ignore', 'inherit', 'inherit'] }), later)
  })
}

attend(child, spec.afterwards ?? [])
