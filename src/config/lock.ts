import { z } from 'zod'
import { ProblemError } from '../kernel/problem.ts'
import { problemsOf } from './issues.ts'
import { leaf } from './leaves.ts'
import { newerLock } from './messages.ts'
import { table } from './tables.ts'
import type { Lock } from './types.ts'
import { type Plain, readTree, type Source } from './yaml.ts'

/** The format that this version writes and reads. */
const format = 1

const lock = table('lock', {
  format: z.literal(format, { error: 'lock' }),
  runtime: table('lock', {
    name: z.enum(['node'], { error: 'runtime' }),
    version: leaf('version', /^\d{1,5}\.\d{1,5}\.\d{1,5}$/),
    integrity: z
      .record(leaf('integrity', /^linux-(x64|arm64)$/), leaf('integrity', /^sha512-[A-Za-z0-9+/]{86}==$/), {
        error: 'integrity',
      })
      .refine((all) => Object.keys(all).length > 0, { error: 'integrity' }),
  }),
})

const formatOf = (value: Plain): Plain | undefined =>
  typeof value === 'object' && value !== null
    ? (value as { readonly [key: string]: Plain })['format']
    : undefined

/**
 * Reads `ecluse.lock`. Throws a `ProblemError` of kind `usage` with places: `bad-lock`, `newer-lock`, or what is wrong
 * with it as a text (also a git conflict left in it).
 */
export const readLock = (source: Source): Lock => {
  const tree = readTree(source)
  if (tree.problems.length > 0) throw new ProblemError(tree.problems)
  const found = formatOf(tree.value)
  if (typeof found === 'number' && found > format)
    throw new ProblemError({ ...newerLock(found, format), place: tree.at(['format']) })
  const read = lock.safeParse(tree.value)
  if (!read.success) throw new ProblemError(problemsOf(read.error.issues, tree))
  return read.data
}

/** `ecluse.lock` as a text: the same lock always gives the same bytes. */
export const writeLock = ({ runtime }: Lock): string => {
  const integrity = Object.fromEntries(
    Object.entries(runtime.integrity).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  )
  const { name, version } = runtime
  return `${JSON.stringify({ format, runtime: { name, version, integrity } }, null, 2)}\n`
}
