import { existsSync, readFileSync } from 'node:fs'
import type { Context } from './verb.ts'

/** Below this port a right is needed (ip-sysctl, `ip_unprivileged_port_start`); undefined where nothing says so. */
const firstFree = (): number | undefined => {
  try {
    return Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Whether public ports below 1024 can be had where a file is shipped to: on a prepared server, whose service manager
 * holds them, by root, and where the system gives them to everybody.
 */
export const hasLowPorts = ({ server }: Pick<Context, 'server'>): boolean =>
  server !== null ||
  process.getuid?.() === 0 ||
  existsSync('/etc/systemd/system/ecluse.socket') ||
  (firstFree() ?? 1_024) <= 80
