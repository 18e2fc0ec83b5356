import { once } from 'node:events'
import { chmodSync, rmSync } from 'node:fs'
import type { Server } from 'node:net'

/**
 * Binds a Unix socket of mode 0600. A socket file that a dead process left is replaced: the caller holds the lock of
 * the data folder, so nobody living is behind it.
 */
export const bindSocket = async (path: string, listen: () => unknown, server?: Server): Promise<void> => {
  rmSync(path, { force: true })
  const before = process.umask(0o177)
  try {
    await listen()
    if (server !== undefined && !server.listening) await once(server, 'listening')
  } finally {
    process.umask(before)
  }
  chmodSync(path, 0o600)
}
