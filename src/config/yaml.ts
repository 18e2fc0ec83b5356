import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type ParsedNode, parseDocument } from 'yaml'
import type { Place, Problem } from '../kernel/problem.ts'
import * as say from './messages-yaml.ts'

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain }
export type Path = readonly (string | number)[]

/** A YAML or JSON text as plain values, and where each of them stands. */
export type Tree = {
  readonly value: Plain
  readonly problems: readonly Problem[]
  /** Where the value at a path begins; of a value that is not there, where its nearest parent does. */
  readonly at: (path: Path) => Place
  /** Where the key that names the value at a path begins. */
  readonly atKey: (path: Path) => Place
}

export type Source = { readonly file: string; readonly text: string }

const MAX_TEXT = 128 * 1_024
const MAX_NODES = 20_000
const MAX_DEPTH = 32
/** Of more than this nobody reads the rest. */
const MAX_PROBLEMS = 50

type Offsets = Map<string, { readonly key: number; readonly value: number }>

const spell = (path: Path) => JSON.stringify(path)

class Limit extends Error {
  readonly offset: number
  constructor(offset: number) {
    super('limit')
    this.offset = offset
  }
}

/** Reads nodes into plain values with a budget, so that aliases which multiply cannot fill the memory. */
class Reader {
  readonly offsets: Offsets = new Map()
  readonly problems: { readonly problem: Problem; readonly offset: number }[] = []
  readonly #anchors = new Map<string, Node>()
  readonly #asText: (path: Path) => boolean
  #budget = MAX_NODES

  constructor(asText: (path: Path) => boolean) {
    this.#asText = asText
  }

  read(node: ParsedNode | null | undefined, path: Path, keyOffset: number, depth = 0): Plain {
    this.#budget -= 1
    const offset = node?.range?.[0] ?? keyOffset
    if (this.#budget < 0 || depth > MAX_DEPTH) throw new Limit(offset)
    if (!this.offsets.has(spell(path))) this.offsets.set(spell(path), { key: keyOffset, value: offset })
    if (node === null || node === undefined) return null
    if (isAlias(node)) return this.#alias(node.source, path, offset, depth)
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node)
    if (isMap(node)) return this.#map(node.items, path, offset, depth)
    if (isSeq(node))
      return node.items.map((item, index) =>
        this.read(item as ParsedNode, [...path, index], offset, depth + 1),
      )
    return isScalar(node) ? this.#scalar(node.value, node.source, path, offset) : null
  }

  #alias(name: string, path: Path, offset: number, depth: number): Plain {
    const target = this.#anchors.get(name)
    // One around itself ends at the depth limit.
    if (target !== undefined) return this.read(target as ParsedNode, path, offset, depth + 1)
    this.problems.push({ problem: say.unknownAnchor(name), offset })
    return null
  }

  #map(items: readonly { key: unknown; value: unknown }[], path: Path, offset: number, depth: number): Plain {
    const members = new Map<string, Plain>()
    for (const { key, value } of items) {
      const place = (key as ParsedNode | null)?.range?.[0] ?? offset
      const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : null
      if (name === null || name === '__proto__') {
        this.problems.push({ problem: say.badKey(name), offset: place })
        continue
      }
      // The parser's own check compares each key with all others: too slow for a hostile file.
      if (members.has(name)) this.problems.push({ problem: say.duplicateKey(name), offset: place })
      members.set(name, this.read(value as ParsedNode | null, [...path, name], place, depth + 1))
    }
    return Object.fromEntries(members)
  }

  #scalar(value: unknown, source: string | undefined, path: Path, offset: number): Plain {
    if (value === null || typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') {
      // What becomes a variable or an argument is text: `1.10` must not lose its zero.
      return this.#asText(path) ? (source ?? String(value)) : value
    }
    this.problems.push({ problem: say.badScalar(), offset })
    return null
  }
}

/**
 * Reads a YAML text (JSON too). Never throws: what is wrong stands in `problems`, with places.
 * `asText` names the paths whose numbers and booleans are kept as they were written.
 */
export const readTree = ({ file, text }: Source, asText: (path: Path) => boolean = () => false): Tree => {
  const lines = new LineCounter()
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return line === 0 ? { file, line: 1, column: 1 } : { file, line, column: col }
  }
  const nothing = (problem: Problem, offset = 0): Tree => ({
    value: null,
    problems: [{ ...problem, place: place(offset) }],
    at: () => place(offset),
    atKey: () => place(offset),
  })
  if (text.length > MAX_TEXT) return nothing(say.tooLarge(text.length, MAX_TEXT))
  if (text.includes('\0')) return nothing(say.notText())
  let document: ReturnType<typeof parseDocument>
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
    })
  } catch {
    // The parser's own limits: the stack of a text that opens thousands of brackets.
    return nothing(say.tooDeep())
  }
  const reader = new Reader(asText)
  let value: Plain = null
  try {
    value = reader.read(document.contents as ParsedNode | null, [], 0)
  } catch (error) {
    if (!(error instanceof Limit)) throw error
    return nothing(say.tooMany(), error.offset)
  }
  const problems = [
    ...[...document.errors, ...document.warnings].map(({ code, pos }) => ({
      problem: say.yaml(code),
      offset: pos[0],
    })),
    ...reader.problems,
  ]
    .slice(0, MAX_PROBLEMS)
    .map(({ problem, offset }) => ({ ...problem, place: place(offset) }))
  const nearest = (path: Path) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const found = reader.offsets.get(spell(path.slice(0, length)))
      if (found !== undefined) return { ...found, exact: length === path.length }
    }
    return { key: 0, value: 0, exact: false }
  }
  return {
    value,
    problems,
    at: (path) => {
      const { key, value: begins, exact } = nearest(path)
      return place(exact ? begins : key)
    },
    atKey: (path) => place(nearest(path).key),
  }
}
