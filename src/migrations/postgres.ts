import { breaks, expands, type Judged, unknown } from './judged.ts'
import { isBook, type Known } from './known.ts'
import { why } from './messages.ts'
import { alteredTable, noteRules } from './postgres-alter.ts'
import { refusesNoRow } from './postgres-column.ts'
import { dottedName, foreignCall, relationName } from './postgres-names.ts'
import { every, holds, inside, kindOf, list, text } from './tree.ts'
import type { Tree } from './types.ts'

type Rule = (body: Tree, known: Known) => Judged

const says =
  (judged: Judged): Rule =>
  () =>
    judged
const unjudged = (what: string): Rule => says(unknown(why.notJudged(what)))

const made = (name: string, body: Tree, known: Known): Judged => {
  // Where it may be there already, it is not known to be new.
  const maybe = body['if_not_exists'] === true || body['missing_ok'] === true || known.there.has(name)
  if (!maybe && name !== '') known.fresh.add(name)
  return expands(why.newThing)
}

const ofFresh = (relation: unknown, known: Known, otherwise: () => Judged): Judged =>
  known.fresh.has(relationName(relation)) ? expands(why.freshThing) : otherwise()

const createTable: Rule = (body, known) => {
  const { relation } = body
  if (body['inhRelations'] !== undefined) {
    const plain = list(body['tableElts']).length === 0 && body['partbound'] !== undefined
    const parents = list(body['inhRelations']).every((one) =>
      known.fresh.has(relationName(inside(one, 'RangeVar'))),
    )
    if (!plain && !parents) return unknown(why.notJudged('INHERITS'))
  }
  noteRules(body, known)
  return made(relationName(relation), body, known)
}

const createIndex: Rule = (body, known) => {
  if (body['unique'] !== true && body['if_not_exists'] !== true) known.plain.add(text(body['idxname']))
  return ofFresh(body['relation'], known, () => {
    if (body['unique'] === true) return breaks(why.newRule('UNIQUE'))
    return refusesNoRow(body) ? expands(why.plainIndex) : unknown(why.maybeRefuses(text(body['idxname'])))
  })
}

const createView: Rule = (body, known) =>
  ofFresh(body['view'], known, () =>
    body['replace'] === true ? unknown(why.replaced('view')) : made(relationName(body['view']), body, known),
  )

