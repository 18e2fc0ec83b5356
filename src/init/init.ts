import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeLock } from '../config/lock.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Text } from '../kernel/text.ts'
import { checklistName, checklistTodo, proposedChecklist } from './checklist.ts'
import { detect } from './detect.ts'
import { notWritable } from './messages.ts'
import { type Packument, resolveRuntime, type Shipped } from './runtime.ts'
import { withCalendar } from './write.ts'

export type InitialisedFile = {
  readonly name: 'ecluse.yaml' | 'ecluse.lock' | 'release-checklist.yaml'
  /** `kept`: it was there already, and was not touched. `not-needed`: the shipped runtime is used. */
  readonly state: 'written' | 'kept' | 'not-needed'
  /** What was written, or would have been; null where there is nothing to write. */
  readonly text: string | null
}

export type Initialised = {
  readonly files: readonly InitialisedFile[]
  readonly found: readonly Text[]
  readonly guessed: readonly Text[]
  /** What has to be done before the first ship. */
  readonly todo: readonly Text[]
}

/** Never over a file that is there, whoever makes it meanwhile. Throws `not-writable`, `disk-full`. */
const writeNew = async (path: string, text: string): Promise<'written' | 'kept'> => {
  try {
    await writeFile(path, text, { flag: 'wx' })
    return 'written'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    if (code === 'EEXIST') return 'kept'
    throw new ProblemError(notWritable(path, code), error)
  }
}

/** `calendar`: the time zone of the calendar that is written, too. `checklist`: one is proposed beside it. */
export type Wishes = { readonly calendar?: string; readonly checklist?: boolean }

/**
 * `ecluse init`: writes `ecluse.yaml`, and `ecluse.lock` where the folder asks for a runtime. Everything is found out
 * before anything is written. Throws what `detect` and `resolveRuntime` throw.
 */
export const initialise = async (
  folder: string,
  shipped: Shipped,
  packument: Packument,
  { calendar, checklist = false }: Wishes = {},
): Promise<Initialised> => {
  const { written: plain, found, guessed, todo } = await detect(folder)
  const written = calendar === undefined ? plain : withCalendar(plain, calendar)
  const runtime = await resolveRuntime(folder, shipped, packument)
  const lock = runtime.lock === null ? null : writeLock(runtime.lock)
  const yaml = await writeNew(join(folder, 'ecluse.yaml'), written)
  const locking = lock === null ? 'not-needed' : await writeNew(join(folder, 'ecluse.lock'), lock)
  const list = checklist ? proposedChecklist() : null
  const listing = list === null ? null : await writeNew(join(folder, checklistName), list)
  return {
    files: [
      { name: 'ecluse.yaml', state: yaml, text: written },
      { name: 'ecluse.lock', state: locking, text: lock },
      ...(listing === null ? [] : [{ name: checklistName, state: listing, text: list }]),
    ],
    found: runtime.guessed ? found : [...found, runtime.told],
    guessed: runtime.guessed ? [...guessed, runtime.told] : guessed,
    todo: listing === 'written' ? [...todo, ...checklistTodo()] : todo,
  }
}
