import { entry } from './expectation.ts'

/** What is expected of the values of `release-checklist.yaml`, and of `checklist` in `ecluse.yaml`. */
export const checklistExpectations = {
  checklistFile: entry(
    'bad-path',
    'a file of the repository that ends in `.yaml` or `.yml`, such as `release-checklist.yaml`',
    'un fichier du dépôt dont le nom finit par `.yaml` ou `.yml`, tel que `release-checklist.yaml`',
  ),
  checklistRoot: entry('bad-value', 'a map with `items`', 'une table avec `items`'),
  checklistItems: entry(
    'bad-value',
    'a map of 1 to 200 items by name',
    'une table de 1 à 200 points, par nom',
  ),
  checklistItem: entry(
    'bad-value',
    'a map such as `{ title: Support told, owner: support, kind: person }`',
    'une table telle que `{ title: Soutien averti, owner: support, kind: person }`',
  ),
  bilingual: entry(
    'bad-text',
    'a text of at most 500 signs on one line, or one in each language such as `{ en: Support told, fr: Soutien averti }`',
    'un texte d’au plus 500 signes, sur une ligne, ou un par langue tel que `{ en: Support told, fr: Soutien averti }`',
  ),
  role: entry(
    'bad-role',
    'a role such as `product-manager`: at most 40 lower-case letters, digits and hyphens',
    'un rôle tel que `product-manager` : au plus 40 lettres minuscules, chiffres et traits d’union',
  ),
  when: entry('unknown-value', '`before`, `during` or `after`', '`before`, `during` ou `after`'),
  kind: entry('unknown-value', '`evidence`, `person` or `link`', '`evidence`, `person` ou `link`'),
  truth: entry('bad-value', '`true` or `false`', '`true` ou `false`'),
  appliesWhen: entry(
    'bad-value',
    'a map such as `{ components: [api], migrations: true }`, or a list of such',
    'une table telle que `{ components: [api], migrations: true }`, ou une liste de telles tables',
  ),
  labels: entry(
    'bad-value',
    'a list of labels such as `[security]`',
    'une liste d’étiquettes telle que `[security]`',
  ),
  label: entry(
    'bad-label',
    'a label of at most 40 lower-case letters, digits and hyphens',
    'une étiquette d’au plus 40 lettres minuscules, chiffres et traits d’union',
  ),
  componentList: entry(
    'bad-value',
    'a list of components such as `[api]`',
    'une liste de composants telle que `[api]`',
  ),
  configurationChange: entry(
    'bad-value',
    '`true`, or a list of components such as `[api]`',
    '`true`, ou une liste de composants telle que `[api]`',
  ),
  yes: entry('bad-value', '`true`', '`true`'),
  evidence: entry(
    'bad-value',
    'a map such as `{ test: unit }`, `{ gate: tested }`, `{ report: a11y.json, at: /critical, at-most: 0 }` or `{ command: [node, smoke.js], component: api }`',
    'une table telle que `{ test: unit }`, `{ gate: tested }`, `{ report: a11y.json, at: /critical, at-most: 0 }` ou `{ command: [node, smoke.js], component: api }`',
  ),
  notesLanguage: entry('unknown-value', '`en`, `fr` or `both`', '`en`, `fr` ou `both`'),
  gate: entry('unknown-gate', 'the name of a gate, such as `tested`', 'le nom d’une porte, tel que `tested`'),
  pointer: entry(
    'bad-pointer',
    'a JSON pointer (RFC 6901) such as `/summary/critical`, or `""` for the whole',
    'un pointeur JSON (RFC 6901) tel que `/summary/critical`, ou `""` pour le tout',
  ),
  number: entry('bad-value', 'a number', 'un nombre'),
  scalar: entry('bad-value', 'a text, a number, `true` or `false`', 'un texte, un nombre, `true` ou `false`'),
  link: entry(
    'bad-address',
    'an address such as `https://wiki.example/rollback`, or a map such as `{ starts-with: https://tickets.example/ }`',
    'une adresse telle que `https://wiki.example/rollback`, ou une table telle que `{ starts-with: https://tickets.example/ }`',
  ),
  address: entry(
    'bad-address',
    'an address that begins with `https://` or `http://`',
    'une adresse qui commence par `https://` ou `http://`',
  ),
} as const
