import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Problem, ProblemError } from '../../kernel/problem.ts'
import { busy, damaged, diskFull, notWritable } from './messages.ts'

/** Primary result codes, https://www.sqlite.org/rescode.html. */
export const primary = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
} as const

/** The primary result code of an error of `node:sqlite`; undefined for any other error. */
export const resultCode = (error: unknown): number | undefined => {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return error.errcode & 0xff
}

const errno = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

/** SQLite answers a plain I/O error where the disk fills up under its shared memory: the disk is asked itself. */
const noSpaceLeft = (file: string): boolean => {
  try {
    const disk = statfsSync(dirname(file))
    return disk.bavail * disk.bsize < 128 * 1024
  } catch {
    return false
  }
}

const problemOf = (error: unknown, file: string): Problem | undefined => {
  const detail = error instanceof Error ? error.message : String(error)
  const system = errno(error)
  if (system === 'ENOSPC' || system === 'EDQUOT') return diskFull(file)
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOENT', 'EISDIR'].includes(system ?? ''))
    return notWritable(file, detail)
  const code = resultCode(error)
  if (code === primary.full) return diskFull(file)
  if (code === primary.ioerr || code === primary.cantopen) {
    if (noSpaceLeft(file)) return diskFull(file)
    return code === primary.cantopen ? notWritable(file, detail) : damaged(file, detail)
  }
  if (code === primary.readonly || code === primary.perm) return notWritable(file, detail)
  if (code === primary.busy || code === primary.locked) return busy(file)
  if (code === primary.corrupt || code === primary.notadb) return damaged(file, detail)
  return undefined
}

/** Turns what SQLite and the system say into a problem a person can act on; any other error stays as it is. */
export const explain = (error: unknown, file: string): unknown => {
  if (error instanceof ProblemError) return error
  const problem = problemOf(error, file)
  return problem === undefined ? error : new ProblemError(problem, error)
}

/** Runs something on the database and explains its errors. */
export const explaining = <T>(file: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw explain(error, file)
  }
}
