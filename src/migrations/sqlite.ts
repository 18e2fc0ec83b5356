import { breaks, expands, gravest, type Judged, unknown } from './judged.ts'
import { isBook, isHarmless, isTotal, type Known } from './known.ts'
import { why } from './messages.ts'
import { every, holds, inside, isTree, kindOf, list, text } from './tree.ts'
import type { Tree } from './types.ts'

type Rule = (body: Tree, known: Known) => Judged

/** SQLite does not tell `A` from `a`; what stands in `main` has no prefix. */
const nameOf = (parts: unknown): string =>
  list(parts)
    .map((part) => text(inside(part, 'Identifier', 'value')) || text(inside(part, 'value')))
    .filter((part, index, all) => !(index === 0 && all.length > 1 && part.toLowerCase() === 'main'))
    .join('.')
    .toLowerCase()

const calls = (node: unknown): readonly string[] =>
  every(node, ['Function']).map((call) => nameOf(call['name']))
const foreignCall = (node: unknown): string | null => calls(node).find((name) => !isHarmless(name)) ?? null

const isTotalExpression = (node: unknown): boolean => calls(node).every(isTotal)

const made = (name: string, body: Tree, known: Known): Judged => {
  if (body['if_not_exists'] !== true && !known.there.has(name)) known.fresh.add(name)
  return expands(why.newThing)
}

const ofFresh = (name: string, known: Known, otherwise: () => Judged): Judged =>
  known.fresh.has(name) ? expands(why.freshThing) : otherwise()

/** The options of a column by their kind; of a default its expression. */
const optionsOf = (column: unknown): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>(
    list(inside(column, 'options')).map((one) => {
      const { kind, body } = kindOf(inside(one, 'option'))
      return [kind, body]
    }),
  )

const addedColumn = (column: unknown): Judged => {
  const name = text(inside(column, 'name', 'value'))
  const options = optionsOf(column)
  const value = options.get('Default')
  const filled = (value !== undefined && !holdsNull(value)) || options.has('Generated')
  if (options.has('NotNull') && !filled) return breaks(why.mustFill(name))
  if (options.has('Unique') || options.has('PrimaryKey')) return breaks(why.newRule('UNIQUE'))
  const call = value === undefined ? null : foreignCall(value)
  if (call !== null) return unknown(why.calls(call))
  if (options.has('Generated') && !isTotalExpression(options.get('Generated')))
    return unknown(why.maybeRefuses(name))
  const refuses = options.has('Check') || (options.has('ForeignKey') && filled)
  return refuses ? unknown(why.maybeRefuses(name)) : expands(why.plainColumn)
}

const holdsNull = (value: unknown): boolean =>
  inside(value, 'value') === 'Null' || inside(value, 'Value', 'value') === 'Null'

const operation = (node: unknown): Judged => {
  const { kind, body } = kindOf(node)
  switch (kind) {
    case 'AddColumn':
      return addedColumn(body['column_def'])
    case 'DropColumn':
      return breaks(
        why.dropped(
          list(body['column_names'])
            .map((one) => text(inside(one, 'value')))
            .join(', '),
        ),
      )
    case 'RenameColumn':
      return breaks(why.renamed(text(inside(body, 'old_column_name', 'value'))))
    case 'RenameTable':
      return breaks(why.renamed('table'))
    default:
      return unknown(why.notJudged(`ALTER TABLE ${kind}`))
  }
}

const alter: Rule = (body, known) =>
  ofFresh(nameOf(body['name']), known, () =>
    gravest(list(body['operations']).map(operation), unknown(why.notJudged('ALTER TABLE'))),
  )

const createTable: Rule = (body, known) => {
  const call = body['query'] === undefined ? null : foreignCall(body['query'])
  return call === null ? made(nameOf(body['name']), body, known) : unknown(why.calls(call))
}

const createIndex: Rule = (body, known) => {
  const name = nameOf(body['name'])
  if (body['unique'] !== true && body['if_not_exists'] !== true) known.plain.add(name)
  return ofFresh(nameOf(body['table_name']), known, () => {
    if (body['unique'] === true) return breaks(why.newRule('UNIQUE'))
    const total = isTotalExpression(body['columns']) && isTotalExpression(body['predicate'])
    return total ? expands(why.plainIndex) : unknown(why.maybeRefuses(name))
  })
}

