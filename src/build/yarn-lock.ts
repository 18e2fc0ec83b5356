import { otherLock, unreadableLock } from './lock-messages.ts'
import type { Integrity } from './sri.ts'

/** One package of yarn.lock: what several requests (`name@range`) were given. */
export type YarnEntry = {
  readonly patterns: readonly string[]
  readonly version: string
  readonly resolved: string | null
  readonly integrity: string
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

/** yarn.lock of yarn 1, by request. */
export type YarnLock = { readonly file: string; readonly entries: ReadonlyMap<string, YarnEntry> }

type Draft = { -readonly [Key in keyof YarnEntry]: YarnEntry[Key] } & {
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}

/** A word as yarn writes it: bare, or between quotes as JSON has them. */
const word = /"(?:[^"\\]|\\.)*"|[^\s",:][^\s",]*?(?=[\s,]|:?$)/y

const plain = (token: string): string | null => {
  if (!token.startsWith('"')) return token
  try {
    return String(JSON.parse(token))
  } catch {
    return null
  }
}

/** The words of a line with one kind of mark between them; null where it is written otherwise. */
const words = (line: string, between: RegExp): readonly string[] | null => {
  const found: string[] = []
  let at = 0
  while (at < line.length) {
    word.lastIndex = at
    const token = word.exec(line)?.[0]
    const value = token === undefined ? null : plain(token)
    if (token === undefined || value === null) return null
    found.push(value)
    at += token.length
    between.lastIndex = at
    const gap = between.exec(line)?.[0] ?? ''
    if (gap === '' && at < line.length) return null
    at += gap.length
  }
  return found
}

const comma = /, */y
const space = / +/y

const lists = ['dependencies', 'optionalDependencies'] as const

/** Reads yarn.lock of version 1 as yarn writes it. Throws `yarn-berry-lockfile`, `bad-lockfile` with the place. */
export const parseYarnLock = (text: string, file: string): YarnLock => {
  if (/^__metadata:/m.test(text)) throw otherLock(file, 'yarn-berry')
  const entries = new Map<string, YarnEntry>()
  let entry: Draft | null = null
  let list: Record<string, string> | null = null
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const indent = line.length - line.trimStart().length
    const bad = () => unreadableLock(file, { line: index + 1, column: indent + 1 }, 'yarn')
    const rest = line.slice(indent).trimEnd()
    if (indent === 0) {
      const patterns: readonly string[] | null = rest.endsWith(':') ? words(rest.slice(0, -1), comma) : null
      if (patterns === null || patterns.length === 0) throw bad()
      entry = {
        patterns,
        version: '',
        resolved: null,
        integrity: '',
        dependencies: {},
        optionalDependencies: {},
      }
      list = null
      for (const pattern of patterns) entries.set(pattern, entry)
      continue
    }
    if (entry === null) throw bad()
    if (indent === 2 && rest.endsWith(':')) {
      const name = lists.find((one) => rest === `${one}:`)
      // Lists of other names (`prebuiltVariants`) say nothing of where things stand.
      list = name === undefined ? {} : entry[name]
      continue
    }
    const [name, value, ...more] = words(rest, space) ?? []
    if (name === undefined || value === undefined || more.length > 0) throw bad()
    if (indent === 4 && list !== null) list[name] = value
    else if (indent !== 2) throw bad()
    else if (name === 'version') entry.version = value
    else if (name === 'resolved') entry.resolved = value
    else if (name === 'integrity') entry.integrity = value
  }
  return { file, entries }
}

/** `name@range` taken apart: the name may begin with `@`. */
export const parsePattern = (pattern: string): { readonly name: string; readonly range: string } => {
  const at = pattern.indexOf('@', 1)
  return at === -1
    ? { name: pattern, range: '' }
    : { name: pattern.slice(0, at), range: pattern.slice(at + 1) }
}

/** The name that the registry knows a request's package by: `other@npm:name@range` is `name`. */
export const registryName = (pattern: string): string => {
  const { name, range } = parsePattern(pattern)
  return range.startsWith('npm:') ? parsePattern(range.slice('npm:'.length)).name : name
}

/** The hash that yarn before 1.10 wrote behind the address of an archive, or nothing. */
export const hashInAddress = (resolved: string): Integrity | null => {
  const hex = /^(?:https?:\/\/|file:)[^#]*\.(?:tgz|tar\.gz)#([0-9a-f]{40})$/.exec(resolved)?.[1]
  return hex === undefined ? null : { algorithm: 'sha1', hex }
}
