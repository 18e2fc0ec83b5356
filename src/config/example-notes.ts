import type { Keys, Shown } from './example.ts'

const is = (value: NonNullable<Shown['is']>): Shown => ({ is: value })

export const notesExample: Keys = {
  people: is('name'),
  first: is('en'),
  translate: is(['node', 'tools/translate.js']),
  hosting: is({
    kind: is('github'),
    url: is('https://github.com/team/benefits'),
    api: is('https://api.github.com'),
    token: is('NOTES_TOKEN'),
    publish: is('release'),
    tag: is('"{version}"'),
    environment: is('production'),
  }),
  changelog: is({ en: is('CHANGELOG.md'), fr: is('JOURNAL.md') }),
}
