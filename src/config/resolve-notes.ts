import type { WrittenNotes } from './schema-notes.ts'
import type { NotesConfig, NotesHosting } from './types-notes.ts'

const trimmed = (address: string): string => address.replace(/\/+$/, '')

/** The API of a service by the address of a repository: https://docs.github.com/rest and https://docs.gitlab.com/api/rest. */
export const apiOf = (kind: NotesHosting['kind'], url: string): string => {
  const { protocol, host } = new URL(url)
  if (kind === 'gitlab') return `${protocol}//${host}/api/v4`
  return host === 'github.com' ? 'https://api.github.com' : `${protocol}//${host}/api/v3`
}

const hostingFrom = (said: NonNullable<WrittenNotes['hosting']>): NotesHosting => {
  const { kind, token, environment } = said
  const url = trimmed(said.url)
  return {
    kind,
    url,
    api: trimmed(said.api ?? apiOf(kind, url)),
    publish: said.publish ?? 'release',
    tag: said.tag ?? '{version}',
    ...(token === undefined ? {} : { token }),
    ...(environment === undefined ? {} : { environment }),
  }
}

/** What holds where the file says nothing. */
export const usualNotes: NotesConfig = { people: 'name', first: 'en' }

export const notesFrom = (said: WrittenNotes | undefined): { readonly notes?: NotesConfig } => {
  if (said === undefined) return {}
  const { people, first, translate, hosting, changelog } = said
  return {
    notes: {
      people: people ?? usualNotes.people,
      first: first ?? usualNotes.first,
      ...(translate === undefined ? {} : { translate }),
      ...(hosting === undefined ? {} : { hosting: hostingFrom(hosting) }),
      ...(changelog === undefined
        ? {}
        : {
            changelog: {
              ...(changelog.en === undefined ? {} : { en: changelog.en }),
              ...(changelog.fr === undefined ? {} : { fr: changelog.fr }),
            },
          }),
    },
  }
}