const read: Rule = (body, known) => {
  const call = foreignCall(body)
  if (call !== null) return unknown(why.calls(call))
  const writes = holds(body, 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt')
  if (writes) return unknown(why.changesRows('WITH'))
  // Names that follow may mean other things.
  if (every(body, ['FuncCall']).some((one) => dottedName(one['funcname']).endsWith('set_config')))
    forget(known)
  const into = inside(body, 'intoClause', 'rel')
  return into === undefined ? expands(why.looks) : made(relationName(into), {}, known)
}

const createAs: Rule = (body, known) => {
  const judged = read({ query: body['query'] ?? null }, known)
  return judged.class === 'expands' ? made(relationName(inside(body, 'into', 'rel')), body, known) : judged
}

const write =
  (what: string): Rule =>
  (body, known) => {
    const table = relationName(body['relation'])
    if (isBook(table)) return expands(why.book)
    const call = foreignCall(body)
    if (call !== null) return unknown(why.calls(call))
    return known.fresh.has(table) ? expands(why.freshThing) : unknown(why.changesRows(what))
  }

const labels: Readonly<Record<string, string>> = { OBJECT_MATVIEW: 'VIEW' }
const behaviours = [
  'OBJECT_TRIGGER',
  'OBJECT_RULE',
  'OBJECT_POLICY',
  'OBJECT_STATISTIC_EXT',
  'OBJECT_PUBLICATION',
]

const drop: Rule = (body, known) => {
  const kind = text(body['removeType'])
  const names = list(body['objects']).map(dottedName)
  const words = labels[kind] ?? kind.replace(/^OBJECT_/, '')
  if (names.every((name) => known.fresh.has(name))) {
    for (const name of names) known.fresh.delete(name)
    return expands(why.freshThing)
  }
  if (kind === 'OBJECT_INDEX') {
    const unsure = names.find((name) => !known.plain.has(name))
    return unsure === undefined ? expands(why.dropsPlain) : unknown(why.maybeUnique(unsure))
  }
  if (behaviours.includes(kind)) return unknown(why.notJudged(`DROP ${words}`))
  return breaks(why.dropped(`${words} ${names.join(', ')}`))
}

const rename: Rule = (body, known) => {
  const kind = text(body['renameType'])
  const name = text(body['subname']) || relationName(body['relation']) || dottedName(body['object'])
  return ofFresh(body['relation'], known, () =>
    kind === 'OBJECT_INDEX' || kind === 'OBJECT_TABCONSTRAINT'
      ? unknown(why.maybeUnique(name))
      : breaks(why.renamed(name)),
  )
}

const truncate: Rule = (body, known) =>
  list(body['relations']).every((one) => known.fresh.has(relationName(inside(one, 'RangeVar'))))
    ? expands(why.freshThing)
    : breaks(why.truncates)

const makeType =
  (key: string, domain = false): Rule =>
  (body, known) => {
    const name = key === 'typevar' ? relationName(body[key]) : dottedName(list(body[key]))
    if (domain) known.domains.add(name)
    return made(name, {}, known)
  }

const forget = ({ fresh, plain }: Known): void => {
  fresh.clear()
  plain.clear()
}

const set: Rule = (body, known) => {
  if (body['name'] === 'search_path') forget(known)
  return expands(why.session)
}

const transaction: Rule = (body, known) => {
  // What was made in it is not there after all.
  if (text(body['kind']).startsWith('TRANS_STMT_ROLLBACK')) forget(known)
  return expands(why.session)
}

const onFresh =
  (otherwise: Judged): Rule =>
  (body, known) =>
    ofFresh(body['relation'] ?? body['table'], known, () => otherwise)

const granted: Rule = (body) => (body['is_grant'] === true ? expands(why.grants) : breaks(why.takesRights))

const table: Readonly<Record<string, Rule>> = {
  CreateStmt: createTable,
  CreateTableAsStmt: createAs,
  IndexStmt: createIndex,
  ViewStmt: createView,
  SelectStmt: read,
  ExplainStmt: (body) =>
    holds(body, 'InsertStmt', 'UpdateStmt', 'DeleteStmt')
      ? unknown(why.notJudged('EXPLAIN'))
      : expands(why.looks),
  InsertStmt: write('INSERT'),
  UpdateStmt: write('UPDATE'),
  DeleteStmt: write('DELETE'),
  MergeStmt: write('MERGE'),
  CopyStmt: write('COPY'),
  RefreshMatViewStmt: onFresh(unknown(why.changesRows('REFRESH MATERIALIZED VIEW'))),
  TruncateStmt: truncate,
  DropStmt: drop,
  RenameStmt: rename,
  AlterTableStmt: (body, known) => ofFresh(body['relation'], known, () => alteredTable(body, known)),
  AlterObjectSchemaStmt: (body, known) =>
    ofFresh(body['relation'], known, () =>
      breaks(why.elsewhere(relationName(body['relation']) || dottedName(body['object']))),
    ),
  AlterEnumStmt: (body, known) =>
    known.fresh.has(dottedName(list(body['typeName']))) ? expands(why.freshThing) : unknown(why.enumChange),
  CreateEnumStmt: makeType('typeName'),
  CreateRangeStmt: makeType('typeName'),
  CompositeTypeStmt: makeType('typevar'),
  CreateDomainStmt: makeType('domainname', true),
  CreateSeqStmt: (body, known) => made(relationName(body['sequence']), body, known),
  CreateSchemaStmt: (body) =>
    list(body['schemaElts']).length === 0 ? expands(why.newThing) : unknown(why.notJudged('CREATE SCHEMA')),
  CreateStatsStmt: says(expands(why.newThing)),
  CommentStmt: says(expands(why.comment)),
  GrantStmt: granted,
  GrantRoleStmt: granted,
  VariableSetStmt: set,
  VariableShowStmt: says(expands(why.looks)),
  TransactionStmt: transaction,
  ConstraintsSetStmt: says(expands(why.session)),
  LockStmt: says(expands(why.session)),
  VacuumStmt: says(expands(why.storage)),
  ReindexStmt: says(expands(why.storage)),
  ClusterStmt: says(expands(why.storage)),
  DoStmt: says(unknown(why.dynamic('DO'))),
  CallStmt: says(unknown(why.dynamic('CALL'))),
  ExecuteStmt: says(unknown(why.dynamic('EXECUTE'))),
  PrepareStmt: says(unknown(why.dynamic('PREPARE'))),
  CreateFunctionStmt: says(unknown(why.dynamic('CREATE FUNCTION'))),
  CreateExtensionStmt: says(unknown(why.dynamic('CREATE EXTENSION'))),
  CreateTrigStmt: onFresh(unknown(why.dynamic('CREATE TRIGGER'))),
  RuleStmt: onFresh(unknown(why.dynamic('CREATE RULE'))),
  CreatePolicyStmt: onFresh(unknown(why.notJudged('CREATE POLICY'))),
  AlterOwnerStmt: unjudged('OWNER TO'),
  AlterSeqStmt: unjudged('ALTER SEQUENCE'),
  AlterDomainStmt: unjudged('ALTER DOMAIN'),
}

const words = (kind: string): string =>
  kind
    .replace(/Stmt$/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toUpperCase()

/** What one statement of PostgreSQL does to the release before it; `known` is brought up to date with it. */
export const judgePostgres = (tree: Tree, known: Known): Judged => {
  const { kind, body } = kindOf(tree)
  const rule = table[kind]
  return rule === undefined ? unknown(why.notJudged(words(kind))) : rule(body, known)
}
