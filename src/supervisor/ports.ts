import { createServer, type Server } from 'node:net'
import { ProblemError } from '../kernel/problem.ts'
import { listeners } from './listening.ts'
import { noPortLeft } from './messages.ts'

/** Ports of ours: outside the kernel's source ports. */
export const firstPort = 20_000
export const lastPort = 29_999
const many = lastPort - firstPort + 1

/**
 * A port claimed among all supervisors of this machine (of its network namespace, like the port itself). A bound
 * socket that does not listen yet excludes nobody, since everybody sets SO_REUSEADDR; so does a port told to an
 * application that has not bound it. An abstract socket of the port's name does, and dies with its process.
 */
export type Claim = { readonly port: number; release(): void }

/** Claims a free port, from a random start. Throws `no-port-left`. */
export const claimFreePort = async (random: () => number = Math.random): Promise<Claim> => {
  const from = Math.floor(random() * many)
  const taken = new Set(listeners().map((listener) => listener.port))
  for (let step = 0; step < many; step += 1) {
    const port = firstPort + ((from + step) % many)
    if (taken.has(port)) continue
    const claim = await claimPort(port)
    if (claim !== undefined) return claim
  }
  throw new ProblemError(noPortLeft())
}

/** Claims one port; undefined where another supervisor has it. */
export const claimPort = (port: number): Promise<Claim | undefined> =>
  new Promise((resolve) => {
    const server: Server = createServer((socket) => socket.destroy())
    server.once('error', () => resolve(undefined))
    server.listen({ path: `\0ecluse/port/${port}` }, () => {
      server.unref()
      resolve({ port, release: () => void server.close() })
    })
  })
