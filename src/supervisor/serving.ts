import { LinesClient } from '../lines/client.ts'

/** A supervisor that does not answer a question within this time is busy, or frozen, or dying. */
const answersWithin = 2_000

/**
 * Whether a supervisor answers on the socket. That a connection is accepted says nothing: the threads of a process
 * that was killed may hold its sockets open for a while after it counts as dead.
 */
export const isServing = async (socket: string): Promise<boolean> => {
  const client = new LinesClient(socket)
  const timer = setTimeout(() => client.close(), answersWithin)
  try {
    await client.call('list')
    return true
  } catch {
    return false
  } finally {
    clearTimeout(timer)
    client.close()
  }
}
