/** A JSON text as nodes with their places: what `JSON.parse` does not tell, and members that stand twice. */
export type JsonNode =
  | {
      readonly kind: 'object'
      readonly members: readonly JsonMember[]
      readonly from: number
      readonly to: number
    }
  | {
      readonly kind: 'array'
      readonly items: readonly JsonNode[]
      readonly from: number
      readonly to: number
    }
  | {
      readonly kind: 'scalar'
      readonly value: string | number | boolean | null
      readonly from: number
      readonly to: number
    }

export type JsonMember = { readonly name: string; readonly at: number; readonly value: JsonNode }

/** Where a text is no JSON: the offset of the first character that does not belong there. */
export class NotJson extends Error {
  readonly offset: number
  constructor(offset: number) {
    super('not JSON')
    this.offset = offset
  }
}

const deepest = 32
const most = 200_000

const blank = /[ \t\r\n]*/y
const stringToken = /"(?:[^"\\\r\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const wordToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

class Scanner {
  readonly #text: string
  #at: number
  #budget = most

  constructor(text: string) {
    this.#text = text
    // A byte order mark is no part of the text.
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  }

  whole(): JsonNode {
    const node = this.#node(0)
    this.#skip()
    if (this.#at < this.#text.length) throw new NotJson(this.#at)
    return node
  }

  #skip(): void {
    blank.lastIndex = this.#at
    blank.exec(this.#text)
    this.#at = blank.lastIndex
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    if (found === '') throw new NotJson(this.#at)
    this.#at += found.length
    return found
  }

  /** A character below the space in a string is refused here. */
  #meaning(token: string, at: number): unknown {
    try {
      return JSON.parse(token)
    } catch {
      throw new NotJson(at)
    }
  }

  #is(character: string): boolean {
    this.#skip()
    if (this.#text[this.#at] !== character) return false
    this.#at += 1
    return true
  }

  #must(character: string): void {
    if (!this.#is(character)) throw new NotJson(this.#at)
  }

  #node(depth: number): JsonNode {
    this.#skip()
    this.#budget -= 1
    if (depth > deepest || this.#budget < 0) throw new NotJson(this.#at)
    const from = this.#at
    if (this.#is('{')) return { kind: 'object', members: this.#members(depth), from, to: this.#at }
    if (this.#is('[')) return { kind: 'array', items: this.#items(depth), from, to: this.#at }
    const token = this.#take(this.#text[from] === '"' ? stringToken : wordToken)
    return {
      kind: 'scalar',
      value: this.#meaning(token, from) as string | number | boolean | null,
      from,
      to: this.#at,
    }
  }

  #members(depth: number): readonly JsonMember[] {
    const members: JsonMember[] = []
    if (this.#is('}')) return members
    do {
      this.#skip()
      const at = this.#at
      const name = this.#meaning(this.#take(stringToken), at) as string
      this.#must(':')
      members.push({ name, at, value: this.#node(depth + 1) })
    } while (this.#is(','))
    this.#must('}')
    return members
  }

  #items(depth: number): readonly JsonNode[] {
    const items: JsonNode[] = []
    if (this.#is(']')) return items
    do items.push(this.#node(depth + 1))
    while (this.#is(','))
    this.#must(']')
    return items
  }
}

/** Reads a JSON text (RFC 8259), to a depth of 32 and 200,000 values. Throws `NotJson`. */
export const readJsonText = (text: string): JsonNode => new Scanner(text).whole()
