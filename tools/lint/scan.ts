export type Token = {
  readonly kind: 'word' | 'number' | 'string' | 'regex' | 'sign' | 'comment'
  /** As written; a string's and a comment's content without its marks. */
  readonly text: string
  /** From 1. */
  readonly line: number
}

const BLANK = /\s+/y
const COMMENT = /\/\/(?<line>[^\n]*)|\/\*(?<block>[\s\S]*?)\*\//y
const TEXT = /'(?<single>(?:\\[\s\S]|[^'\\\n])*)'|"(?<double>(?:\\[\s\S]|[^"\\\n])*)"/y
const WORD = /#?[\p{L}_$][\p{L}\p{N}_$]*/uy
const NUMBER = /\d[\w.]*/y
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y
const TEMPLATE = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y

/** Words after which a slash begins a regular expression. */
const OPENING = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'do',
  'else',
  'void',
  'delete',
  'throw',
  'new',
  'await',
])

/**
 * The tokens of a TypeScript file, comments included: as much as the rules need to tell code from what merely
 * looks like it. Templates give their fixed parts as strings and the code in them as code.
 */
export const scan = (source: string): readonly Token[] => {
  const tokens: Token[] = []
  /** Open braces since the begin of each template's `${` that we are in. */
  const depths: number[] = []
  let at = 0
  let line = 1
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  const add = (kind: Token['kind'], text: string, written: string): void => {
    tokens.push({ kind, text, line })
    line += written.split('\n').length - 1
  }
  const template = (): void => {
    const [part = ''] = take(TEMPLATE) ?? []
    add('string', part, part)
    if (source.startsWith('${', at)) {
      depths.push(0)
      at += 2
    } else at += 1
  }
  while (at < source.length) {
    const blank = take(BLANK)
    if (blank !== null) {
      line += blank[0].split('\n').length - 1
      continue
    }
    const comment = take(COMMENT)
    if (comment !== null) {
      add('comment', comment.groups?.['line'] ?? comment.groups?.['block'] ?? '', comment[0])
      continue
    }
    const text = take(TEXT)
    if (text !== null) {
      add('string', text.groups?.['single'] ?? text.groups?.['double'] ?? '', text[0])
      continue
    }
    const word = take(WORD)
    if (word !== null) {
      add('word', word[0], '')
      continue
    }
    const number = take(NUMBER)
    if (number !== null) {
      add('number', number[0], '')
      continue
    }
    const regex = beginsRegex(tokens) ? take(REGEX) : null
    if (regex !== null) {
      add('regex', regex[0], '')
      continue
    }
    const sign = source.charAt(at)
    at += 1
    if (sign === '`') {
      template()
      continue
    }
    const depth = depths.at(-1)
    if (depth !== undefined && sign === '}' && depth === 0) {
      depths.pop()
      template()
      continue
    }
    if (depth !== undefined && (sign === '{' || sign === '}')) {
      depths[depths.length - 1] = depth + (sign === '{' ? 1 : -1)
    }
    add('sign', sign, '')
  }
  return tokens
}

const beginsRegex = (tokens: readonly Token[]): boolean => {
  const before = tokens.findLast((token) => token.kind !== 'comment')
  if (before === undefined) return true
  if (before.kind === 'word') return OPENING.has(before.text)
  return before.kind === 'sign' && ![')', ']', '}'].includes(before.text)
}
