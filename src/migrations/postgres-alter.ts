import { breaks, expands, gravest, type Judged, unknown } from './judged.ts'
import type { Known } from './known.ts'
import { why } from './messages.ts'
import { addedColumn } from './postgres-column.ts'
import { inside, isTree, list, text } from './tree.ts'
import type { Tree } from './types.ts'

const storage = new Set([
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetStorage',
  'AT_SetCompression',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_SetLogged',
  'AT_SetUnLogged',
  'AT_SetTableSpace',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
])

const rules: Readonly<Record<string, string>> = {
  CONSTR_CHECK: 'CHECK',
  CONSTR_FOREIGN: 'FOREIGN KEY',
  CONSTR_UNIQUE: 'UNIQUE',
  CONSTR_PRIMARY: 'PRIMARY KEY',
  CONSTR_EXCLUSION: 'EXCLUDE',
  CONSTR_NOTNULL: 'NOT NULL',
}

const addedRule = (command: Tree, known: Known): Judged => {
  const rule = inside(command, 'def', 'Constraint')
  const kind = text(inside(rule, 'contype'))
  const name = text(inside(rule, 'conname'))
  if (name !== '' && (kind === 'CONSTR_CHECK' || kind === 'CONSTR_FOREIGN')) known.checks.add(name)
  return breaks(why.newRule(rules[kind] ?? kind))
}

const words = (subtype: string): string =>
  `ALTER TABLE ${subtype
    .replace(/^AT_/, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toUpperCase()}`

type Rule = (name: string, command: Tree, known: Known) => Judged

const table: Readonly<Record<string, Rule>> = {
  AT_AddColumn: (_, command, known) => {
    const column = inside(command, 'def', 'ColumnDef')
    return isTree(column) ? addedColumn(column, known) : unknown(why.notJudged('ADD COLUMN'))
  },
  AT_DropColumn: (name) => breaks(why.dropped(name)),
  AT_ColumnDefault: (name, command) =>
    command['def'] === undefined ? breaks(why.noDefault(name)) : expands(why.defaults),
  AT_DropNotNull: () => expands(why.loosens),
  AT_SetNotNull: (name) => breaks(why.notNull(name)),
  AT_AlterColumnType: (name) => breaks(why.retyped(name)),
  AT_AddConstraint: (_, command, known) => addedRule(command, known),
  AT_DropConstraint: (name, _, known) =>
    known.checks.has(name) ? expands(why.loosens) : unknown(why.maybeUnique(name)),
  AT_ValidateConstraint: () => expands(why.validates),
  AT_EnableRowSecurity: () => breaks(why.hidesRows),
  AT_ForceRowSecurity: () => breaks(why.hidesRows),
  AT_DropIdentity: (name) => breaks(why.noDefault(name)),
  AT_DetachPartition: (name) => breaks(why.dropped(name)),
}

const command = (node: unknown, known: Known): Judged => {
  const body = inside(node, 'AlterTableCmd')
  if (!isTree(body)) return unknown(why.notJudged('ALTER TABLE'))
  const subtype = text(body['subtype'])
  if (storage.has(subtype)) return expands(why.storage)
  const rule = table[subtype]
  return rule === undefined ? unknown(why.notJudged(words(subtype))) : rule(text(body['name']), body, known)
}

/** `ALTER TABLE` of what the running release uses: the gravest of its commands. */
export const alteredTable = (statement: Tree, known: Known): Judged =>
  gravest(
    list(statement['cmds']).map((one) => command(one, known)),
    expands(why.session),
  )

/** Constraints that a table is made with, by name: what they refuse can be given up without being missed. */
export const noteRules = (table: Tree, known: Known): void => {
  for (const element of list(table['tableElts'])) {
    const own = list(inside(element, 'ColumnDef', 'constraints'))
    for (const one of [element, ...own]) {
      const [kind, name] = [
        text(inside(one, 'Constraint', 'contype')),
        text(inside(one, 'Constraint', 'conname')),
      ]
      if (name !== '' && (kind === 'CONSTR_CHECK' || kind === 'CONSTR_FOREIGN')) known.checks.add(name)
    }
  }
}
