import type { Statement, Tree } from '../migrations/types.ts'

type Read = {
  readonly stmts?: readonly {
    readonly stmt?: Tree
    readonly stmt_location?: number
    readonly stmt_len?: number
  }[]
}
type Fault = Error & { readonly sqlDetails?: { readonly cursorPosition: number } }

/** Positions in bytes of UTF-8 as positions in the text. They only rise. */
const positions = (text: string): ((bytes: number) => number) => {
  let [at, passed] = [0, 0]
  return (bytes) => {
    while (passed < bytes && at < text.length) {
      const point = text.codePointAt(at) ?? 0
      passed += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
      at += point < 0x10000 ? 1 : 2
    }
    return at
  }
}

const blank = /(?:\s+|--[^\n]*(?:\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y

/** Where the statement's first word stands: what is before it is blank or a comment. */
const begins = (text: string, from: number): number => {
  blank.lastIndex = from
  blank.exec(text)
  return Math.max(from, blank.lastIndex)
}

/** By PostgreSQL's own parser: a text of which one word is wrong has no statement at all. */
export const readPostgresql = async (text: string): Promise<readonly Statement[]> => {
  const { parse } = await import('libpg-query')
  if (begins(text, 0) >= text.length) return []
  try {
    const { stmts = [] } = (await parse(text)) as Read
    const position = positions(text)
    return stmts.map(({ stmt, stmt_location: location = 0, stmt_len: length }) => {
      const from = begins(text, position(location))
      const to = length === undefined ? text.trimEnd().length : position(location + length)
      return { from, to: Math.max(from, to), tree: stmt ?? null }
    })
  } catch (error) {
    const { message, sqlDetails } = error as Fault
    // Its own positions count characters.
    const at = [...text].slice(0, sqlDetails?.cursorPosition ?? 0).join('').length
    return [{ from: Math.min(at, text.length), to: text.length, tree: null, fault: message }]
  }
}
