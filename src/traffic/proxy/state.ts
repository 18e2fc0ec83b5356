import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from '../../folder/durable.ts'
import { ProblemError } from '../../kernel/problem.ts'
import type { EnvironmentKey, Maintenance, Split } from '../../ports/router.ts'
import { damagedState, newerState } from './messages.ts'

const format = 1

/** All that the data plane must not lose. */
export type ProxyState = {
  /** Of the machine, when it was written: processes and ports of another boot are no more. */
  readonly bootId: string
  readonly splits: Readonly<Record<EnvironmentKey, Split>>
  /** Highest generation seen per environment, also of those that were taken away. */
  readonly fences: Readonly<Record<EnvironmentKey, number>>
  /** The last word on maintenance, per environment; files of before there was any have none. */
  readonly maintenance?: Readonly<Record<EnvironmentKey, Maintenance>>
}

export const readBootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** The one file of the state, replaced whole. */
export class StateFile {
  readonly #path: string

  constructor(folder: string) {
    this.#path = join(folder, 'state.json')
  }

  /** Undefined where there is none yet. Throws `damaged-state`, `newer-state`. */
  read(): ProxyState | undefined {
    let words: string
    try {
      words = readFileSync(this.#path, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
    let read: Partial<ProxyState & { format: number }> | null
    try {
      read = JSON.parse(words) as Partial<ProxyState & { format: number }> | null
    } catch (error) {
      throw new ProblemError(damagedState(this.#path), error)
    }
    if (typeof read?.format === 'number' && read.format > format) {
      throw new ProblemError(newerState(this.#path, read.format))
    }
    if (read?.format !== format || read.bootId === undefined || !read.splits || !read.fences) {
      throw new ProblemError(damagedState(this.#path))
    }
    const { bootId, splits, fences, maintenance = {} } = read
    return { bootId, splits, fences, maintenance }
  }

  /** Answers when it is durable. Throws `disk-full`, `not-writable`; the state before then still stands. */
  write(state: ProxyState): Promise<void> {
    return writeDurably(this.#path, JSON.stringify({ format, ...state }))
  }
}
