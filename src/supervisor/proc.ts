import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { folderMark, instanceMark } from './marks.ts'

/** A process that cannot be mistaken for another: its number and its start, in clock ticks since the boot. */
export type ProcessId = { readonly pid: number; readonly start: number }

export type Stat = ProcessId & {
  readonly zombie: boolean
  /** By a signal: it does nothing until it is continued. */
  readonly stopped: boolean
  readonly parent: number
  readonly group: number
  readonly session: number
}

/**
 * Of a file in /proc that is known to be short; undefined where it is not there. They say that they are empty, so that
 * reading one in the usual way takes 64 KiB each time: hundreds of processes are looked at.
 */
const shortFile = (path: string): string | undefined => {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    return shortBuffer.toString('latin1', 0, readSync(file, shortBuffer, 0, shortBuffer.length, 0))
  } catch {
    // It ended meanwhile.
    return undefined
  } finally {
    closeSync(file)
  }
}
const shortBuffer = Buffer.alloc(4_096)

/** /proc/PID/stat (proc(5)); undefined when there is no such process. */
export const statOf = (pid: number): Stat | undefined => {
  const words = shortFile(`/proc/${pid}/stat`)
  return words === undefined ? undefined : readStat(pid, words)
}

/** The same of one process, again and again: its file stays open, and says nothing any more once it has ended. */
export class StatFile {
  readonly #pid: number
  #file: number | undefined

  constructor(pid: number) {
    this.#pid = pid
  }

  read(): Stat | undefined {
    try {
      this.#file ??= openSync(`/proc/${this.#pid}/stat`, 'r')
      const length = readSync(this.#file, shortBuffer, 0, shortBuffer.length, 0)
      return length === 0 ? undefined : readStat(this.#pid, shortBuffer.toString('latin1', 0, length))
    } catch {
      return undefined
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
  }
}

const readStat = (pid: number, words: string): Stat => {
  // The command stands in parentheses and may itself hold spaces and parentheses.
  const fields = words.slice(words.lastIndexOf(')') + 2).split(' ')
  const number = (nth: number) => Number(fields[nth - 3])
  const state = fields[0]
  return {
    pid,
    start: number(22),
    zombie: state === 'Z' || state === 'X',
    stopped: state === 'T',
    parent: number(4),
    group: number(5),
    session: number(6),
  }
}

/** Alive: in /proc, with the right start, and not a zombie. */
export const isAlive = (process: ProcessId): boolean => {
  const stat = statOf(process.pid)
  return stat !== undefined && stat.start === process.start && !stat.zombie
}

export const everyPid = (): readonly number[] =>
  readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))

export type Marked = Stat & { readonly instance: string }

/** Every living process that carries the mark of a data folder, this one left out. */
export const markedProcesses = (root: string): readonly Marked[] =>
  everyPid().flatMap((pid) => {
    if (pid === process.pid) return []
    const instance = markOf(pid, root)
    const stat = instance === undefined ? undefined : statOf(pid)
    return instance === undefined || stat === undefined || stat.zombie ? [] : [{ ...stat, instance }]
  })

/**
 * Whom a mark is believed of, by the user that its process runs as: anybody can write into its own environment that it
 * is our data plane, or an instance of another application.
 */
type Belief = (instance: string, uid: number) => boolean
const beliefs = new Map<string, Belief>()

export const believe = (root: string, belief: Belief): void => void beliefs.set(root, belief)

/** Which instance of a data folder a process says it belongs to; undefined for others and for other users' ones. */
export const markOf = (pid: number, root: string): string | undefined => {
  const words = environOf(pid)
  if (variableIn(words, folderMark) !== root) return undefined
  const instance = variableIn(words, instanceMark)
  const belief = beliefs.get(root)
  if (instance === undefined || belief === undefined) return instance
  return belief(instance, userOf(pid)) ? instance : undefined
}

/** Effective user of a process, -1 where it is gone. Its folder's owner is not that: a process can make it root's. */
const userOf = (pid: number): number => {
  try {
    const words = readFileSync(`/proc/${pid}/status`, 'latin1')
    return Number(/^Uid:\t\d+\t(\d+)/m.exec(words)?.[1] ?? -1)
  } catch {
    return -1
  }
}

/** The data folder whose mark a process carries. */
export const folderMarkOf = (pid: number): string | undefined => variableIn(environOf(pid), folderMark)

const environOf = (pid: number): string => {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'utf8')}\0`
  } catch {
    return ''
  }
}

const variableIn = (words: string, name: string): string | undefined => {
  const from = words.indexOf(`\0${name}=`)
  if (from < 0) return undefined
  const start = from + name.length + 2
  return words.slice(start, words.indexOf('\0', start))
}

/** Changes with every boot of the machine: process numbers of another boot mean nothing. */
export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
