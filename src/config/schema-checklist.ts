import { z } from 'zod'
import { checklistDocs as docs } from './documentation-checklist.ts'
import { argv, duration, folder, leaf, name } from './leaves.ts'
import { key, required, table } from './tables.ts'

const line = leaf('bilingual', /^(?=.*\S)[^\p{Cc}]{1,500}$/u)
const bilingual = z.union(
  [line, table('bilingual', { en: required(line, docs.title), fr: required(line, docs.title) })],
  { error: 'bilingual' },
)

/** A file of the repository: where an environment's checklist stands. */
export const checklistKey = key(
  folder.refine((path) => /\.ya?ml$/i.test(path), { error: 'checklistFile' }),
  docs.checklist,
)

/** Roles are the team's own words; approvals, sign-offs and trains share them. */
export const role = leaf('role', /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/)
export const label = leaf('label', /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/)
const address = leaf('address', /^https?:\/\/[!-~]{1,1000}$/)
/** How one begins: the scheme alone is enough. */
const prefix = leaf('address', /^https?:\/\/[!-~]{0,1000}$/)

const several = z
  .array(name, { error: 'componentList' })
  .min(1, { error: 'componentList' })
  .max(100, { error: 'componentList' })

const condition = table('appliesWhen', {
  labels: key(
    z.array(label, { error: 'labels' }).min(1, { error: 'labels' }).max(50, { error: 'labels' }),
    docs.labels,
  ),
  components: key(several, docs.components),
  configuration: key(
    z.union([z.literal(true, { error: 'configurationChange' }), several], { error: 'configurationChange' }),
    docs.configuration,
  ),
  migrations: key(z.literal(true, { error: 'yes' }), docs.migrations),
})

const evidence = table('evidence', {
  gate: key(leaf('gate', /^[a-z][a-z0-9-]{0,39}$/), docs.gate),
  test: key(name, docs.test),
  report: key(folder, docs.report),
  at: key(leaf('pointer', /^(?:\/(?:[^~/\p{Cc}]|~[01])*){0,32}$/u), docs.reportAt),
  'at-most': key(z.number({ error: 'number' }), docs.atMost),
  'at-least': key(z.number({ error: 'number' }), docs.atLeast),
  equals: key(
    z.union([z.string({ error: 'scalar' }), z.number({ error: 'scalar' }), z.boolean({ error: 'scalar' })], {
      error: 'scalar',
    }),
    docs.equals,
  ),
  command: key(argv, docs.command),
  component: key(name, docs.component),
  within: key(duration(1_000), docs.within),
  notes: key(z.enum(['en', 'fr', 'both'], { error: 'notesLanguage' }), docs.notes),
})

const item = table('checklistItem', {
  title: required(bilingual, docs.title),
  help: key(bilingual, docs.help),
  owner: required(role, docs.owner),
  when: key(z.enum(['before', 'during', 'after'], { error: 'when' }), docs.when),
  kind: required(z.enum(['evidence', 'person', 'link'], { error: 'kind' }), docs.kind),
  evidence: key(evidence, docs.evidence),
  link: key(
    z.union([address, table('link', { 'starts-with': required(prefix, docs.startsWith) })], {
      error: 'link',
    }),
    docs.link,
  ),
  blocks: key(z.boolean({ error: 'truth' }), docs.blocks),
  'applies-when': key(
    z.union(
      [
        condition,
        z
          .array(condition, { error: 'appliesWhen' })
          .min(1, { error: 'appliesWhen' })
          .max(20, { error: 'appliesWhen' }),
      ],
      { error: 'appliesWhen' },
    ),
    docs.appliesWhen,
  ),
})

/** `release-checklist.yaml` as a team writes it: what it is checked by, and what its JSON Schema is made of. */
export const checklistFile = table('checklistRoot', {
  items: required(z.record(name, item, { error: 'checklistItems' }), docs.items),
})

export type WrittenChecklist = z.output<typeof checklistFile>
export type WrittenItem = z.output<typeof item>
