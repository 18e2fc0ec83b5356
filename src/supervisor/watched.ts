import type { ChildProcess } from 'node:child_process'
import { isAlive, type ProcessId, statOf } from './proc.ts'

/** How a process ended. `known` is false for one that ended while nobody of ours was its parent. */
export type Exit = { readonly code: number | null; readonly signal: string | null; readonly known: boolean }

/** A process under watch, a child or an adopted one. `ended` resolves once. */
export type Watched = { readonly id: ProcessId; readonly ended: Promise<Exit> }

/** How often adopted processes are looked at, in milliseconds. */
const lookEvery = 200
/** Of those milliseconds, one adopted process. */
const eachTakes = 10

export const watchChild = (child: ChildProcess, pid: number): Watched => {
  // Not yet reaped (that takes a turn of the event loop), so /proc still has it, at worst as a zombie.
  const start = statOf(pid)?.start ?? 0
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, known: true }))
  })
  return { id: { pid, start }, ended }
}

/** Adopted processes, and whom to tell of their end. */
const adopted = new Set<{ readonly id: ProcessId; readonly end: (exit: Exit) => void }>()
const look = (): void => {
  for (const one of adopted) {
    if (isAlive(one.id)) continue
    adopted.delete(one)
    one.end({ code: null, signal: null, known: false })
  }
  // Each look is a read in /proc: many are looked at less often.
  if (adopted.size > 0) setTimeout(look, Math.max(lookEvery, adopted.size * eachTakes)).unref()
}

/** Watches a process that another supervisor started: it cannot be waited for, only looked at. */
export const adopt = (id: ProcessId): Watched => {
  if (!isAlive(id)) return { id, ended: Promise.resolve({ code: null, signal: null, known: false }) }
  const ended = new Promise<Exit>((resolve) => {
    const isFirst = adopted.size === 0
    adopted.add({ id, end: resolve })
    if (isFirst) setTimeout(look, lookEvery).unref()
  })
  return { id, ended }
}
