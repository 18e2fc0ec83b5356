import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { sha256 } from '../kernel/canonical.ts'
import { applicationOf } from './marks.ts'
import { firstPort, lastPort } from './ports.ts'
import { reasonOf } from './spawn.ts'
import type { State } from './state.ts'
import type { Users } from './users.ts'

/** Where Debian and its like keep it; root's PATH under a service manager may lack it. */
const programs = ['/usr/sbin/nft', '/sbin/nft', '/usr/bin/nft']

/** Which ports of ours each application's user may connect to: those of its own instances and inner addresses. */
export const doorsOf = (
  state: Pick<State, 'inner' | 'runs'>,
  uidOf: (application: string) => number | undefined,
): readonly string[] => {
  const inner = Object.entries(state.inner).map(([key, port]) => [key, port] as const)
  const instances = Object.values(state.runs).flatMap((run) =>
    run.instances.flatMap(({ port }) => (port === null ? [] : [[run.key, port] as const])),
  )
  const doors = [...inner, ...instances].flatMap(([key, port]) => {
    const uid = uidOf(applicationOf(key))
    return uid === undefined ? [] : [`${uid} . ${port}`]
  })
  return [...new Set(doors)].sort()
}

/** The rules as one transaction: at no moment there are none (nft(8), "add table", "delete table"). */
export const rulesOf = (table: string, uids: readonly number[], doors: readonly string[]): string => {
  const elements = (list: readonly (string | number)[]): string =>
    list.length === 0 ? '' : `elements = { ${list.join(', ')} }`
  return `add table inet ${table}
delete table inet ${table}
table inet ${table} {
  set users { type uid; ${elements(uids)} }
  set doors { type uid . inet_service; ${elements(doors)} }
  chain output {
    type filter hook output priority 0; policy accept;
    oif "lo" tcp dport ${firstPort}-${lastPort} meta skuid @users meta skuid . tcp dport != @doors ct state new reject with tcp reset
  }
}
`
}

/**
 * Keeps applications from each other's ports: the kernel's packet filter lets an application's user connect, in our
 * range, only to its own application's. Where there is no `nft`, or it fails, `up` is false and that is shown.
 */
export class PortWalls {
  up = false
  readonly #table: string
  readonly #users: Users
  readonly #state: State
  readonly #program: string | undefined
  #shown = ''
  #turn: Promise<void> = Promise.resolve()

  constructor(root: string, users: Users, state: State) {
    this.#table = `ecluse_${sha256(root).slice('sha256:'.length, 'sha256:'.length + 8)}`
    this.#users = users
    this.#state = state
    this.#program = programs.find((path) => existsSync(path))
  }

  /** Makes the filter what the state says now; answers when it is. Cheap where nothing changed. */
  settle(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#apply())
    return this.#turn
  }

  async down(): Promise<void> {
    await this.#turn
    if (this.up) await this.#load(`delete table inet ${this.#table}\n`).catch(() => undefined)
    this.up = false
  }

  async #apply(): Promise<void> {
    const rules = rulesOf(
      this.#table,
      this.#users.uids(),
      doorsOf(this.#state, (application) => this.#users.uidOf(application)),
    )
    if (this.up && rules === this.#shown) return
    try {
      await this.#load(rules)
      this.up = true
      this.#shown = rules
    } catch (error) {
      if (this.up || this.#shown === '')
        process.stderr.write(`ports are not kept apart: ${reasonOf(error)}\n`)
      this.up = false
      this.#shown = 'failed'
    }
  }

  #load(rules: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#program === undefined) return reject(new Error('nft is not installed'))
      const child = spawn(this.#program, ['-f', '-'], { stdio: ['pipe', 'ignore', 'pipe'] })
      let said = ''
      child.stderr.setEncoding('utf8').on('data', (part) => {
        said += String(part)
      })
      child.on('error', reject)
      child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`nft: ${said.slice(0, 300)}`))))
      child.stdin.on('error', () => undefined)
      child.stdin.end(rules)
    })
  }
}
