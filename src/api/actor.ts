import { userInfo } from 'node:os'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../ledger/entry.ts'

/** Who asks. Other identities come through this same door later. */
export type ActorOf = (request: FastifyRequest) => Actor

/**
 * The user who holds the socket: its mode is 0600, so whoever speaks through it is the user that this process runs
 * as (or root, who may be anybody).
 */
export const socketHolder = (): ActorOf => {
  const uid = process.getuid?.()
  const actor: Actor = { kind: 'user', name: nameOf(uid), ...(uid === undefined ? {} : { id: uid }) }
  return () => actor
}

/** In a container a user may have a number and no name. */
const nameOf = (uid: number | undefined): string => {
  try {
    return userInfo().username
  } catch {
    return String(uid ?? 'unknown')
  }
}
