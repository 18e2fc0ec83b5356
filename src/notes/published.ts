import type { Language } from '../kernel/text.ts'
import * as words from './messages.ts'

export type Texts = Readonly<Record<Language, string>>

const begins = '<!-- ecluse: notes of release'
const ends = '<!-- ecluse: end of the notes -->'

/** Above what was taken back, in both languages. */
export type Above = Readonly<Record<Language, string | null>>

const other = (language: Language): Language => (language === 'en' ? 'fr' : 'en')

/** As many of the first lines as fit, with how many do not; a heading without a line below it goes, too. */
const cutTo = (text: string, most: number, release: number, language: Language): string | null => {
  if (text.length <= most) return text
  const lines = text.split('\n')
  const note = (left: number) => `\n\n${words.cutText(left, release)[language]}`
  const room = most - note(lines.length).length
  const kept: string[] = []
  let size = 0
  for (const line of lines) {
    if (size + line.length + 1 > room) break
    kept.push(line)
    size += line.length + 1
  }
  while (kept.length > 0 && /^(?:#.*|\s*)$/u.test(kept.at(-1) ?? '')) kept.pop()
  if (kept.length === 0) return null
  const left = lines.slice(kept.length).filter((line) => line.startsWith('- ')).length
  return `${kept.join('\n')}${note(left)}`
}

/** Both languages get the same room; what the one does not need is the other's. */
const bothIn = (texts: Texts, first: Language, most: number, release: number): string | null => {
  const between = '\n\n---\n\n'
  const second = other(first)
  const half = Math.floor((most - between.length) / 2)
  const spare = (language: Language) => Math.max(0, half - texts[language].length)
  const one = cutTo(texts[first], half + spare(second), release, first)
  const two = cutTo(texts[second], half + spare(first), release, second)
  return one === null || two === null ? null : `${one}${between}${two}`
}

/** A word of a commit calls nobody: services tell whoever stands behind an at sign. */
const quiet = (text: string): string => text.replaceAll(/(?<![\p{L}\p{N}_`])@(?=[A-Za-z0-9])/gu, '@\u2060')

/**
 * The text of a release at a hosting service: ours between two marks, in both languages, and around it what people
 * wrote. `most`: characters of the whole; null: what people wrote leaves no room.
 */
export const publishedText =
  (
    texts: Texts,
    release: number,
    first: Language,
    above: Above = { en: null, fr: null },
    /** The team names people by their handles. */
    mentions = false,
  ) =>
  (there: string | null, most: number): string | null => {
    const before = (there ?? '').replaceAll('\r\n', '\n')
    const from = before.indexOf(begins)
    const end = from < 0 ? -1 : before.indexOf(ends, from)
    const [head, tail] =
      end < 0
        ? [before.trimEnd(), '']
        : [before.slice(0, from).trimEnd(), before.slice(end + ends.length).trimStart()]
    const open = `${head === '' ? '' : `${head}\n\n`}${begins} ${release} -->\n`
    const close = `\n${ends}\n${tail === '' ? '' : `\n${tail}`}`
    const whole = (language: Language) => {
      const text = mentions ? texts[language].trim() : quiet(texts[language].trim())
      return above[language] === null ? text : `> ${above[language]}\n\n${text}`
    }
    const room = most - open.length - close.length
    const ours = room < 200 ? null : bothIn({ en: whole('en'), fr: whole('fr') }, first, room, release)
    return ours === null ? null : `${open}${ours}${close}`
  }
