import { ProblemError } from '../kernel/problem.ts'
import { badServer } from './messages.ts'

/** `ssh://[USER@]HOST[:PORT]`. User and port are null where the system's ssh is to choose them. */
export type Address = { readonly user: string | null; readonly host: string; readonly port: number | null }

/** A first character that is no dash: none of it is taken for an option. */
const pattern =
  /^ssh:\/\/(?:([A-Za-z0-9_][A-Za-z0-9._-]{0,63})@)?([A-Za-z0-9_][A-Za-z0-9._-]{0,252}|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?\/?$/

/** Throws `bad-server`. */
export const parseServer = (server: string): Address => {
  const [, user, host, port] = pattern.exec(server) ?? []
  const number = port === undefined ? null : Number(port)
  if (host === undefined || (number !== null && (number < 1 || number > 65_535)))
    throw new ProblemError(badServer(server))
  return { user: user ?? null, host: host.replace(/^\[|\]$/g, ''), port: number }
}

/** What is said to the system's ssh beyond its own settings. */
export type Settings = {
  /** A configuration file in place of the user's and the system's. */
  readonly config: string | null
  /** A file with a private key, and one with the server's host keys, which are then the only ones. */
  readonly key: string | null
  readonly knownHosts: string | null
  /** Whether somebody can be asked for a passphrase, or about a host's key. */
  readonly interactive: boolean
}

const option = (name: string, value: string): readonly string[] => ['-o', `${name}=${value}`]

/**
 * argv of one bridge, or of another command of the server's shell: no terminal, nothing forwarded, no commands on this side; a dead connection is noticed within a
 * minute.
 */
export const sshArgv = (
  address: Address,
  settings: Settings,
  command = 'ecluse connect',
): readonly string[] => [
  'ssh',
  ...(settings.config === null ? [] : ['-F', settings.config]),
  '-T',
  ...option('ClearAllForwardings', 'yes'),
  ...option('ForwardAgent', 'no'),
  ...option('ForwardX11', 'no'),
  ...option('PermitLocalCommand', 'no'),
  ...option('ConnectTimeout', '15'),
  ...option('ServerAliveInterval', '15'),
  ...option('ServerAliveCountMax', '3'),
  ...(settings.interactive ? [] : option('BatchMode', 'yes')),
  ...(settings.key === null ? [] : ['-i', settings.key, ...option('IdentitiesOnly', 'yes')]),
  ...(settings.knownHosts === null
    ? []
    : [...option('UserKnownHostsFile', settings.knownHosts), ...option('StrictHostKeyChecking', 'yes')]),
  ...(address.port === null ? [] : ['-p', String(address.port)]),
  ...(address.user === null ? [] : ['-l', address.user]),
  '--',
  address.host,
  command,
]
