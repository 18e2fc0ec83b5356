import { breaks, expands, type Judged, unknown } from './judged.ts'
import { isTotal, type Known } from './known.ts'
import { why } from './messages.ts'
import { dottedName, foreignCall, typeName } from './postgres-names.ts'
import { every, holds, inside, list, text } from './tree.ts'
import type { Tree } from './types.ts'

type Constraint = Tree

const constraintsOf = (column: Tree): readonly Constraint[] =>
  list(column['constraints']).flatMap((one) => {
    const body = inside(one, 'Constraint')
    return typeof body === 'object' && body !== null ? [body as Constraint] : []
  })

const serials = ['serial', 'bigserial', 'smallserial', 'serial4', 'serial8', 'serial2']
/** Defaults that give every row another value. */
const distinct = ['gen_random_uuid', 'uuid_generate_v4', 'uuid_generate_v1', 'uuidv4', 'uuidv7', 'nextval']
/** Of one transaction: every row that is there gets the same value, and nothing is written anew. */
const stable = ['now', 'transaction_timestamp', 'statement_timestamp', 'current_database', 'current_schema']

const calls = (node: unknown): readonly string[] =>
  every(node, ['FuncCall']).map((call) => dottedName(call['funcname']).replace(/^pg_catalog\./, ''))

/** What is computed for every row and cannot fail: no division, no change of type, only functions that take anything. */
const isTotalExpression = (node: unknown): boolean =>
  calls(node).every(isTotal) &&
  !holds(node, 'TypeCast') &&
  every(node, ['A_Expr']).every(
    (one) => !['/', '%'].includes(text(inside(list(one['name'])[0], 'String', 'sval'))),
  )

const constant = (node: unknown): string | number | null => {
  const value = inside(node, 'A_Const') ?? inside(node, 'TypeCast', 'arg', 'A_Const')
  const words = inside(value, 'sval', 'sval')
  if (typeof words === 'string') return words
  const number = inside(value, 'ival')
  return number === undefined ? null : ((inside(number, 'ival') as number | undefined) ?? 0)
}

/** Whether a default meets a plain rule about its own column: `in (...)`, or a comparison with a number. */
const meets = (check: Constraint, value: unknown): boolean => {
  const given = constant(value)
  const rule = inside(check, 'raw_expr', 'A_Expr')
  if (given === null || !holds(inside(rule, 'lexpr'), 'ColumnRef')) return false
  const operator = text(inside(list(inside(rule, 'name'))[0], 'String', 'sval'))
  if (inside(rule, 'kind') === 'AEXPR_IN')
    return (
      operator === '=' && list(inside(rule, 'rexpr', 'List', 'items')).some((one) => constant(one) === given)
    )
  const bound = constant(inside(rule, 'rexpr'))
  if (typeof given !== 'number' || typeof bound !== 'number') return false
  if (operator === '>') return given > bound
  if (operator === '>=') return given >= bound
  if (operator === '<') return given < bound
  return operator === '<=' ? given <= bound : false
}

/** Null meets every rule that does not ask for it. */
const passesEmpty = (check: Constraint): boolean =>
  !holds(check['raw_expr'], 'NullTest', 'CoalesceExpr', 'FuncCall', 'BoolExpr')

/** A column that is added to a table of the running release, whose statements do not name it. */
export const addedColumn = (column: Tree, known: Known): Judged => {
  const name = text(column['colname'])
  const type = typeName(column)
  const all = constraintsOf(column)
  const of = (kind: string): Constraint | undefined => all.find((one) => one['contype'] === kind)
  const value = of('CONSTR_DEFAULT')?.['raw_expr']
  const generated = of('CONSTR_GENERATED')
  const counted = serials.includes(type) || of('CONSTR_IDENTITY') !== undefined
  const filled =
    counted || generated !== undefined || (value !== undefined && inside(value, 'A_Const', 'isnull') !== true)
  if (known.domains.has(type)) return unknown(why.domain(type))
  const must = of('CONSTR_NOTNULL') !== undefined || of('CONSTR_PRIMARY') !== undefined
  if (must && !filled) return breaks(why.mustFill(name))
  const unique = of('CONSTR_UNIQUE') ?? of('CONSTR_PRIMARY')
  if (unique !== undefined && !counted) {
    const empty = !filled && unique['nulls_not_distinct'] !== true
    if (!empty && !calls(value).some((one) => distinct.includes(one))) return breaks(why.sameForAll(name))
  }
  const call = value === undefined || counted ? null : foreignCall({ value: stripDistinct(value) })
  if (call !== null) return unknown(why.calls(call))
  if (generated !== undefined && !isTotalExpression(generated['raw_expr']))
    return unknown(why.maybeRefuses(name))
  const checks = all.filter((one) => one['contype'] === 'CONSTR_CHECK')
  const refused = checks.some((one) => (filled ? !meets(one, value) : !passesEmpty(one)))
  if (refused || (filled && of('CONSTR_FOREIGN') !== undefined)) return unknown(why.maybeRefuses(name))
  const slow = counted || generated !== undefined || calls(value).some((one) => !stable.includes(one))
  return expands(slow ? why.slowColumn : why.plainColumn)
}

/** A default that only draws a value calls nobody's code. */
const stripDistinct = (value: unknown): unknown =>
  calls(value).every((one) => distinct.includes(one)) ? null : value

/** An index over columns, or over what cannot fail for any row. */
export const refusesNoRow = (index: Tree): boolean =>
  isTotalExpression(index['indexParams']) && isTotalExpression(index['whereClause'])
