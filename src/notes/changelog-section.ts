import type { Language } from '../kernel/text.ts'
import type { Style } from './changelog.ts'
import { type Block, backSpans, changeSpans, documentOf, type Span } from './document.ts'
import type { Hosting } from './hosting.ts'
import { toMarkdown } from './render.ts'
import type { Change, Notes } from './types.ts'

/** What a section is made of. `date`: of the version, as `2026-11-25`. */
export type Wanted = {
  readonly version: string
  readonly date: string
  readonly notes: Notes
  readonly language: Language
  readonly hosting: Hosting | null
}

/** Headings of Keep a Changelog 1.1.0, in its own translation. */
const kept = {
  added: { en: 'Added', fr: 'Ajouté' },
  changed: { en: 'Changed', fr: 'Modifié' },
  deprecated: { en: 'Deprecated', fr: 'Obsolète' },
  removed: { en: 'Removed', fr: 'Supprimé' },
  fixed: { en: 'Fixed', fr: 'Corrigé' },
  security: { en: 'Security', fr: 'Sécurité' },
} as const

type Kind = keyof typeof kept

const kindOf = ({ security, group, text, breaking }: Change): Kind => {
  const words = text.en ?? text.fr ?? ''
  if (security) return 'security'
  if (group === 'fixes') return 'fixed'
  if (/^(?:remov|drop|delet|supprim|retir|enl[eè]v)/iu.test(words)) return 'removed'
  if (breaking !== null) return 'changed'
  if (/^(?:deprecat|déprécie|rend obsol)/iu.test(words)) return 'deprecated'
  return /^(?:add|introduc|support|allow|let|new\b|ajout|permet|nouve)/iu.test(words) ? 'added' : 'changed'
}

const byKind = (wanted: Wanted): readonly Block[] => {
  const { notes, language, hosting } = wanted
  const told = notes.changes.filter(
    ({ group, breaking, security }) => group !== 'behind' || breaking !== null || security,
  )
  const lines = new Map<Kind, (readonly Span[])[]>()
  const put = (kind: Kind, line: readonly Span[]) => lines.set(kind, [...(lines.get(kind) ?? []), line])
  for (const change of told) put(kindOf(change), changeSpans(notes, change, language, hosting))
  for (const one of notes.takenBack) put('removed', backSpans(notes, one, language, hosting))
  return (Object.keys(kept) as Kind[]).flatMap((kind): readonly Block[] => {
    const items = lines.get(kind)
    return items === undefined
      ? []
      : [
          { kind: 'heading', level: 2, text: kept[kind][language] },
          { kind: 'list', items },
        ]
  })
}

/** What a release's notes say below their title, without what is for whoever makes them. */
const whole = ({ notes, language, hosting }: Wanted): readonly Block[] =>
  documentOf(notes, language, hosting).slice(1, -1)

const headingOf = ({ version, date }: Wanted, style: Style): readonly string[] => {
  const bare = version.replace(/^v(?=\d)/iu, '')
  const name = /^\d/u.test(bare) ? `${style.letter}${bare}` : bare
  const words = style.brackets && /^\d/u.test(name.replace(/^v/u, '')) ? `[${name}]` : name
  const dated =
    style.date === 'none' ? words : style.date === 'dash' ? `${words} - ${date}` : `${words} (${date})`
  return style.setext === null
    ? [`${'#'.repeat(style.level)} ${dated}`]
    : [dated, style.setext.repeat(Math.max(3, dated.length))]
}

/** Lines of a section, without an empty one at either end. */
export const sectionOf = (wanted: Wanted, style: Style): readonly string[] => {
  const blocks = style.keep ? byKind(wanted) : whole(wanted)
  const level = (of: number): 1 | 2 | 3 | 4 | 5 | 6 =>
    Math.min(6, style.level + of - 1) as 1 | 2 | 3 | 4 | 5 | 6
  const lower = blocks.map(
    (block): Block => (block.kind === 'heading' ? { ...block, level: level(block.level) } : block),
  )
  const body = toMarkdown(lower).trimEnd()
  return [...headingOf(wanted, style), ...(body === '' ? [] : ['', ...body.split('\n')])]
}
