import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { Agent } from '../lines/node-http.ts'
import type { Way } from '../ports/way.ts'
import { parseServer, type Settings, sshArgv } from './address.ts'
import { SshStream } from './stream.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** One ssh a connection; each serves one request after the other, as long as it lasts. */
class SshAgent extends Agent {
  readonly #open: () => Duplex

  constructor(open: () => Duplex) {
    super({ keepAlive: true, maxFreeSockets: 4 })
    this.#open = open
  }

  override createConnection(): Duplex {
    return this.#open()
  }
}

/** A secret given as text, as CI gives it: kept in a file of this user's alone while it is needed. */
const filesOf = (environment: Environment) => {
  const key = environment['ECLUSE_SSH_KEY']
  const knownHosts = environment['ECLUSE_KNOWN_HOSTS']
  if (!key && !knownHosts) return { key: null, knownHosts: null, remove: () => undefined }
  const folder = mkdtempSync(join(tmpdir(), 'ecluse-ssh-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  const put = (name: string, text: string | undefined): string | null => {
    if (!text) return null
    const path = join(folder, name)
    // A key without a line end at its end, or with those of Windows, is none for ssh.
    writeFileSync(path, `${text.replaceAll('\r\n', '\n').trimEnd()}\n`, { mode: 0o600 })
    return path
  }
  return { key: put('key', key), knownHosts: put('known_hosts', knownHosts), remove }
}

/** What the environment says to ssh; `remove` takes away what was made of it. */
export const openSettings = (
  environment: Environment,
  interactive: boolean,
): { readonly settings: Settings; readonly remove: () => void } => {
  const { key, knownHosts, remove } = filesOf(environment)
  return {
    settings: { config: environment['ECLUSE_SSH_CONFIG'] || null, key, knownHosts, interactive },
    remove,
  }
}

/**
 * The API of a server over the system's own ssh. `ECLUSE_SSH_CONFIG` names a configuration file in place of the user's;
 * `ECLUSE_SSH_KEY` and `ECLUSE_KNOWN_HOSTS` hold a private key and the server's host keys themselves. Throws `bad-server`.
 */
export const openWay = (server: string, environment: Environment, interactive: boolean): Way => {
  const address = parseServer(server)
  const { settings, remove } = openSettings(environment, interactive)
  const agent = new SshAgent(() => new SshStream(server, sshArgv(address, settings)))
  return {
    name: server,
    agent,
    close: () => {
      agent.destroy()
      remove()
    },
  }
}
