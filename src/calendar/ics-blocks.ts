import { ProblemError } from '../kernel/problem.ts'
import * as say from './holiday-problems.ts'

/** One component of the file, whole, with where it and its lines stand. */
export type Block = {
  readonly name: string
  readonly line: number
  /** The components inside included. */
  readonly text: string
  /** Line of each property's first occurrence, by lower-case name. */
  readonly lines: ReadonlyMap<string, number>
}

/** A text, and what its problems call it. */
export type HolidaySource = { readonly file: string; readonly text: string }

const mostBytes = 2_097_152
const mostEvents = 5_000
const mostNested = 8
const wanted = new Set(['VEVENT', 'VTIMEZONE'])

type Open = { readonly name: string; readonly line: number }
type Line = { readonly text: string; readonly line: number; readonly more: readonly string[] }

/** Lines with their continuations, which begin with a blank. */
const linesOf = (text: string): readonly Line[] => {
  const found: { text: string; line: number; more: string[] }[] = []
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const last = found.at(-1)
    if (/^[ \t]/.test(raw) && last !== undefined) last.more.push(raw)
    else if (raw.trim() !== '') found.push({ text: raw, line: index + 1, more: [] })
  }
  return found
}

/**
 * Cuts a file into its events and time zones. Throws `ProblemError`s with file and line: for what is no calendar, is
 * cut short, has its parts out of order, or is larger than a list of holidays ever is.
 */
export const blocksOf = ({ file, text }: HolidaySource): readonly Block[] => {
  const fail = (said: Parameters<typeof say.at>[0], line: number, column = 1): never => {
    throw new ProblemError(say.at(said, { file, line, column }))
  }
  if (text.length > mostBytes) fail(say.tooLarge(mostBytes), 1)
  const lines = linesOf(text)
  const open: Open[] = []
  const blocks: Block[] = []
  let parts: string[] = []
  let names = new Map<string, number>()
  for (const { text: raw, line, more } of lines) {
    const [, name = '', marks = ''] = /^([A-Za-z0-9-]+)([:;])/.exec(raw) ?? []
    if (marks === '' || !raw.includes(':')) fail(open.length === 0 ? say.noCalendar : say.badLine(''), line)
    const value = raw
      .slice(raw.indexOf(':') + 1)
      .trim()
      .toUpperCase()
    const kind = name.toUpperCase()
    if (open.length === 0 && !(kind === 'BEGIN' && value === 'VCALENDAR')) fail(say.noCalendar, line)
    const depth = open.length
    if (kind === 'BEGIN') {
      if (depth >= mostNested) fail(say.badLine(''), line)
      open.push({ name: value, line })
      if (depth === 1) [parts, names] = [[], new Map()]
    }
    parts.push(raw, ...more)
    if (open.length === 2 && !names.has(name.toLowerCase())) names.set(name.toLowerCase(), line)
    if (kind !== 'END') continue
    const last = open.pop()
    if (last?.name !== value)
      fail(last === undefined ? say.unopened(value) : say.unclosed(last.name), last?.line ?? line)
    if (open.length === 1 && last !== undefined && wanted.has(value))
      blocks.push({ name: value, line: last.line, text: parts.join('\r\n'), lines: names })
    if (blocks.length > mostEvents) fail(say.tooMany(mostEvents), line)
  }
  const last = open.at(-1)
  if (last !== undefined) fail(say.unclosed(last.name), last.line)
  if (lines.length === 0) fail(say.noCalendar, 1)
  return blocks
}
