import type { Language } from '../kernel/text.ts'
import { zoneOf } from '../kernel/zone.ts'
import { eventNames, titleOf } from './messages.ts'
import type { Letter, Notice, Part } from './types.ts'

const longestSubject = 200
const longestLine = 2_000
const mostLines = 40

const instant = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z/g

/** Instants as a wall clock of the zone shows them; the zone is named, since readers may be elsewhere. */
export const inZone = (words: string, name: string | null): string => {
  const zone = name === null ? undefined : zoneOf(name)
  return words.replace(instant, (found) => {
    const at = new Date(found).getTime()
    if (zone === undefined) return `${found.slice(0, 10)} ${found.slice(11, 16)} UTC`
    const wall = new Date(zone.wallAt(at)).toISOString()
    return `${wall.slice(0, 10)} ${wall.slice(11, 16)} (${zone.name})`
  })
}

const isControl = (code: number): boolean =>
  code < 32 || (code >= 127 && code < 160) || code === 0x2028 || code === 0x2029

/** No line breaks out: what a commit says cannot begin a header, a line or a colour of its own. */
const oneLine = (words: string, most: number): string => {
  const clean = [...words]
    // Marks that turn the direction of writing could make a line read as another one.
    .filter((letter) => !/[\u202a-\u202e\u2066-\u2069\ufeff]/.test(letter))
    .map((letter) => (isControl(letter.codePointAt(0) ?? 0) ? ' ' : letter))
  const short = clean.length > most ? [...clean.slice(0, most - 1), '…'] : clean
  return short.join('').trim()
}

const partOf = (notice: Notice, language: Language): Part => ({
  language,
  title: oneLine(titleOf(notice)[language], longestSubject),
  lines: [notice.text, ...notice.lines]
    .slice(0, mostLines)
    .map((text) => oneLine(inZone(text[language], notice.zone), longestLine)),
})

/** Both languages; never anything but plain text of single lines. */
export const letterOf = (notice: Notice, first: Language): Letter => {
  const [one, other] = first === 'en' ? (['en', 'fr'] as const) : (['fr', 'en'] as const)
  const parts = [partOf(notice, one), partOf(notice, other)] as const
  const place = notice.environment === null ? '' : ` ${notice.environment}`
  const number = notice.release === null ? '' : ` ${notice.release}`
  const names = eventNames(notice.event)
  const subject = `${notice.application}${place}${number}: ${names[one]} / ${names[other]}`
  return { subject: oneLine(subject, longestSubject), parts }
}

/** The letter as one plain text, lines broken where they were. */
export const plainOf = ({ parts }: Letter): string =>
  parts.map(({ title, lines }) => [title, '', ...lines].join('\n')).join('\n\n———\n\n')
