import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurablySync } from '../folder/durable.ts'
import { ProblemError } from '../kernel/problem.ts'
import { damagedState, newerState } from './messages.ts'
import { bootId } from './proc.ts'
import { emptyState, type State } from './state.ts'

export const stateFile = (supervisorFolder: string): string => join(supervisorFolder, 'state.json')

/** How long until a state that could not be written (a full disk) is written again, in milliseconds. */
const againAfter = 1_000

/** Reads the state of a folder; undefined where there is none. Throws `damaged-state`, `newer-state`. */
export const readState = (supervisorFolder: string): State | undefined => {
  const file = stateFile(supervisorFolder)
  let words: string
  try {
    words = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  let state: State
  try {
    state = JSON.parse(words) as State
  } catch (error) {
    throw new ProblemError(damagedState(file), error)
  }
  if (state.version !== 1) throw new ProblemError(newerState(file, state.version))
  return state
}

/** Whether everything of this folder was stopped on purpose; false where that cannot be read. */
export const stoppedOnPurpose = (supervisorFolder: string): boolean => {
  try {
    return readState(supervisorFolder)?.stopped === true
  } catch {
    return false
  }
}

/** Keeps the state durable. `changed` hears of every change, saved or not. */
export class Keeper {
  readonly state: State
  readonly #file: string
  readonly #changed: () => void
  #again: NodeJS.Timeout | null = null

  constructor(supervisorFolder: string, changed: () => void) {
    this.#file = stateFile(supervisorFolder)
    this.#changed = changed
    this.state = readState(supervisorFolder) ?? emptyState(bootId(), true)
  }

  /** Applies a request's change and answers when it is durable; where it cannot be, undoes it and throws why. */
  request(apply: () => () => void): void {
    const undo = apply()
    try {
      this.#write()
    } catch (error) {
      undo()
      throw error
    }
    this.#changed()
  }

  /**
   * Saves what happened by itself. A full disk must not stop a restart of what crashed: its mark in /proc finds it
   * without a record, and the write is tried again until it succeeds.
   */
  save(): void {
    this.#changed()
    try {
      this.#write()
    } catch {
      this.#again ??= setTimeout(() => {
        this.#again = null
        this.save()
      }, againAfter).unref()
    }
  }

  #write(): void {
    writeDurablySync(this.#file, JSON.stringify(this.state))
    if (this.#again !== null) clearTimeout(this.#again)
    this.#again = null
  }
}