const query: Rule = (body) => {
  const call = foreignCall(body)
  if (call !== null) return unknown(why.calls(call))
  const writes = holds(body, 'Insert', 'Update', 'Delete', 'Merge')
  return writes ? unknown(why.changesRows('WITH')) : expands(why.looks)
}

const tableOf = (body: Tree): string =>
  nameOf(inside(body, 'table', 'TableName')) ||
  nameOf(inside(body, 'table', 'relation', 'Table', 'name')) ||
  nameOf(inside(list(inside(body, 'from', 'WithFromKeyword'))[0], 'relation', 'Table', 'name'))

const write =
  (what: string): Rule =>
  (body, known) => {
    const table = tableOf(body)
    if (isBook(table)) return expands(why.book)
    const call = foreignCall(body)
    if (call !== null) return unknown(why.calls(call))
    return ofFresh(table, known, () => unknown(why.changesRows(what)))
  }

const drop: Rule = (body, known) => {
  const kind = text(body['object_type'])
  const names = list(body['names']).map(nameOf)
  if (names.every((name) => known.fresh.has(name))) {
    for (const name of names) known.fresh.delete(name)
    return expands(why.freshThing)
  }
  if (kind === 'Index') {
    const unsure = names.find((name) => !known.plain.has(name))
    return unsure === undefined ? expands(why.dropsPlain) : unknown(why.maybeUnique(unsure))
  }
  return breaks(why.dropped(`${kind.toUpperCase()} ${names.join(', ')}`))
}

/** Settings of the connection, and questions; every other one may change the file. */
const pragmas = new Set([
  'foreign_keys',
  'defer_foreign_keys',
  'foreign_key_check',
  'foreign_key_list',
  'integrity_check',
  'quick_check',
  'index_list',
  'index_info',
  'table_info',
  'table_xinfo',
  'table_list',
  'busy_timeout',
  'cache_size',
  'synchronous',
  'temp_store',
  'user_version',
  'application_id',
  'optimize',
  'legacy_alter_table',
  'recursive_triggers',
])

const pragma: Rule = (body) => {
  const name = nameOf(body['name'])
  return pragmas.has(name) ? expands(why.session) : unknown(why.notJudged(`PRAGMA ${name}`))
}

const says =
  (judged: Judged): Rule =>
  () =>
    judged
const forget: Rule = (_, known) => {
  known.fresh.clear()
  known.plain.clear()
  return expands(why.session)
}

/** Modules that SQLite itself brings and that keep rows of their own. */
const modules = ['fts5', 'fts4', 'rtree']

const virtual: Rule = (body, known) =>
  modules.includes(text(inside(body, 'module_name', 'value')).toLowerCase())
    ? made(nameOf(body['name']), body, known)
    : unknown(why.dynamic('CREATE VIRTUAL TABLE'))

const table: Readonly<Record<string, Rule>> = {
  CreateTable: createTable,
  CreateVirtualTable: virtual,
  CreateIndex: createIndex,
  CreateView: (body, known) => made(nameOf(body['name']), body, known),
  CreateTrigger: (body, known) =>
    ofFresh(nameOf(body['table_name']), known, () => unknown(why.dynamic('CREATE TRIGGER'))),
  DropTrigger: says(unknown(why.notJudged('DROP TRIGGER'))),
  AlterTable: alter,
  Drop: drop,
  Query: query,
  Explain: says(expands(why.looks)),
  Insert: write('INSERT'),
  Update: write('UPDATE'),
  Delete: write('DELETE'),
  Pragma: pragma,
  Vacuum: says(expands(why.storage)),
  Analyze: says(expands(why.storage)),
  Reindex: says(expands(why.storage)),
  StartTransaction: says(expands(why.session)),
  Commit: says(expands(why.session)),
  Savepoint: says(expands(why.session)),
  ReleaseSavepoint: says(expands(why.session)),
  Rollback: forget,
}

const words = (kind: string): string => kind.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toUpperCase()

/** As `judgePostgres`, of SQLite. */
export const judgeSqlite = (tree: Tree, known: Known): Judged => {
  const { kind, body } = kindOf(tree)
  const rule = table[kind]
  if (rule === undefined || !isTree(body)) return unknown(why.notJudged(words(kind)))
  return rule(body, known)
}
