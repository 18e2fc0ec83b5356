import type { Language } from '../kernel/text.ts'
import type { Telling } from './told.ts'

/** A file `notes/NUMBER.LANGUAGE.md` at the newer commit. */
export type Fragment = { readonly path: string; readonly text: string }

/** `12` for an issue or a pull request, or the first digits of a commit's id. */
const name = /(?:^|\/)(?<of>\d{1,9}|[0-9a-f]{7,40})\.(?<language>en|fr)\.md$/u

export type Attached = {
  readonly of: ReadonlyMap<string, Readonly<Record<Language, string | null>>>
  /** Written or changed in the range, and about nothing in it. */
  readonly outside: readonly string[]
}

const textOf = (markdown: string): string =>
  markdown
    .replace(/^---\n[\s\S]*?\n---\n/u, '')
    .replaceAll(/^#+\s+/gmu, '')
    .trim()
    .replaceAll(/\s*\n\s*/gu, ' ')
    .slice(0, 2_000)

const isAbout = ({ entry, parts, pull }: Telling, of: string): boolean => {
  const all = [entry, ...parts]
  return /^\d{1,9}$/u.test(of) &&
    (pull === Number(of) ||
      all.some(({ message }) => message.pull === Number(of) || message.issues.includes(Number(of))))
    ? true
    : of.length >= 7 && all.some(({ commit }) => commit.id.startsWith(of))
}

/** Gives fragments to the changes that they are about: by number, else by the commit that brought the file. */
export const attach = (tellings: readonly Telling[], fragments: readonly Fragment[]): Attached => {
  const of = new Map<string, Record<Language, string | null>>()
  const outside: string[] = []
  for (const fragment of fragments) {
    const found = name.exec(fragment.path)?.groups
    if (found?.['of'] === undefined) continue
    const bringer = tellings.find(({ files }) => files.some(({ path }) => path === fragment.path))
    const brings =
      bringer?.files.some(({ path }) => !path.startsWith('notes/')) === true ? bringer : undefined
    const about = tellings.find((telling) => isAbout(telling, found['of'] ?? '')) ?? brings
    if (about === undefined) {
      if (bringer !== undefined) outside.push(fragment.path)
      continue
    }
    const language: Language = found['language'] === 'fr' ? 'fr' : 'en'
    const notes = of.get(about.entry.commit.id) ?? { en: null, fr: null }
    notes[language] = textOf(fragment.text)
    of.set(about.entry.commit.id, notes)
  }
  return { of, outside }
}
