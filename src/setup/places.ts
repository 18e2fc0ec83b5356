/** Where a prepared server has what. */
export const places = {
  home: '/opt/ecluse',
  current: '/opt/ecluse/current',
  incoming: '/opt/ecluse/.incoming',
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
