import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { type Frame, frame, frameReader, jsonFrame, kinds, type Size } from '../lines/frames.ts'
import type { JobSpec } from '../ports/supervision.ts'
import type { JobResult } from './jobs.ts'

type Attach = NonNullable<JobSpec['attach']>

/** From the loss of whoever sits before it to the end of all of it, in milliseconds. */
const grace = 2_000
const script = '/usr/bin/script'

/**
 * Starts a command for somebody who sits before it: with a terminal of its own, which `script` of util-linux makes, or
 * with pipes. When the connection is lost it is asked to end, and ended.
 */
export const spawnAttached = async (
  argv: readonly string[],
  options: SpawnOptions,
  attach: Attach,
  end: (result: JobResult) => void,
): Promise<ChildProcess> => {
  const socket = await connected(attach.socket)
  const [command = '', ...rest] = attach.terminal === null ? argv : inTerminal(argv, attach.terminal)
  const terminal = attach.terminal === null ? {} : { TERM: attach.terminal.name }
  const child = spawn(command, rest, {
    ...options,
    env: { ...options.env, ...terminal },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.stdin?.on('error', () => undefined)
  let failed: NodeJS.ErrnoException | null = null
  child.on('error', (error) => {
    failed = error
  })
  pour(child.stdout, kinds.output, socket)
  pour(child.stderr, kinds.errors, socket)
  const read = frameReader()
  socket.on('data', (part) => {
    for (const one of read(part)) take(child, one)
  })
  let over = false
  const lost = (): void => {
    if (over) return
    over = true
    child.stdin?.destroy()
    for (const name of ['SIGHUP', 'SIGTERM'] as const) process.kill(-process.pid, name)
    setTimeout(() => end({ code: null, signal: 'SIGHUP', timedOut: false, at: Date.now() }), grace)
  }
  socket.on('close', lost)
  socket.on('error', () => undefined)
  child.on('close', (code, signal) => {
    over = true
    if (failed !== null) socket.write(frame(kinds.errors, Buffer.from(notStarted(command, failed))))
    const result = { code: failed === null ? code : codeOf(failed), signal, timedOut: false }
    const at = Date.now()
    // What is still typed is heard until the other side has read all: to a closed end it could not write, and what it
    // had not read yet would be lost with that.
    if (socket.destroyed) end({ ...result, at })
    socket.on('close', () => end({ ...result, at }))
    socket.end(jsonFrame(kinds.exit, result))
  })
  return child
}

/** As shells count it. */
const codeOf = ({ code }: NodeJS.ErrnoException): number => (code === 'ENOENT' ? 127 : 126)

/** It stands among what the command wrote, whose language nobody knows. */
const notStarted = (command: string, { code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT' ? `${command}: command not found · commande introuvable\n` : `${command}: ${message}\n`

const connected = (path: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })

/** No faster than the other side takes it. */
const pour = (from: NodeJS.ReadableStream | null, kind: 3 | 4, to: Socket): void => {
  from?.on('data', (part: Uint8Array) => {
    if (to.destroyed || to.write(frame(kind, part))) return
    from.pause()
    to.once('drain', () => from.resume())
  })
}

const take = (child: ChildProcess, { kind, bytes }: Frame): void => {
  if (kind === kinds.input) child.stdin?.write(bytes)
  else if (kind === kinds.endOfInput) child.stdin?.end()
  else if (kind === kinds.size) resize(child, JSON.parse(Buffer.from(bytes).toString()) as Size)
}

/** `script` takes its command as one text for a shell: every word is quoted, so that none means anything there. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

const inTerminal = (argv: readonly string[], { rows, columns }: Size): readonly string[] => {
  const size = ['stty', 'rows', String(rows), 'cols', String(columns)]
  const command = `${size.map(quoted).join(' ')}; exec ${argv.map(quoted).join(' ')}`
  return [script, '--quiet', '--flush', '--return', '--echo', 'always', '--command', command, '/dev/null']
}

/** The terminal is found by the process that `script` started in it. */
const resize = ({ pid }: ChildProcess, { rows, columns }: Size): void => {
  try {
    const [inside] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ')
    const tty = readdirSync(`/proc/${inside}/fd`)
      .map((fd) => readlinkSync(`/proc/${inside}/fd/${fd}`))
      .find((link) => /^\/dev\/pts\/\d+$/.test(link))
    if (tty !== undefined) spawnSync('stty', ['-F', tty, 'rows', String(rows), 'cols', String(columns)])
  } catch {
    // It has ended already.
  }
}
