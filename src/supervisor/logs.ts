import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { forgetTimes, markTime, rotateTimes } from './log-times.ts'

/** A log is rotated above this many bytes: at most twice as much stands on the disk per instance. */
export const longestLog = 8 * 1_048_576
/** Logs of gone starts that are kept beside the living ones, per revision. */
const keptLogs = 20

export const openLog = (path: string): number => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  return openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o600)
}

/** Adds a line of ours to a log; one that cannot be written is left out. */
export const note = (path: string, line: string): void => {
  try {
    const file = openLog(path)
    try {
      writeSync(file, line)
    } finally {
      closeSync(file)
    }
  } catch {
    // A log is never worth the process that looks after it.
  }
}

/** The last whole lines of a log, at most `most` of them, from its last 64 KiB. */
export const lastLines = (path: string, most = 20): readonly string[] => {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return []
  }
  try {
    const size = fstatSync(file).size
    const bytes = Buffer.alloc(Math.min(size, 65_536))
    readSync(file, bytes, 0, bytes.length, size - bytes.length)
    const lines = bytes.toString('utf8').split('\n')
    if (size > bytes.length) lines.shift()
    return lines
      .filter((line) => line !== '')
      .slice(-most)
      .map((line) => line.slice(0, 2_000))
  } catch {
    return []
  } finally {
    closeSync(file)
  }
}

/**
 * Copies a log that grew too long to `LOG.1` and truncates it: its writer keeps its descriptor. What is written
 * between the two is lost, and the log then says how many bytes are unknown; all of them where the disk is full.
 * `keeps` does it with the rights of whoever has the log.
 */
export const rotate = (
  path: string,
  longest = longestLog,
  keeps: (work: () => void) => void = (work) => work(),
): void => {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  markTime(path, size, Date.now(), keeps)
  if (size > longest) keeps(() => cut(path, longest))
}

const cut = (path: string, longest: number): void => {
  try {
    const file = openLog(path)
    try {
      const copied = copyOf(path, longest)
      const unknown = fstatSync(file).size - copied
      ftruncateSync(file, 0)
      rotateTimes(path)
      if (unknown > 0)
        writeSync(file, `ecluse: ${unknown} bytes of this log are unknown: written as it was rotated\n`)
    } finally {
      closeSync(file)
    }
  } catch {
    // Tried again at the next look; a log is never worth the process that looks after it.
  }
}

/** The bytes copied: none where there is no space for a copy, or it is far too long. */
const copyOf = (path: string, longest: number): number => {
  try {
    // A writer that fast would fill the disk twice.
    if (statSync(path).size > 8 * longest) throw new RangeError('too long to copy')
    copyFileSync(path, `${path}.1`)
    return statSync(`${path}.1`).size
  } catch {
    rmSync(`${path}.1`, { force: true })
    return 0
  }
}

/** Removes the oldest logs of a folder, those of the named living starts never. */
export const pruneLogs = (folder: string, living: ReadonlySet<string>): void => {
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch {
    return
  }
  const gone = names
    .filter((name) => name.endsWith('.log') && !living.has(name.slice(0, -'.log'.length)))
    .map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.at - a.at)
  for (const { name } of gone.slice(keptLogs)) {
    rmSync(join(folder, name), { force: true })
    rmSync(join(folder, `${name}.1`), { force: true })
    forgetTimes(join(folder, name))
  }
}
