import type { Language } from '../kernel/text.ts'
import { claimOf } from './claim.ts'
import type { Conventional, Message, Person } from './types.ts'

/** Of a message of any length, what is read: enough for every trailer that a person writes. */
const most = 64 * 1024

/** Nothing that moves a cursor, hides or turns text around; newlines stay. */
export const clean = (text: string): string => (/^[\n\x20-\x7e]*$/.test(text) ? text : cleaned(text))

const cleaned = (text: string): string =>
  text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\p{Cc}\p{Co}\p{Cn}\p{Cs}]/gu, (mark) => (mark === '\n' ? '\n' : mark === '\t' ? ' ' : ''))
    .replaceAll(/[\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff]/g, '')

/** Types of https://www.conventionalcommits.org and of the presets in use; others before a colon are a scope. */
const types = new Set(
  'feat feature fix bugfix hotfix docs doc style refactor perf test tests build ci chore revert security deps dep release wip i18n l10n a11y ui ux improvement improve enhancement'.split(
    ' ',
  ),
)

/** Other words for them, in English and in French. */
const meaning: Readonly<Record<string, string>> = {
  features: 'feat',
  fixes: 'fix',
  bug: 'fix',
  documentation: 'docs',
  performance: 'perf',
  refactoring: 'refactor',
  dependencies: 'deps',
  fonctionnalité: 'feat',
  fonctionnalite: 'feat',
  nouveauté: 'feat',
  ajout: 'feat',
  amélioration: 'improve',
  amelioration: 'improve',
  correction: 'fix',
  correctif: 'fix',
  sécurité: 'security',
  securite: 'security',
  accessibilité: 'a11y',
  traduction: 'i18n',
  remaniement: 'refactor',
  refonte: 'refactor',
  tâche: 'chore',
  tache: 'chore',
  essai: 'test',
  essais: 'test',
  dépendances: 'deps',
  annulation: 'revert',
}

const gitmoji: Readonly<Record<string, string>> = {
  sparkles: 'feat',
  '✨': 'feat',
  tada: 'feat',
  '🎉': 'feat',
  bug: 'fix',
  '🐛': 'fix',
  ambulance: 'fix',
  '🚑': 'fix',
  '🩹': 'fix',
  lock: 'security',
  '🔒': 'security',
  memo: 'docs',
  '📝': 'docs',
  recycle: 'refactor',
  '♻': 'refactor',
  white_check_mark: 'test',
  '✅': 'test',
  art: 'style',
  '🎨': 'style',
  zap: 'perf',
  '⚡': 'perf',
  arrow_up: 'deps',
  '⬆': 'deps',
  bookmark: 'release',
  '🔖': 'release',
  wrench: 'chore',
  '🔧': 'chore',
  green_heart: 'ci',
  '💚': 'ci',
  boom: 'breaking',
  '💥': 'breaking',
}

/** In French a space stands before the colon. */
const header =
  /^(?<type>\p{L}[\p{L}\d_-]{0,39})(?:\((?<scope>[^()]{1,80})\))?(?<bang>!)?[ \u00a0\u202f]?:\s*(?<description>\S.*)$/u

/** A conventional header; a gitmoji stands for its type. */
const conventionalOf = (subject: string): Conventional | null => {
  const emoji = /^(?::(?<name>[a-z_]+):|(?<mark>\p{Extended_Pictographic})\ufe0f?)\s*(?<rest>\S.*)$/u.exec(
    subject,
  )?.groups
  const rest = emoji?.['rest'] ?? subject
  const found = header.exec(rest)?.groups
  const word = found?.['type']?.toLowerCase() ?? ''
  const type = Object.hasOwn(meaning, word) ? meaning[word] : word
  if (found !== undefined && type !== undefined && types.has(type))
    return {
      type,
      scope: found['scope']?.trim() ?? null,
      breaking: found['bang'] === '!',
      description: found['description'] ?? '',
    }
  const meant = gitmoji[emoji?.['name'] ?? emoji?.['mark'] ?? '']
  if (meant === undefined) return null
  return meant === 'breaking'
    ? { type: 'feat', scope: null, breaking: true, description: rest }
    : { type: meant, scope: null, breaking: false, description: rest }
}

type Merged = {
  readonly title: string | null
  readonly pull: number | null
  readonly merges: boolean
  readonly mark?: '!'
}

const number = (digits: string | undefined): number | null => {
  const value = Number(digits)
  return digits === undefined || !Number.isSafeInteger(value) ? null : value
}

