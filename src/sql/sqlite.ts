import type { Statement, Tree } from '../migrations/types.ts'
import { type Piece, splitSqlite } from './split.ts'

type Parser = (sql: string) => readonly unknown[]

let parser: Promise<Parser> | undefined

/** Loaded with the first text, 3.6 MB that nobody else needs. */
const load = async (): Promise<Parser> => {
  const { init, parse } = await import('@guanmingchiu/sqlparser-ts')
  await init()
  return (sql) => parse(sql, 'sqlite') as readonly unknown[]
}

/** What the parser does not take, and that says by its first words what it is. */
const plain = (sql: string): Tree | null => {
  const [first = '', name = ''] = sql.match(/[A-Za-z_]+/g) ?? []
  if (first.toUpperCase() === 'PRAGMA') return { Pragma: { name: [{ value: name }] } }
  if (first.toUpperCase() === 'REINDEX') return { Reindex: {} }
  return null
}

const faultOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/^sql parser error: /i, '')
    .replaceAll(/\s+/g, ' ')

const readOne = (parse: Parser, text: string, { from, to }: Piece): Statement => {
  const sql = text.slice(from, to)
  const known = plain(sql)
  if (known !== null) return { from, to, tree: known }
  try {
    const [tree, another] = parse(sql)
    const one = typeof tree === 'object' && tree !== null && another === undefined
    return one ? { from, to, tree: tree as Tree } : { from, to, tree: null, fault: 'no statement' }
  } catch (error) {
    return { from, to, tree: null, fault: faultOf(error) }
  }
}

export const readSqlite = async (text: string): Promise<readonly Statement[]> => {
  parser ??= load()
  const parse = await parser
  return splitSqlite(text).map((piece) => readOne(parse, text, piece))
}
