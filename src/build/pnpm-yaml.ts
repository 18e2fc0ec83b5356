/** What a text of YAML holds where every scalar is taken as it is written. */
export type Node = string | readonly Node[] | { readonly [key: string]: Node }

type Line = { readonly indent: number; readonly text: string; readonly at: number }

class Unknown extends Error {
  readonly line: number

  constructor(line: number) {
    super(`line ${line}`)
    this.line = line
  }
}

const single = /'(?:[^']|'')*'/y
const double = /"(?:[^"\\]|\\.)*"/y
const bareKey = /[^\s'"[\]{}#&*!|>%@`,?:-](?:[^:#]|:(?! |$)|(?<! )#)*|-(?=[^\s-])[^:#]*/y
const bareInFlow = /[^\s'"[\]{}#&*!|>%@`,?:](?:[^,[\]{}:#]|:(?! ))*/y

/** The scalar that stands at a place of a line, and where it ends; null where it is of a kind that is not known. */
const scalarAt = (text: string, from: number, bare: RegExp): { value: string; end: number } | null => {
  for (const [pattern, read] of [
    [single, (token: string) => token.slice(1, -1).replaceAll("''", "'")],
    [double, (token: string) => String(JSON.parse(token))],
    [bare, (token: string) => token.trimEnd()],
  ] as const) {
    pattern.lastIndex = from
    const token = pattern.exec(text)?.[0]
    if (token !== undefined) return { value: read(token), end: from + token.length }
  }
  return null
}

/** `{a: b}` or `[a, b]` on one line. */
const flow = (text: string, line: number): Node => {
  let at = 0
  const blank = () => {
    while (text[at] === ' ') at += 1
  }
  const value = (): Node => {
    blank()
    if (text[at] === '[') return list()
    if (text[at] === '{') return map()
    const found = scalarAt(text, at, bareInFlow)
    if (found === null) throw new Unknown(line)
    at = found.end
    return found.value
  }
  const parts = (close: string, each: () => void): void => {
    at += 1
    for (blank(); text[at] !== close; blank()) {
      each()
      blank()
      if (text[at] === ',') at += 1
      else if (text[at] !== close) throw new Unknown(line)
    }
    at += 1
  }
  const list = (): Node => {
    const found: Node[] = []
    parts(']', () => found.push(value()))
    return found
  }
  const map = (): Node => {
    const found: Record<string, Node> = {}
    parts('}', () => {
      const name = scalarAt(text, at, bareInFlow)
      if (name === null) throw new Unknown(line)
      at = name.end
      if (text[at] !== ':') throw new Unknown(line)
      at += 1
      put(found, name.value, value(), line)
    })
    return found
  }
  const whole = value()
  if (at !== text.length) throw new Unknown(line)
  return whole
}

const put = (into: Record<string, Node>, key: string, value: Node, line: number): void => {
  if (Object.hasOwn(into, key)) throw new Unknown(line)
  Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true })
}

class Reader {
  readonly #lines: readonly Line[]
  #next = 0

  constructor(lines: readonly Line[]) {
    this.#lines = lines
  }

  read(): Node {
    const whole = this.#lines.length === 0 ? {} : this.#block(0)
    const left = this.#lines[this.#next]
    if (left !== undefined) throw new Unknown(left.at)
    return whole
  }

  #block(indent: number): Node {
    const first = this.#lines[this.#next]
    if (first === undefined || first.indent !== indent) throw new Unknown(first?.at ?? 1)
    return first.text.startsWith('- ') ? this.#list(indent) : this.#map(indent)
  }

  #list(indent: number): Node {
    const found: Node[] = []
    for (let line = this.#lines[this.#next]; line?.indent === indent; line = this.#lines[this.#next]) {
      if (!line.text.startsWith('- ')) break
      this.#next += 1
      found.push(this.#scalar(line.text.slice(2), line.at))
    }
    return found
  }

  #map(indent: number): Node {
    const found: Record<string, Node> = {}
    for (let line = this.#lines[this.#next]; line?.indent === indent; line = this.#lines[this.#next]) {
      const name = scalarAt(line.text, 0, bareKey)
      if (name === null || line.text[name.end] !== ':') throw new Unknown(line.at)
      this.#next += 1
      put(found, name.value, this.#value(line, line.text.slice(name.end + 1).trim()), line.at)
    }
    return found
  }

  #value(line: Line, rest: string): Node {
    const below = this.#lines[this.#next]
    if (/^[|>][-+]?$/.test(rest)) return this.#words(line.indent)
    if (rest !== '') return this.#scalar(rest, line.at)
    if (below === undefined || below.indent < line.indent) return ''
    if (below.indent === line.indent) return below.text.startsWith('- ') ? this.#list(line.indent) : ''
    return this.#block(below.indent)
  }

  /** Text of several lines: only what is said of a package, never where it stands. */
  #words(indent: number): Node {
    const found: string[] = []
    for (let line = this.#lines[this.#next]; line !== undefined && line.indent > indent; ) {
      found.push(line.text)
      this.#next += 1
      line = this.#lines[this.#next]
    }
    return found.join('\n')
  }

  #scalar(text: string, at: number): Node {
    if (text.startsWith('{') || text.startsWith('[')) return flow(text, at)
    if (!/^['"]/.test(text)) {
      if (/^[&*!|>%@`]| #|: |:$/.test(text)) throw new Unknown(at)
      return text
    }
    const found = scalarAt(text, 0, bareKey)
    if (found === null || found.end !== text.length) throw new Unknown(at)
    return found.value
  }
}

/**
 * Reads YAML of the narrow kind that pnpm writes, ten times as fast as any reader of the whole language; null where the
 * text is of another kind (a formatter was at it, a merge is open): then that reader has to judge.
 */
export const readNarrow = (text: string): Node | null => {
  const lines = text.split(/\r?\n/).flatMap((words, index): readonly Line[] => {
    const inner = words.trim()
    if (inner === '') return []
    return [{ indent: words.length - words.trimStart().length, text: inner, at: index + 1 }]
  })
  try {
    return new Reader(lines).read()
  } catch (error) {
    if (error instanceof Unknown || error instanceof SyntaxError) return null
    throw error
  }
}