/** What hosting services write as the message of a merge, and of a commit that was squashed. */
const mergedBy = (subject: string, body: string): Merged => {
  const firstLine =
    body
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.trim() ?? null
  const github = /^Merge pull request #(\d+) from \S+/.exec(subject)
  if (github !== null) return { title: firstLine, pull: number(github[1]), merges: true }
  const gitea = /^Merge pull request ['"](.+)['"] \(#(\d+)\) from /.exec(subject)
  if (gitea !== null) return { title: gitea[1] ?? null, pull: number(gitea[2]), merges: true }
  const bitbucket = /^Merged in \S+ \(pull request #(\d+)\)/.exec(subject)
  if (bitbucket !== null) return { title: firstLine, pull: number(bitbucket[1]), merges: true }
  const azure = /^Merged PR (\d+): (.+)$/.exec(subject)
  if (azure !== null) return { title: azure[2] ?? null, pull: number(azure[1]), merges: true }
  const gitlab = /^See merge request (?:\S*)!(\d+)\s*$/m.exec(body)
  if (gitlab !== null) {
    const plain = /^Merge (?:remote-tracking )?branch /.test(subject)
    const named = firstLine !== null && !firstLine.startsWith('See merge request') ? firstLine : null
    return { title: plain ? named : null, pull: number(gitlab[1]), merges: plain, mark: '!' }
  }
  const squashed = /\s\((#|!|pull request #)(\d+)\)\s*$/.exec(subject)
  const mark = squashed?.[1] === '!' ? { mark: '!' as const } : {}
  return { title: null, pull: number(squashed?.[2]), merges: false, ...mark }
}

const trailerLine = /^(?<key>\p{L}[\p{L}\d -]{0,60}?)\s*:\s+(?<value>\S.*)$/u

/** Its value begins on the next line, which is indented. */
const openTrailer = /^(?<key>\p{L}[\p{L}\d -]{0,60}?)\s*:\s*$/u

/** Values of a trailer, wherever it stands at the start of a line; lines that are indented go on with it. */
const trailers = (body: string, name: RegExp): readonly string[] => {
  const lines = body.split('\n')
  return lines.flatMap((line, at) => {
    const groups = (trailerLine.exec(line) ?? openTrailer.exec(line))?.groups
    if (groups === undefined || !name.test(groups['key'] ?? '')) return []
    const more: string[] = []
    for (const next of lines.slice(at + 1)) {
      if (!/^[ \t]+\S/.test(next)) break
      more.push(next.trim())
    }
    const value = [groups['value'] ?? '', ...more].join(' ').trim()
    return value === '' ? [] : [value]
  })
}

/** What breaks: a footer of Conventional Commits up to the next blank line or trailer. */
const breakingOf = (body: string): string | null => {
  const lines = body.split('\n')
  const at = lines.findIndex((line) => /^(BREAKING[ -]CHANGES?)(\s*:|\s+#)/.test(line))
  if (at < 0) return null
  const more: string[] = []
  for (const line of lines.slice(at + 1)) {
    if (line.trim() === '' || trailerLine.test(line)) break
    more.push(line.trim())
  }
  const first = (lines[at] ?? '').replace(/^BREAKING[ -]CHANGES?\s*:?\s*/, '')
  return [first, ...more].join(' ').trim()
}

const peopleIn = (body: string): readonly Person[] =>
  trailers(body, /^co-authored-by$/i).flatMap((value) => {
    const found = /^(.*?)\s*<([^<>]*)>\s*$/.exec(value)
    return found === null ? [] : [{ name: found[1] ?? '', email: found[2] ?? '' }]
  })

const noteOf = (body: string): Message['note'] => {
  if (body === '') return { en: null, fr: null }
  const last = (name: RegExp): string | null => trailers(body, name).at(-1) ?? null
  const note: Record<Language, string | null> = {
    en: last(/^release[- ]notes?$/i),
    fr: last(/^notes?[- ]de[- ](version|mise[- ][àa][- ]jour)$/i),
  }
  return Object.values(note).some((text) => /^(none|skip|n\/a|aucune)\.?$/i.test(text ?? '')) ? 'none' : note
}

/** `(#12)`, a ticket before the title and the full stop after it are not what a change is called. */
export const bare = (title: string): string =>
  title
    .replace(
      /^((?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s+(?:#|GH-)\d{1,9})\s*[:–—-]\s+(?=\S)(.+)$/iu,
      (_, closes: string, words: string) => `${words.replace(/\.$/u, '')}, ${closes.toLowerCase()}`,
    )
    .replace(/(\s*\((?:#|!|GH-|pull request #)\d+\))+\s*$/u, '')
    .replace(/^(?:draft:|\[(?:draft|wip)\])\s*(?=\S)/iu, '')
    .replace(/^\[?[A-Z][A-Z0-9]+-\d+\]?\s*[:\-–]?\s+/u, '')
    .replace(/(?<!\.)\.$/u, '')
    .trim()

const issuesIn = (text: string): readonly number[] => [
  ...new Set([...text.matchAll(/(?:^|[\s(,;:[])(?:#|GH-)(\d{1,9})\b/gu)].map((found) => Number(found[1]))),
]

/** Reads a commit's message, whoever wrote it: Conventional Commits, what hosting services write, plain sentences. */
export const readMessage = (raw: string): Message => {
  const [first = '', ...paragraphs] = clean(raw.slice(0, most))
    .replace(/^\s+/, '')
    .split(/\n[ \t]*\n/)
  const subject = first.replaceAll(/\s+/g, ' ').trim().slice(0, 2_000)
  const body = paragraphs.join('\n\n')
  const merged = mergedBy(subject, body)
  const called = merged.title?.replaceAll(/\s+/g, ' ').trim() ?? subject
  const conventional = conventionalOf(bare(called))
  const footer = breakingOf(body)
  const claim = claimOf(called, body, conventional)
  return {
    subject,
    title: bare(claim?.also ?? conventional?.description ?? called),
    body,
    conventional,
    pull: merged.pull,
    mark: merged.mark ?? '#',
    merges: merged.merges && merged.title !== null,
    issues: issuesIn(`${called}\n${body}`).filter((issue) => issue !== merged.pull),
    claim,
    picked: [...body.matchAll(/\(cherry picked from commit ([0-9a-f]{7,40})\)/g)].map(
      (found) => found[1] ?? '',
    ),
    breaking: footer ?? (conventional?.breaking === true ? bare(conventional.description) : null),
    note: noteOf(body),
    coauthors: peopleIn(body),
  }
}
