import { z } from 'zod'
import { notesDocs as docs } from './documentation-notes.ts'
import { argv, folder, leaf, name, variable } from './leaves.ts'
import { key, required, table } from './tables.ts'
import { notesPeople } from './types-notes.ts'

/** Without a user, a query or a fragment; what stands behind it is added with a slash. */
const base = leaf('hostingAddress', /^https?:\/\/[^\s/?#@]{1,255}(?:\/[^\s?#]{0,500})?$/)

const hosting = table('hosting', {
  kind: required(z.enum(['github', 'gitlab'], { error: 'hostingKind' }), docs.kind),
  url: required(
    leaf('repositoryAddress', /^https?:\/\/[^\s/?#@]{1,255}(?:\/[\w.~-]{1,100}){2,20}\/?$/),
    docs.url,
  ),
  api: key(base, docs.api),
  token: key(variable, docs.token),
  publish: key(z.enum(['release', 'draft', 'no'], { error: 'publish' }), docs.publish),
  tag: key(
    leaf(
      'tagPattern',
      /^(?=[^{}]*\{(?:version|release)\})(?:[\w./@+-]|\{(?:version|release|application)\}){1,200}$/,
    ),
    docs.tag,
  ),
  environment: key(name, docs.environment),
})

const file = folder.refine((path) => /\.(?:md|markdown)$/i.test(path), { error: 'changelogFile' })

export const notesKey = key(
  table('notes', {
    people: key(z.enum(notesPeople, { error: 'people' }), docs.people),
    first: key(z.enum(['en', 'fr'], { error: 'language' }), docs.first),
    translate: key(argv, docs.translate),
    hosting: key(hosting, docs.hosting),
    changelog: key(
      table('changelog', { en: key(file, docs.changelogEn), fr: key(file, docs.changelogFr) }),
      docs.changelog,
    ),
  }),
  docs.notes,
)

export type WrittenNotes = NonNullable<z.output<typeof notesKey>>
