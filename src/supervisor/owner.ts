import type { Problem } from '../kernel/problem.ts'
import { listeners, onLoopback, socketsOf } from './listening.ts'
import { type Belonging, membersOf } from './members.ts'
import { hostIgnored, portIgnored } from './messages.ts'

/**
 * Whose socket listens on 127.0.0.1:PORT: one of the instance's own processes (its group, its session, its mark),
 * another's, or nobody's. Where a process hides its descriptors from us, it is believed.
 */
export const ownerOf = (port: number, belonging: Belonging): 'own' | 'other' | 'nobody' => {
  const there = listeners().filter((listener) => listener.port === port && onLoopback(listener))
  if (there.length === 0) return 'nobody'
  const leader = belonging.leader === null ? new Set<string>() : socketsOf([belonging.leader.pid])
  if (leader === undefined || there.some((listener) => leader.has(listener.inode))) return 'own'
  const sockets = socketsOf(membersOf(belonging).map((member) => member.pid))
  return sockets === undefined || there.some((listener) => sockets.has(listener.inode)) ? 'own' : 'other'
}

/** Why nothing answers on its port although it runs: it listens elsewhere, or nowhere; undefined when it listens. */
export const whyUnheard = (port: number, belonging: Belonging): Problem | undefined => {
  const sockets = socketsOf(membersOf(belonging).map((member) => member.pid))
  if (sockets === undefined) return undefined
  const own = listeners().filter((listener) => sockets.has(listener.inode))
  const onPort = own.filter((listener) => listener.port === port)
  if (onPort.some(onLoopback)) return undefined
  if (onPort.length > 0) return hostIgnored(port)
  return portIgnored(
    port,
    [...new Set(own.map((listener) => listener.port))].sort((a, b) => a - b),
  )
}
