import type { Language } from '../kernel/text.ts'
import { sectionOf, type Wanted } from './changelog-section.ts'

/** How versions are headed in a file, taken from the newest of them. */
export type Style = {
  readonly level: number
  readonly setext: '=' | '-' | null
  readonly brackets: boolean
  readonly letter: 'v' | ''
  readonly date: 'dash' | 'parentheses' | 'none'
  /** Keep a Changelog: its own headings, and only what is notable. */
  readonly keep: boolean
}

export type Inserted = {
  /** `there`: the version stands in it already, and nothing was touched. */
  readonly state: 'made' | 'inserted' | 'there'
  readonly text: string
}

/** As https://keepachangelog.com has it, which is the style of a file that has none. */
const usual: Style = {
  level: 2,
  setext: null,
  brackets: true,
  letter: '',
  date: 'dash',
  keep: false,
}

const versionIn =
  /^(?:version\s+|release\s+)?(?<open>\[)?(?:[\w@/.-]+@)?(?<letter>v)?(?<version>\d+\.\d+(?:\.\d+)*(?:[-+][\w.+-]+)?|\d+(?=\]?(?:\s|$)))\]?/iu

type Heading = {
  readonly line: number
  readonly level: number
  readonly setext: Style['setext']
  readonly text: string
}

/** Headings outside of code and comments. */
const headingsOf = (lines: readonly string[]): readonly Heading[] => {
  const found: Heading[] = []
  let fence: string | null = null
  let comment = false
  for (const [line, text] of lines.entries()) {
    const marks = /^ {0,3}(?<marks>`{3,}|~{3,})/u.exec(text)?.groups?.['marks']
    if (fence !== null) {
      if (marks?.startsWith(fence) === true) fence = null
      continue
    }
    if (marks !== undefined) {
      fence = marks
      continue
    }
    if (comment || text.trimStart().startsWith('<!--')) {
      comment = !text.includes('-->')
      continue
    }
    const atx = /^ {0,3}(?<marks>#{1,6})\s+(?<words>.*?)(?:\s+#+)?\s*$/u.exec(text)?.groups
    if (atx?.['marks'] !== undefined)
      found.push({ line, level: atx['marks'].length, setext: null, text: atx['words'] ?? '' })
    const under = /^ {0,3}(?<mark>=|-)\k<mark>{2,}\s*$/u.exec(text)?.groups?.['mark']
    const over = lines[line - 1] ?? ''
    if (under !== undefined && over.trim() !== '' && !/^\s*(?:[#>|-]|\d+[.)]\s)/u.test(over))
      found.push({
        line: line - 1,
        level: under === '=' ? 1 : 2,
        setext: under === '=' ? '=' : '-',
        text: over.trim(),
      })
  }
  return found
}

const bareVersion = (name: string): string => name.replace(/^(?:.*@)?v(?=\d)/iu, '').toLowerCase()

const styleOf = ({ level, setext, text }: Heading, whole: string): Style => {
  const groups = versionIn.exec(text)?.groups
  return {
    level,
    setext,
    brackets: groups?.['open'] !== undefined,
    letter: groups?.['letter'] === undefined ? '' : 'v',
    date: /\(\d{4}-\d{2}-\d{2}\)/u.test(text)
      ? 'parentheses'
      : /\d{4}-\d{2}-\d{2}/u.test(text)
        ? 'dash'
        : 'none',
    keep: isKept(whole),
  }
}

const isKept = (text: string): boolean =>
  /keepachangelog\.com/iu.test(text) ||
  /^#{3,4} (?:Added|Changed|Fixed|Removed|Deprecated|Ajouté|Modifié|Corrigé|Supprimé)\s*$/mu.test(text)

const isOpen = ({ text }: Heading): boolean =>
  /^\[?(?:unreleased|non publié|à venir|next|upcoming)\]?/iu.test(text)

const titles: Readonly<Record<Language, string>> = { en: 'Changelog', fr: 'Journal des modifications' }

/** Where a section belongs that no version stands above: below the title and its words, above links and the end. */
const placeWithout = (lines: readonly string[], headings: readonly Heading[]): number => {
  const open = headings.find(isOpen)
  const [first] = headings
  const from = open?.line ?? (first?.level === 1 ? first.line : -1)
  const next = headings.find(({ line, level }) => line > from && (open === undefined || level <= open.level))
  if (next !== undefined) return next.line
  const links = lines.findIndex((line, at) => at > from && /^\[[^\]]+\]:\s/u.test(line))
  if (links >= 0) return links
  let end = lines.length
  while (end > 0 && (lines[end - 1] ?? '').trim() === '') end -= 1
  return from < 0 ? 0 : end
}

/** The same place, after what stands above has ended with an empty line. */
const join = (before: string, section: string, after: string, newline: string): string => {
  const gap =
    before === '' || before === '\ufeff' || before.endsWith(newline + newline)
      ? ''
      : before.endsWith(newline)
        ? newline
        : newline + newline
  return `${before}${gap}${section}${after === '' ? newline : newline + newline}${after}`
}

/**
 * A changelog with one section more: in the shape of the versions that are there, above them and below what is not
 * released. Nothing that stood in it is changed, nor is how its lines end; `text` null: there is no file yet.
 */
export const insertInto = (text: string | null, wanted: Wanted): Inserted => {
  if (text === null || text.trim() === '') {
    const section = sectionOf(wanted, usual)
    return {
      state: 'made',
      text: `${text?.startsWith('\ufeff') === true ? '\ufeff' : ''}# ${titles[wanted.language]}\n\n${section.join('\n')}\n`,
    }
  }
  const newline = /\r\n/u.test(text) ? '\r\n' : '\n'
  const mark = text.startsWith('\ufeff') ? 1 : 0
  const starts = [mark]
  for (let at = text.indexOf('\n', mark); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const lines = starts.map((start, at) =>
    text.slice(start, starts[at + 1] ?? text.length).replace(/\r?\n$/u, ''),
  )
  const headings = headingsOf(lines)
  const versions = headings.filter((one) => versionIn.test(one.text) && !isOpen(one))
  const [newest] = versions
  const name = bareVersion(wanted.version)
  const isSame = (one: Heading) =>
    bareVersion(versionIn.exec(one.text)?.groups?.['version'] ?? '') === name ||
    /^\[?(?<word>[^\s\]]+)/u.exec(one.text)?.groups?.['word']?.toLowerCase() === wanted.version.toLowerCase()
  if (headings.some(isSame)) return { state: 'there', text }
  const style =
    newest === undefined
      ? { ...usual, keep: isKept(text), level: headings.find(isOpen)?.level ?? usual.level }
      : styleOf(newest, text)
  const line = newest?.line ?? placeWithout(lines, headings)
  const at = starts[line] ?? text.length
  const section = sectionOf(wanted, style).join(newline)
  return { state: 'inserted', text: join(text.slice(0, at), section, text.slice(at), newline) }
}
