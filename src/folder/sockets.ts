import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** Bytes that a Unix socket's path may have on Linux: `sun_path` less its closing zero (unix(7)). */
export const longestSocketPath = 107

/**
 * The sockets of a data folder. Where a path would be too long they stand in a short runtime folder,
 * which depends on nothing but the user and the root: every process finds the same one, whatever its environment.
 */
export const socketPaths = (
  root: string,
): { supervisor: string; proxy: string; control: string; members: string } => {
  const base =
    Buffer.byteLength(join(root, 'supervisor.sock')) <= longestSocketPath ? root : runtimeFolder(root)
  return {
    supervisor: join(base, 'supervisor.sock'),
    proxy: join(base, 'proxy.sock'),
    control: join(base, 'control.sock'),
    members: join(base, 'members.sock'),
  }
}

/** The parent of every runtime folder of this user: never below TMPDIR, which differs between processes. */
export const runtimeParent = (): string => `/tmp/ecluse-${process.getuid?.() ?? 0}`

export const runtimeFolder = (root: string): string =>
  join(runtimeParent(), createHash('sha256').update(root).digest('hex').slice(0, 24))
