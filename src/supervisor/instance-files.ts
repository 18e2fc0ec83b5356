import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runFolder } from '../folder/layout.ts'
import type { Language } from '../kernel/text.ts'
import type { ApplicationUser } from '../ports/supervision.ts'
import { hideSecrets } from '../secrets/open.ts'
import type { Context } from './context.ts'
import { lastLines, longestLog, note, pruneLogs, rotate } from './logs.ts'
import { instanceName } from './marks.ts'
import { didNotStop } from './messages-checks.ts'
import { as, makeTemporary, removeTemporary } from './privileges.ts'
import type { InstanceRecord, RunRecord } from './state.ts'

/** What one instance leaves on the disk: its log, which is ours, and its temporary folder, which is its user's. */
export class InstanceFiles {
  readonly #context: Context
  readonly #run: RunRecord
  readonly #record: InstanceRecord

  constructor(context: Context, run: RunRecord, record: InstanceRecord) {
    this.#context = context
    this.#run = run
    this.#record = record
  }

  get log(): string {
    return join(this.#run.spec.logs, `${instanceName(this.#record.id)}.log`)
  }

  /** Once more when nothing is written any more: the last lines get their time. */
  rotate(): void {
    rotate(this.log, longestLog, this.#keeps)
  }

  /** It did not end in its time: it is killed, and its log says so, where people look for what it did last. */
  late(asked: string, kill: () => Promise<void>): void {
    const { code, message, expected, todo } = didNotStop(asked, this.#run.spec.times.stop)
    const line = (language: Language): string =>
      `ecluse: ${code}: ${[message, expected, todo].flatMap((text) => text?.[language] ?? []).join('; ')}\n`
    this.#keeps(() => note(this.log, line('en') + line('fr')))
    void kill()
  }

  /** Without secrets: they stand in the list, in the state, and in what people are told. */
  lastLines(): readonly string[] {
    const said = this.#keeps(() => lastLines(this.log))
    return hideSecrets(this.#context.folder, this.#run.spec.secrets, said)
  }

  /** Makes the temporary folder; `user`: whose code it is, null where that is ours. */
  makeTemporary(user: ApplicationUser | null): string {
    if (user !== null) {
      this.#record.temporary = makeTemporary(this.#context.folder, user)
      return this.#record.temporary
    }
    mkdirSync(this.#temporary(), { recursive: true, mode: 0o700 })
    return this.#temporary()
  }

  /** Of the logs, those of living starts and the newest others stay. */
  remove(): void {
    if (this.#record.temporary !== undefined) removeTemporary(this.#record.temporary)
    else void rm(this.#temporary(), { recursive: true, force: true }).catch(() => undefined)
    const living = new Set(this.#run.instances.map((record) => instanceName(record.id)))
    this.#keeps(() => pruneLogs(this.#run.spec.logs, living))
  }

  #temporary(): string {
    return join(runFolder(this.#context.folder, this.#run.key).tmp, instanceName(this.#record.id))
  }

  /** In folders of our own account everything happens with its rights. */
  readonly #keeps = <T>(work: () => T): T => as(this.#context.users?.own() ?? null, work)
}
