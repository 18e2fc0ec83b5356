import { readFileSync } from 'node:fs'
import type { ApiClient } from '../api/client.ts'
import type { About } from '../api/route.ts'
import { mine } from '../api/spoken.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Instant, Ms } from '../kernel/time.ts'
import type { Way } from '../ports/way.ts'
import { findConfig } from './application.ts'
import { warningLines } from './complain.ts'
import type { Machine } from './machine.ts'
import { clocksDiffer, serverAndData, serverLacks, versionsApart, versionsDiffer } from './messages-remote.ts'
import type { Terminal } from './terminal.ts'

/** The server that a file names, even where the rest of it is being edited and wrong. */
export const serverIn = (text: string): string | null =>
  /^server:[ \t]*(["']?)([^\s"'#]+)\1[ \t]*(#.*)?\r?$/m.exec(text)?.[2] ?? null

/** What names no server but this machine, against a file or an environment that names one. */
const local = 'local'

/**
 * `--server`, `ECLUSE_SERVER`, or `server:` of the ecluse.yaml here; null: this machine. A data folder that was named
 * is this machine's.
 */
export const serverOf = (machine: Machine, given: string | null, dataGiven: boolean): string | null => {
  if (given !== null && given !== local && dataGiven) throw new ProblemError(serverAndData())
  if (given !== null) return given === local ? null : given
  if (dataGiven) return null
  const set = machine.environment['ECLUSE_SERVER']
  if (set) return set === local ? null : set
  const file = findConfig(machine.folder)
  return file === null ? null : serverIn(readFileSync(file, 'utf8'))
}

type Told = About & { readonly now?: Instant; readonly api?: { readonly from: number; readonly to: number } }

/** Clocks that differ by less than this (ms) are told as equal. */
const unnoticed: Ms = 5_000

/** The control plane of another machine, asked once what it is before anything else. */
export class Remote {
  readonly #server: string
  readonly #machine: Machine
  readonly #terminal: Terminal
  #way: Way | null = null
  #client: ApiClient | null = null
  #version: string | null = null
  /** How far the server's clock is ahead of this one, in milliseconds. */
  skew: Ms = 0

  constructor(server: string, machine: Machine, terminal: Terminal) {
    this.#server = server
    this.#machine = machine
    this.#terminal = terminal
  }

  async client(): Promise<ApiClient> {
    if (this.#client !== null) return this.#client
    const { ApiClient } = await import('../api/client.ts')
    this.#way ??= await this.#machine.way(this.#server)
    const client = new ApiClient(this.#way)
    const began = Date.now()
    const about = await client.get<Told>('/v1/version')
    this.#meet(about, began, Date.now())
    this.#client = client
    return client
  }

  #meet({ version, api = { from: 1, to: 1 }, now }: Told, began: Instant, ended: Instant): void {
    this.#version = version
    if (mine < api.from || mine > api.to)
      throw new ProblemError(versionsApart(this.#server, version, this.#machine.version, mine < api.from))
    if (version !== this.#machine.version)
      this.#terminal.aside(versionsDiffer(this.#server, version, this.#machine.version))
    if (now === undefined || (now >= began - unnoticed && now <= ended + unnoticed)) return
    this.skew = Math.round(now - (began + ended) / 2)
    this.#terminal.aside(...warningLines(clocksDiffer(this.#server, this.skew)))
  }

  /** A route that is not there is one of another version, where the versions differ. */
  explain(error: unknown): unknown {
    const version = this.#version
    if (version === null || version === this.#machine.version || !(error instanceof ProblemError))
      return error
    if (!error.problems.some(({ code }) => code === 'no-route')) return error
    return new ProblemError(serverLacks(this.#server, version, this.#machine.version), error)
  }

  close(): void {
    this.#way?.close()
  }
}
