import type { Language } from '../kernel/text.ts'
import type { Entry } from './graph.ts'
import { clean } from './message.ts'
import { shortened } from './sentence.ts'
import type { Telling } from './told.ts'
import type { FileChange } from './types.ts'

/** A file `notes/NUMBER.LANGUAGE.md` at the newer commit. */
export type Fragment = { readonly path: string; readonly text: string }

/** `12` for an issue or a pull request, or the first digits of a commit's id. */
const name = /(?:^|\/)(?<of>\d{1,9}|[0-9a-f]{7,40})\.(?<language>en|fr)\.md$/u

export type Attached = {
  readonly of: ReadonlyMap<string, Readonly<Record<Language, string | null>>>
  /** Written or changed in the range, and about nothing in it. */
  readonly outside: readonly string[]
}

/** Null where nothing is written yet. */
const textOf = (markdown: string): string | null =>
  shortened(
    clean(markdown)
      .replace(/^---\n[\s\S]*?\n---\n/u, '')
      .replaceAll(/^#+\s+/gmu, '')
      .trim()
      .replaceAll(/\s*\n\s*/gu, ' '),
    2_000,
  ) || null

const isAbout = ({ entry, parts, pull }: Telling, of: string): boolean => {
  const all = [entry, ...parts]
  return /^\d{1,9}$/u.test(of) &&
    (pull === Number(of) ||
      all.some(({ message }) => message.pull === Number(of) || message.issues.includes(Number(of))))
    ? true
    : of.length >= 7 && all.some(({ commit }) => commit.id.startsWith(of))
}

/** Whether a name is a commit's id: of digits alone it is a number, which only a hosting service knows. */
const isCommit = (of: string): boolean => of.length >= 7 && /[a-f]/u.test(of)

/** A commit that brings nothing but fragments has nothing to tell of itself. */
export const bringsOnlyFragments = (files: readonly FileChange[]): boolean =>
  files.length > 0 && files.every(({ path }) => name.test(path))

/**
 * Gives fragments to the changes that they are about: by number, else by the commit that brought the file with
 * something else. One that came with the range and is about nothing in it is `outside`.
 */
export const attach = (
  tellings: readonly Telling[],
  entries: readonly Entry[],
  fragments: readonly Fragment[],
): Attached => {
  const of = new Map<string, Record<Language, string | null>>()
  const outside: string[] = []
  for (const fragment of fragments) {
    const found = name.exec(fragment.path)?.groups
    if (found?.['of'] === undefined) continue
    const about = found['of']
    const isHere = ({ path }: FileChange) => path === fragment.path
    const bringer = tellings.find(({ files }) => files.some(isHere) && !bringsOnlyFragments(files))
    const meant =
      tellings.find((telling) => isAbout(telling, about)) ?? (isCommit(about) ? undefined : bringer)
    if (meant === undefined) {
      // What was taken back, or is no change of its own, may have had a fragment.
      const known = entries.some((entry) => isAbout({ entry, parts: [], files: [], pull: null }, about))
      if (!known && entries.some(({ commit }) => commit.files.some(isHere))) outside.push(fragment.path)
      continue
    }
    const language: Language = found['language'] === 'fr' ? 'fr' : 'en'
    const notes = of.get(meant.entry.commit.id) ?? { en: null, fr: null }
    notes[language] = textOf(fragment.text)
    of.set(meant.entry.commit.id, notes)
  }
  return { of, outside }
}
