import { entry } from './expectation.ts'

/** What is expected of the values of `notes`. */
export const notesExpectations = {
  notes: entry(
    'bad-value',
    'a map such as `{ people: none, changelog: { en: CHANGELOG.md } }`',
    'une table telle que `{ people: none, changelog: { en: CHANGELOG.md } }`',
  ),
  people: entry('unknown-value', '`name`, `handle` or `none`', '`name`, `handle` ou `none`'),
  hosting: entry(
    'bad-value',
    'a map such as `{ kind: github, url: https://github.com/team/benefits, token: NOTES_TOKEN }`',
    'une table telle que `{ kind: github, url: https://github.com/team/benefits, token: NOTES_TOKEN }`',
  ),
  hostingKind: entry('unknown-value', '`github` or `gitlab`', '`github` ou `gitlab`'),
  repositoryAddress: entry(
    'bad-address',
    'the address of a repository such as `https://github.com/team/benefits`',
    'l’adresse d’un dépôt telle que `https://github.com/team/benefits`',
  ),
  hostingAddress: entry(
    'bad-address',
    'the address of an API such as `https://api.github.com` or `https://git.example.ca/api/v4`',
    'l’adresse d’une API telle que `https://api.github.com` ou `https://git.example.ca/api/v4`',
  ),
  publish: entry('unknown-value', '`release`, `draft` or `no`', '`release`, `draft` ou `no`'),
  tagPattern: entry(
    'bad-value',
    'a name with `{version}` or `{release}` in it, such as `"v{version}"`',
    'un nom qui contient `{version}` ou `{release}`, tel que `"v{version}"`',
  ),
  changelog: entry(
    'bad-value',
    'a map such as `{ en: CHANGELOG.md, fr: JOURNAL.md }`',
    'une table telle que `{ en: CHANGELOG.md, fr: JOURNAL.md }`',
  ),
  changelogFile: entry(
    'bad-path',
    'a Markdown file of the repository such as `CHANGELOG.md`',
    'un fichier Markdown du dépôt tel que `CHANGELOG.md`',
  ),
} as const
