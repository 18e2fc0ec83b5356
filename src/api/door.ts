import { createServer, type Server, type Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { membershipOf } from '../identity/authorized-keys.ts'
import { notAMember } from '../identity/messages.ts'
import type { Role } from '../identity/rights.ts'
import type { Membership } from '../identity/types.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Actor } from '../ledger/entry.ts'
import type { Members } from '../ports/members.ts'
import { socketHolder } from './actor.ts'
import { type Introduction, readIntroduction } from './introduction.ts'
import { bindSocket } from './socket.ts'

/** Who asks, and what that one may. `only` null: every application. */
export type Caller = {
  readonly actor: Actor
  readonly role: Role
  readonly only: readonly string[] | null
}

/** A connection's member: what its bridge said before the first byte of HTTP. Nothing in a request can change it. */
const introduced = new WeakMap<Socket, Introduction>()

const lookEvery = 250

const same = (a: Membership | null, b: Membership | null): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * Who a request is from. Through the members' socket: whom the bridge named, as the file of keys says now. Through the
 * other one: the user who holds it, who may all. Throws `not-a-member`.
 */
export const createCallerOf = (members: Members): ((request: FastifyRequest) => Promise<Caller>) => {
  const holder = socketHolder()
  return async (request) => {
    const who = introduced.get(request.raw.socket)
    if (who === undefined) return { actor: holder(request), role: 'admin', only: null }
    const membership = membershipOf(await members.lines(), who.member, who.key)
    if (membership === null) throw new ProblemError(notAMember(who.member))
    const { member, key, role, only } = membership
    return { actor: { kind: 'member', name: member, key }, role, only }
  }
}

/**
 * Listens for bridges on a socket of mode 0600: one line of JSON that says who, then HTTP. A connection whose member is
 * removed, or gets another role, is cut within a second.
 */
export const listenMembers = async (
  app: FastifyInstance,
  path: string,
  members: Members,
): Promise<Server> => {
  const open = new Map<Socket, Membership | null>()
  const look = async (): Promise<void> => {
    if (open.size === 0) return
    const lines = await members.lines()
    for (const [socket, before] of open) {
      const who = introduced.get(socket)
      if (who === undefined || !same(before, membershipOf(lines, who.member, who.key))) socket.destroy()
    }
  }
  const take = async (socket: Socket): Promise<void> => {
    socket.on('error', () => undefined)
    const who = await readIntroduction(socket)
    if (who === null) return void socket.destroy()
    introduced.set(socket, who)
    open.set(socket, membershipOf(await members.lines(), who.member, who.key))
    socket.once('close', () => open.delete(socket))
    app.server.emit('connection', socket)
  }
  const server = createServer(
    { allowHalfOpen: true },
    (socket) => void take(socket).catch(() => socket.destroy()),
  )
  await bindSocket(path, () => server.listen({ path }), server)
  const timer = setInterval(() => void look().catch(() => undefined), lookEvery)
  timer.unref()
  server.once('close', () => clearInterval(timer))
  // Connections that were handed on are closed with all others.
  app.server.once('close', () => server.close())
  return server
}
