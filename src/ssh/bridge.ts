import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { ProblemError } from '../kernel/problem.ts'
import { writeGreeting } from './greeting.ts'
import { noSocket } from './messages.ts'

/** A control plane that was killed is back within that time, or it is said. */
const patience = 10_000

const open = (path: string): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true })
    socket.once('error', () => resolve(null))
    socket.once('connect', () => resolve(socket))
  })

const openSoon = async (path: string): Promise<Socket> => {
  const until = performance.now() + patience
  for (;;) {
    const socket = await open(path)
    if (socket !== null) return socket
    if (performance.now() > until) throw new ProblemError(noSocket(path))
    await sleep(50)
  }
}

export type Bridge = {
  readonly socket: string
  /** What is written to the socket before anything of the other side's; empty for the holder of the account. */
  readonly introduction: string
  readonly version: string
}

/**
 * Joins standard input and output with a socket of the control plane until one of them ends. Throws `not-there` before
 * anything was written.
 */
export const bridge = async (
  { socket: path, introduction, version }: Bridge,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<void> => {
  const socket = await openSoon(path)
  socket.on('error', () => undefined)
  // The control plane has closed: nothing can come any more, whatever the other side still has to say.
  socket.once('end', () => socket.destroy())
  output.on('error', () => socket.destroy())
  input.on('error', () => socket.destroy())
  if (introduction !== '') socket.write(introduction)
  output.write(writeGreeting({ version }))
  input.pipe(socket)
  socket.pipe(output, { end: false })
  await new Promise<void>((resolve) => socket.once('close', () => resolve()))
}
