import { parse, parseDocument } from 'yaml'
import type { Line } from './types.ts'

/** A file with a suggested line, as a person sets it: the key below what is named, in place of what stood there. */
export const pasted = (file: string, { below, line }: Line): string => {
  const document = parseDocument(file)
  const entries = Object.entries(parse(line) as Readonly<Record<string, unknown>>)
  for (const [key, value] of entries) document.setIn([...below.split('.'), key], document.createNode(value))
  return document.toString()
}
