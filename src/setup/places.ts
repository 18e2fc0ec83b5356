/** Where a prepared server has what. */
export const places = {
  home: '/opt/ecluse',
  current: '/opt/ecluse/current',
  /** The version before this one: it stays. */
  previous: '/opt/ecluse/previous',
  /** While a change is not whole: the version that it goes back to. */
  changing: '/opt/ecluse/.changing',
  changeCode: '/opt/ecluse/.change.code',
  changeLog: '/opt/ecluse/.change.log',
  /** While it is there a supervisor that starts waits. */
  hold: '/opt/ecluse/.hold',
  /** Units and command as they were before a change. */
  aside: '/opt/ecluse/.aside',
  /** What people did as root, a line each, until it is in the ledger. */
  deeds: '/opt/ecluse/.deeds',
  /** A change under way that is still to be written there. */
  deed: '/opt/ecluse/.deed',
  command: '/usr/local/bin/ecluse',
  data: '/var/lib/ecluse',
  settings: '/etc/ecluse',
  users: '/etc/ecluse/users.json',
  service: '/etc/systemd/system/ecluse.service',
  socket: '/etc/systemd/system/ecluse.socket',
  account: 'ecluse',
  accountHome: '/home/ecluse',
  keys: '/home/ecluse/.ssh/authorized_keys',
} as const

export const applicationUsers = 100
export const applicationUser = (nth: number): string => `ecluse-app-${nth}`
/** Ports that the socket unit holds where nothing else is said. */
export const publicPorts: readonly number[] = [80, 443]
