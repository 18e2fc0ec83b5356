import type { Context } from './context.ts'
import { environmentOf } from './environment.ts'
import type { InstanceFiles } from './instance-files.ts'
import { applicationOf } from './marks.ts'
import type { Command } from './spawn.ts'
import type { InstanceRecord, RunRecord } from './state.ts'

/** Commands of one instance: in its folder, with its variables, as its user. */
export class InstanceCommands {
  readonly #context: Context
  readonly #run: RunRecord
  readonly #record: InstanceRecord
  readonly #files: InstanceFiles
  /** Of the start that this supervisor made; an adopted one is asked about from its folder. */
  #temporary: string | null = null

  constructor(context: Context, run: RunRecord, record: InstanceRecord, files: InstanceFiles) {
    this.#context = context
    this.#run = run
    this.#record = record
    this.#files = files
  }

  /** What starts it, with a temporary folder of its own. */
  async start(): Promise<Command> {
    const user = this.#context.users?.of(applicationOf(this.#run.key)) ?? null
    this.#temporary = this.#files.makeTemporary(user)
    return this.of(this.#run.spec.argv)
  }

  /** Another command in the same place. */
  async of(argv: readonly string[]): Promise<Command> {
    const { folder, users } = this.#context
    const { cwd } = this.#run.spec
    const given = {
      root: folder.root,
      id: this.#record.id,
      port: this.#record.port ?? 0,
      temporary: this.#temporary ?? this.#record.temporary ?? cwd,
    }
    return {
      argv,
      cwd,
      environment: environmentOf(this.#run.spec, await this.#addresses(), given),
      log: this.#files.log,
      user: users?.of(applicationOf(this.#run.key)) ?? null,
      keeper: users?.own() ?? null,
    }
  }

  async #addresses(): Promise<Readonly<Record<string, number>>> {
    const entries = Object.entries(this.#run.spec.addresses)
    const ports = await Promise.all(entries.map(([, key]) => this.#context.holder.reserve(key)))
    return Object.fromEntries(entries.map(([name], at) => [name, ports[at] ?? 0]))
  }
}
