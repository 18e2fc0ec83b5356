import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { ProblemError } from '../kernel/problem.ts'
import { same } from '../kernel/text.ts'
import type { Answer, Handle, Request } from './types.ts'

/** Lines above this many characters are cut off: nobody of ours sends one. */
const longest = 64 * 1_048_576

/**
 * Listens on a Unix socket of mode 0600 for JSON lines. A socket file left by a dead process is replaced; one that
 * answers is not (`EADDRINUSE`). Each request is answered in its own time, not in order.
 */
export const listenLines = async (path: string, handle: Handle): Promise<Server> => {
  const server = createServer((socket) => {
    open.set(server, (open.get(server) ?? new Set()).add(socket))
    socket.once('close', () => open.get(server)?.delete(socket))
    serve(socket, handle)
  })
  await listen(server, path)
  chmodSync(path, 0o600)
  return server
}

const open = new WeakMap<Server, Set<Socket>>()

/** Listens no more, and ends every connection: whoever asks again meets the next one on the same path. */
export const closeLines = (server: Server): void => {
  server.close()
  for (const socket of open.get(server) ?? []) socket.destroy()
}

const listen = async (server: Server, path: string): Promise<void> => {
  try {
    await bind(server, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || (await answers(path))) throw error
    rmSync(path, { force: true })
    await bind(server, path)
  }
}

const bind = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    const before = process.umask(0o177)
    server.listen({ path }, () => {
      server.off('error', reject)
      resolve()
    })
    process.umask(before)
  })

/** Whether a living process accepts on the socket. */
export const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ path })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const serve = (socket: Socket, handle: Handle): void => {
  const gone = new AbortController()
  socket.on('error', () => {})
  socket.on('close', () => gone.abort())
  const answer = (line: Answer): void => {
    if (!socket.destroyed) socket.write(`${JSON.stringify(line)}\n`)
  }
  const take = async (line: string): Promise<void> => {
    if (line.length > longest) return void socket.destroy()
    let request: Request
    try {
      request = JSON.parse(line) as Request
    } catch {
      return void socket.destroy()
    }
    const { id } = request
    try {
      const value = await handle(request, {
        tell: (told) => answer({ id, ok: true, value: told }),
        gone: gone.signal,
      })
      if (value !== undefined) answer({ id, ok: true, value })
    } catch (error) {
      answer({ id, ok: false, problems: problemsOf(error) })
    }
  }
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })
  // It repeats its input's errors, and one that nobody hears ends the process.
  lines.on('error', () => {})
  lines.on('line', (line) => void take(line))
}

const problemsOf = (error: unknown): ProblemError['problems'] =>
  error instanceof ProblemError
    ? error.problems
    : [
        {
          code: 'unexpected',
          kind: 'failed',
          message: same(error instanceof Error ? error.message : String(error)),
        },
      ]
