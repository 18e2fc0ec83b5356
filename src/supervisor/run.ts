import type { Run } from '../ports/supervision.ts'
import type { Context } from './context.ts'
import { InstanceLife } from './instance.ts'
import { instanceId } from './marks.ts'
import type { InstanceRecord, RunRecord } from './state.ts'
import type { Watched } from './watched.ts'

/** One run: as many instances as it wants, replaced one after the other where asked, until it is stopped. */
export class RunLife {
  readonly record: RunRecord
  readonly #context: Context
  readonly #lives = new Set<InstanceLife>()
  readonly #gone: () => void
  #rolling = false
  #ending = false

  /** `gone` is called when the run was stopped and nothing of it is left. */
  constructor(context: Context, record: RunRecord, gone: () => void) {
    this.#context = context
    this.record = record
    this.#gone = gone
  }

  /** Takes over an instance of an earlier life of the supervisor; without a process it is started anew. */
  take(record: InstanceRecord, watched: Watched | null): void {
    const wasRetiring = record.phase === 'draining' || record.phase === 'stopping'
    if (wasRetiring && watched === null) {
      this.record.instances = this.record.instances.filter((other) => other !== record)
      return
    }
    if (record.phase === 'draining') record.phase = 'up'
    this.#watch(new InstanceLife(this.#context, this.record, record, watched))
  }

  /** Starts what is missing, retires what is too many, goes on replacing. */
  reconcile(): void {
    if (this.#ending) return
    if (this.record.stopping) {
      for (const life of this.#lives) life.retire()
      this.#checkGone()
      return
    }
    for (let index = 0; index < this.record.spec.instances; index += 1) {
      const there = this.#at(index)
      if (!there.some((life) => !life.retiring) && !there.some((life) => life.keep())) this.#add(index)
    }
    for (const life of this.#lives) if (life.record.index >= this.record.spec.instances) life.retire()
    void this.#roll()
  }

  /** Ends every instance at once, without draining; the record stays, so that the next supervisor starts them. */
  async end(): Promise<void> {
    this.#ending = true
    for (const life of this.#lives) life.end()
    await Promise.all([...this.#lives].map((life) => life.gone))
  }

  drained(id: string): void {
    for (const life of this.#lives) if (life.record.id === id) life.drained()
  }

  list(): Run {
    const { key, generation, spec, crashes, lastCrash } = this.record
    return {
      key,
      generation,
      value: this.#value(),
      spec,
      inner: this.#context.keeper.state.inner[key] ?? 0,
      instances: [...this.#lives].map((life) => life.list()),
      crashes,
      ...(lastCrash === undefined ? {} : { lastCrash }),
    }
  }

  /** Each index counts by the best of its instances: a replacement that is not ready yet takes nothing away. */
  #value(): Run['value'] {
    if (this.record.stopping) return 'stopping'
    let value: Run['value'] = 'ready'
    for (let index = 0; index < this.record.spec.instances; index += 1) {
      const lives = this.#at(index).filter((life) => !life.retiring)
      if (lives.some((life) => life.record.served && !life.failed)) continue
      if (lives.length > 0 && lives.every((life) => life.failed)) return 'failed'
      value = 'starting'
    }
    return value
  }

  #add(index: number): InstanceLife {
    const record: InstanceRecord = {
      id: instanceId(this.record.key, index, 0),
      start: 0,
      index,
      port: null,
      process: null,
      phase: 'intended',
      failures: 0,
      ready: false,
      served: false,
      since: this.#context.now(),
    }
    this.record.instances.push(record)
    return this.#watch(new InstanceLife(this.#context, this.record, record, null))
  }

  #watch(life: InstanceLife): InstanceLife {
    this.#lives.add(life)
    void life.gone.then(() => {
      this.#lives.delete(life)
      this.record.instances = this.record.instances.filter((record) => record !== life.record)
      this.#context.keeper.save()
      this.#checkGone()
    })
    return life
  }

  #checkGone(): void {
    if (this.record.stopping && !this.#ending && this.#lives.size === 0) this.#gone()
  }

  #at(index: number): readonly InstanceLife[] {
    return [...this.#lives].filter((life) => life.record.index === index)
  }

  /** Replaces the instances of old starts: the new one is ready before the old one drains. Never gives up. */
  async #roll(): Promise<void> {
    if (this.#rolling) return
    this.#rolling = true
    for (let old = this.#oldest(); old !== undefined; old = this.#oldest()) {
      // Of an exclusive one never two: the old one ends first.
      if (this.record.spec.exclusive === true) {
        old.retire()
        await old.gone
        if (!this.record.stopping && !this.#ending) this.#replacementOf(old)
        continue
      }
      const replacement = this.#replacementOf(old)
      if (old.record.ready && !(await replacement.settled())) continue
      if (this.record.stopping || this.#ending) break
      old.retire()
      await old.gone
    }
    this.#rolling = false
    this.#onePerIndex()
  }

  #isOld(life: InstanceLife): boolean {
    return life.record.start > 0 && life.record.start <= this.record.replaceUpTo
  }

  #oldest(): InstanceLife | undefined {
    if (this.record.stopping || this.#ending) return undefined
    return [...this.#lives].find((life) => !life.retiring && this.#isOld(life))
  }

  #replacementOf(old: InstanceLife): InstanceLife {
    const { index } = old.record
    return this.#at(index).find((life) => !life.retiring && !this.#isOld(life)) ?? this.#add(index)
  }

  /** An old instance that crashed while it was being replaced started anew, and is one too many. */
  #onePerIndex(): void {
    if (this.record.stopping || this.#ending) return
    for (let index = 0; index < this.record.spec.instances; index += 1) {
      const lives = this.#at(index).filter((life) => !life.retiring)
      const stays = lives.find((life) => life.record.ready) ?? lives[0]
      for (const life of lives) if (life !== stays) life.retire()
    }
  }
}
