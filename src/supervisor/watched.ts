import type { ChildProcess } from 'node:child_process'
import { isAlive, type ProcessId, statOf } from './proc.ts'

/** How a process ended. `known` is false for one that ended while nobody of ours was its parent. */
export type Exit = { readonly code: number | null; readonly signal: string | null; readonly known: boolean }

/** A process under watch, a child or an adopted one. `ended` resolves once. */
export type Watched = { readonly id: ProcessId; readonly ended: Promise<Exit> }

/** How often adopted processes are looked at, in milliseconds. */
const lookEvery = 200

export const watchChild = (child: ChildProcess, pid: number): Watched => {
  // Not yet reaped (that takes a turn of the event loop), so /proc still has it, at worst as a zombie.
  const start = statOf(pid)?.start ?? 0
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, known: true }))
  })
  return { id: { pid, start }, ended }
}

/** Watches a process that another supervisor started: it cannot be waited for, only looked at. */
export const adopt = (id: ProcessId): Watched => {
  const ended = new Promise<Exit>((resolve) => {
    const look = (): void => {
      if (isAlive(id)) setTimeout(look, lookEvery).unref()
      else resolve({ code: null, signal: null, known: false })
    }
    look()
  })
  return { id, ended }
}
