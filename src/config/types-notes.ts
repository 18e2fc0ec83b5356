import type { Language } from '../kernel/text.ts'

export const notesPeople = ['name', 'handle', 'none'] as const
export type NotesPeople = (typeof notesPeople)[number]

/** Where the repository is hosted, and what is written there of a release. */
export type NotesHosting = {
  readonly kind: 'github' | 'gitlab'
  /** Of the repository, as a browser shows it. */
  readonly url: string
  /** Of the REST API. */
  readonly api: string
  /** Name of a secret of the file's own `secrets`: no value is here. Absent: only links are made. */
  readonly token?: string
  readonly publish: 'release' | 'draft' | 'no'
  /** What the tag of a release is called: `{version}`, `{release}`. */
  readonly tag: string
  /** The environment whose releases are written there; absent: the last one. */
  readonly environment?: string
}

/** Release notes; what is absent is as always. */
export type NotesConfig = {
  readonly people: NotesPeople
  /** Reads texts as JSON, and prints them in the other language. Absent: nothing is translated. */
  readonly translate?: readonly string[]
  readonly hosting?: NotesHosting
  /** Which of the two languages comes first where both stand in one text. */
  readonly first: Language
  /** Files of the repository, by language. */
  readonly changelog?: Readonly<Partial<Record<Language, string>>>
}
