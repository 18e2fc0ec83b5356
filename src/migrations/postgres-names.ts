import { isHarmless } from './known.ts'
import { every, inside, list, text } from './tree.ts'
import type { Tree } from './types.ts'

const join = (parts: readonly string[]): string =>
  parts
    .filter((part, index) => part !== '' && !(index === 0 && parts.length > 1 && part === 'public'))
    .join('.')

/** `a` or `schema.a`; what stands in `public` has no prefix. */
export const relationName = (relation: unknown): string =>
  join([text(inside(relation, 'schemaname')), text(inside(relation, 'relname'))])

/** Of a list of `String` nodes, or of a `List`, `TypeName` or `ObjectWithArgs` that holds one. */
export const dottedName = (node: unknown): string => {
  const names =
    inside(node, 'List', 'items') ??
    inside(node, 'TypeName', 'names') ??
    inside(node, 'ObjectWithArgs', 'objname') ??
    (Array.isArray(node) ? node : [node])
  return join(list(names).map((one) => text(inside(one, 'String', 'sval'))))
}

/** The first function that is called anywhere below and whose code nobody here knows; null: none. */
export const foreignCall = (node: unknown): string | null => {
  const names = every(node, ['FuncCall']).map((call) => dottedName(call['funcname']))
  return names.find((name) => !isHarmless(name.replace(/^pg_catalog\./, ''))) ?? null
}

/** Type names as people write them. */
export const typeName = (column: Tree): string =>
  dottedName(inside(column, 'typeName', 'names')).replace(/^pg_catalog\./, '')
