import { usualNotes } from '../config/resolve-notes.ts'
import type { Config } from '../config/types.ts'
import type { Digest } from '../kernel/canonical.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Language } from '../kernel/text.ts'
import type { Asked } from '../notes/compose.ts'
import { composeEach } from '../notes/compose-each.ts'
import { textOf } from '../notes/decode.ts'
import { documentOf } from '../notes/document.ts'
import type { Fragment } from '../notes/fragments.ts'
import type { Hosting } from '../notes/hosting.ts'
import { partsOf } from '../notes/parts.ts'
import { toMarkdown } from '../notes/render.ts'
import { stretchesOf } from '../notes/stretches.ts'
import { lacking, translated } from '../notes/translate.ts'
import type { Notes, Range } from '../notes/types.ts'
import { translationsOf } from '../records/notes.ts'
import { type CommitOf, commitsIn, commitsOf } from './asked-for.ts'
import { remembered } from './remembered.ts'
import { configAt } from './ship.ts'
import type { Works } from './works.ts'

/** Of a longer history the newest commits are told; a first release, of which all is new, says less. */
const mostCommits = 5_000
const mostOfFirst = 1_000

const languages: readonly Language[] = ['en', 'fr']

/** One end of the notes: the leading commit and what people call it, and the commit of each component. */
export type End = { readonly commit: string; readonly name: string; readonly of: CommitOf }

/** Notes before they are written, with the fragments that are about nothing in them. */
export type Made = { readonly notes: Notes; readonly outside: readonly string[] }

export const hostingIn = ({ notes }: Config): Hosting | null =>
  notes?.hosting === undefined ? null : { kind: notes.hosting.kind, url: notes.hosting.url }

/** A tag says more than a number; the short id of a commit does not. */
export const endOf = async (
  { parts }: Pick<Works, 'parts'>,
  application: string,
  stand: { readonly commit: string; readonly manifest: Digest | null; readonly config?: Config },
  release: number | null,
): Promise<End> => {
  const { commit, manifest, config } = stand
  const of =
    config === undefined
      ? await commitsIn(parts.records, manifest, () => commit)
      : await commitsOf(parts.records, { commit, manifest, config })
  const { version } = await parts.source
    .info(application, commit)
    .catch(() => ({ version: commit.slice(0, 7) }))
  const tag = commit.startsWith(version) ? null : version
  if (release === null) return { commit, of, name: tag ?? commit.slice(0, 7) }
  return { commit, of, name: tag === null ? `r${release}` : `r${release} (${tag})` }
}

const fragmentsAt = async (
  { parts: { source } }: Pick<Works, 'parts'>,
  application: string,
  commit: string,
): Promise<readonly Fragment[]> => {
  const names = (await source.names(application, commit, 'notes')).filter((name) =>
    /\.(?:en|fr)\.md$/.test(name),
  )
  const read = await Promise.all(
    names.map(async (name) => {
      const path = `notes/${name}`
      const bytes = await source.file(application, commit, path)
      return bytes === null ? [] : [{ path, text: textOf(bytes) }]
    }),
  )
  return read.flat()
}

/** What was left may be behind the boundary of a shallow history: then everything that is known is told. */
const rangeOf = async (
  { parts: { source } }: Pick<Works, 'parts'>,
  application: string,
  from: string | null,
  to: string,
): Promise<Range | null> => {
  if (source.range === undefined) return null
  try {
    return await source.range(application, from, to, from === null ? mostOfFirst : mostCommits)
  } catch (error) {
    const unknown =
      error instanceof ProblemError && error.problems.some(({ code }) => code === 'unknown-commit')
    if (!unknown || from === null) throw error
    return { ...(await source.range(application, null, to, mostOfFirst)), shallow: true }
  }
}

/** The file that ruled before; null where there was none, or one that this version cannot read. */
const configBefore = async (
  { parts }: Pick<Works, 'parts'>,
  application: string,
  from: End | null,
): Promise<Config | null> => {
  if (from === null) return null
  return configAt(parts, application, from.commit).catch((error: unknown) => {
    if (error instanceof ProblemError) return null
    throw error
  })
}

/** What is told of each range that components move along; null where no history can be read. */
const eachAsked = async (
  works: Pick<Works, 'parts'>,
  config: Config,
  from: End | null,
  to: End,
): Promise<readonly [Asked, ...Asked[]] | null> => {
  const { application, notes: wished = usualNotes } = config
  const parts = partsOf(
    config,
    await configBefore(works, application, from),
    (name) => from?.of(name) ?? null,
    (name) => to.of(name),
  )
  const found: Asked[] = []
  for (const stretch of stretchesOf(parts, { from: from?.commit ?? null, to: to.commit })) {
    const range = await rangeOf(works, application, stretch.from, stretch.to)
    if (range === null) return null
    found.push({
      range,
      from: from?.name ?? null,
      to: to.name,
      parts,
      fragments: await fragmentsAt(works, application, stretch.to),
      people: wished.people,
      ...(stretch.about === undefined ? {} : { about: stretch.about }),
    })
  }
  const [first, ...others] = found
  return first === undefined ? null : [first, ...others]
}

/**
 * Notes between what runs and what will, each component from its own commit to its own, as the commits alone tell them;
 * null where no history can be read. Remembered: they never change. Reads git: never call it in a transaction.
 */
export const composed = (
  works: Pick<Works, 'parts'>,
  config: Config,
  from: End | null,
  to: End,
): Promise<Made | null> => {
  const { application, components } = config
  const ways = components.map(({ name }) => `${from?.of(name)} ${to.of(name)}`).join(' ')
  return remembered(
    works.parts,
    `notes ${application} ${from?.commit} ${from?.name} ${to.commit} ${to.name} ${ways}`,
    async () => {
      const all = await eachAsked(works, config, from, to)
      if (all === null) return null
      const { outside, ...notes } = composeEach(all)
      return { notes, outside }
    },
  )
}

/** The same with what a command of the team's has made so far of what lacks a text. */
export const withTranslations = async (
  { parts: { records } }: Pick<Works, 'parts'>,
  { application, notes: wished }: Config,
  notes: Notes,
): Promise<Notes> => {
  if (wished?.translate === undefined) return notes
  let told = notes
  for (const language of languages)
    told = translated(
      told,
      language,
      await translationsOf(records, application, language, lacking(told, language)),
    )
  return told
}

/** As both languages read it, for as long as it is kept. */
export const textsOf = (notes: Notes, hosting: Hosting | null): Readonly<Record<Language, string>> => ({
  en: toMarkdown(documentOf(notes, 'en', hosting)),
  fr: toMarkdown(documentOf(notes, 'fr', hosting)),
})
