/** What an XML text holds, piece by piece; text between elements is left out, but for CDATA nothing is kept of it. */
export type XmlEvent =
  | {
      readonly kind: 'open'
      readonly name: string
      readonly attributes: ReadonlyMap<string, string>
      readonly closed: boolean
    }
  | { readonly kind: 'close'; readonly name: string }

export class XmlError extends Error {
  readonly line: number
  constructor(line: number, words: string) {
    super(words)
    this.line = line
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The five entities of XML and characters by number; one that a document defines itself stays as it is written. */
const decode = (words: string): string =>
  words.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name as string] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const namePattern = /[^\s/>=]+/y
const attributePattern = /\s*([^\s/>=]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y

/**
 * Reads XML without following anything: no DTD, no entity but the five, nothing fetched, no depth kept. Throws
 * `XmlError` with the line where it is not well formed.
 */
export function* readXml(words: string): Generator<XmlEvent> {
  const fail = (at: number, why: string): XmlError => new XmlError(words.slice(0, at).split('\n').length, why)
  const after = (mark: string, at: number): number => {
    const end = words.indexOf(mark, at)
    if (end === -1) throw fail(at, `“${mark}” is missing`)
    return end + mark.length
  }
  for (let at = words.indexOf('<'); at !== -1; at = words.indexOf('<', at)) {
    if (words.startsWith('<!--', at)) at = after('-->', at + 4)
    else if (words.startsWith('<![CDATA[', at)) at = after(']]>', at + 9)
    else if (words.startsWith('<?', at)) at = after('?>', at + 2)
    else if (words.startsWith('<!', at)) at = afterDoctype(words, at, fail)
    else if (words.startsWith('</', at)) {
      const end = after('>', at)
      yield { kind: 'close', name: words.slice(at + 2, end - 1).trim() }
      at = end
    } else {
      namePattern.lastIndex = at + 1
      const name = namePattern.exec(words)?.[0]
      if (name === undefined) throw fail(at, 'an element has no name')
      const attributes = new Map<string, string>()
      attributePattern.lastIndex = at + 1 + name.length
      let end = attributePattern.lastIndex
      for (let found = attributePattern.exec(words); found !== null; found = attributePattern.exec(words)) {
        attributes.set(found[1] ?? '', decode(found[2] ?? found[3] ?? ''))
        end = attributePattern.lastIndex
      }
      const tail = /\s*(\/?)>/y
      tail.lastIndex = end
      const closing = tail.exec(words)
      if (closing === null) throw fail(at, `the element ${name.slice(0, 60)} does not end`)
      yield { kind: 'open', name, attributes, closed: closing[1] === '/' }
      at = tail.lastIndex
    }
  }
}

const afterDoctype = (words: string, from: number, fail: (at: number, why: string) => XmlError): number => {
  let depth = 0
  for (let at = from; at < words.length; at += 1) {
    const c = words[at]
    if (c === '[') depth += 1
    if (c === ']') depth -= 1
    if (c === '>' && depth <= 0) return at + 1
  }
  throw fail(from, 'the document type does not end')
}
