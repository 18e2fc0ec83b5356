import { staysInside } from '../../images/links.ts'
import type { ProblemError } from '../../kernel/problem.ts'
import {
  fileTooLarge,
  linkLeaves,
  submodule,
  together,
  treeTooLarge,
  treeTooMany,
  unsafePath,
} from './messages.ts'

/**
 * One entry of a git tree. `path` holds the bytes of the name, one byte a character (latin1), because git's names
 * are bytes, not text. `size` in bytes, of files and links alone.
 */
export type TreeEntry = {
  readonly path: string
  readonly kind: 'file' | 'program' | 'link' | 'folder' | 'submodule'
  readonly object: string
  readonly size: number
}

export type TreeLimits = {
  /** Bytes of one file. */
  readonly file: number
  /** Bytes of all files together. */
  readonly total: number
  readonly entries: number
}

export const treeLimits: TreeLimits = { file: 256 * 1_048_576, total: 2_048 * 1_048_576, entries: 200_000 }

/** A name's bytes as text for people: UTF-8 where it is that, control characters shown as `?`. */
export const shown = (path: string): string => {
  const decoded = Buffer.from(path, 'latin1').toString('utf8')
  return [...decoded].map((c) => ((c.codePointAt(0) ?? 0) < 32 || c === '\x7f' ? '?' : c)).join('')
}

const kindOf = (mode: string): TreeEntry['kind'] => {
  if (mode === '160000') return 'submodule'
  if (mode === '120000') return 'link'
  if (mode === '040000') return 'folder'
  return (Number.parseInt(mode, 8) & 0o100) === 0 ? 'file' : 'program'
}

/** Reads `git ls-tree -z -r -t -l`: `MODE SP TYPE SP OBJECT SP* SIZE TAB PATH NUL`. */
export const parseTree = (listing: Uint8Array): readonly TreeEntry[] =>
  Buffer.from(listing)
    .toString('latin1')
    .split('\0')
    .flatMap((line) => {
      const found = /^(\d{6}) \w+ ([0-9a-f]{40,64}) +(-|\d+)\t(.*)$/s.exec(line)
      if (found === null) return []
      const [, mode = '', object = '', size = '-', path = ''] = found
      return [{ path, kind: kindOf(mode), object, size: size === '-' ? 0 : Number(size) }]
    })

const unsafeName = (path: string): boolean =>
  path.split('/').some((part) => part === '' || part === '.' || part === '..' || /^\.git[ .]*$/i.test(part))

/**
 * Refuses what no build may take in: submodules, names that leave the tree, files beyond the limits, links that
 * lead out. `targets` gives the target of every link by its path. Throws a `ProblemError` naming the first ten.
 */
export const checkTree = (
  entries: readonly TreeEntry[],
  targets: ReadonlyMap<string, string>,
  limits: TreeLimits,
): void => {
  if (entries.length > limits.entries) throw treeTooMany(limits.entries)
  const refused: ProblemError[] = []
  let total = 0
  for (const { path, kind, size } of entries) {
    if (unsafeName(path)) refused.push(unsafePath(shown(path)))
    if (kind === 'submodule') refused.push(submodule(shown(path)))
    if (kind === 'link' && !(targets.has(path) && staysInside(targets, path)))
      refused.push(linkLeaves(shown(path), shown(targets.get(path) ?? '')))
    if (size > limits.file) refused.push(fileTooLarge(shown(path), size, limits.file))
    total += size
  }
  if (refused.length > 0) throw together(refused)
  if (total > limits.total) throw treeTooLarge(limits.total)
}
