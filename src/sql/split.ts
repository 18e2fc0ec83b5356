/** One statement of a text: from its first word to before its semicolon, in UTF-16 units. */
export type Piece = { readonly from: number; readonly to: number }

type Scan = { readonly text: string; at: number }

const skipTo = (scan: Scan, mark: string): void => {
  const end = scan.text.indexOf(mark, scan.at)
  scan.at = end < 0 ? scan.text.length : end + mark.length
}

/** Past a comment, or false. */
const comment = (scan: Scan): boolean => {
  const two = scan.text.slice(scan.at, scan.at + 2)
  if (two !== '--' && two !== '/*') return false
  scan.at += 2
  skipTo(scan, two === '--' ? '\n' : '*/')
  return true
}

/** Past something quoted, whose closing mark doubled is itself, or false. */
const quoted = (scan: Scan): boolean => {
  const mark = scan.text[scan.at] ?? ''
  const close = mark === '[' ? ']' : mark
  if (!['"', "'", '`', '['].includes(mark)) return false
  scan.at += 1
  for (;;) {
    skipTo(scan, close)
    if (mark === '[' || scan.text[scan.at] !== close) return true
    scan.at += 1
  }
}

const word = /[A-Za-z_][A-Za-z0-9_$]*/y

/** A trigger's body has semicolons of its own: it ends with the `END` of its `BEGIN`, `CASE` having one too. */
const opens = (words: readonly string[]): boolean =>
  words[0] === 'CREATE' && words.slice(1, 3).includes('TRIGGER')

/** SQLite's statements, told apart as its own shell does it. */
export const splitSqlite = (text: string): readonly Piece[] => {
  const pieces: Piece[] = []
  const scan: Scan = { text, at: 0 }
  let from = -1
  let to = 0
  let words: string[] = []
  let depth = 0
  const close = (): void => {
    if (from >= 0) pieces.push({ from, to })
    from = -1
    words = []
    depth = 0
  }
  while (scan.at < text.length) {
    const start = scan.at
    if (comment(scan)) continue
    const character = text[start] ?? ''
    if (/\s/.test(character)) {
      scan.at += 1
      continue
    }
    if (character === ';' && (depth === 0 || !opens(words))) {
      scan.at += 1
      close()
      continue
    }
    if (from < 0) from = start
    word.lastIndex = start
    const found = quoted(scan) ? null : word.exec(text)
    if (found !== null) {
      const upper = found[0].toUpperCase()
      if (words.length < 3) words.push(upper)
      if (upper === 'BEGIN' || upper === 'CASE') depth += 1
      if (upper === 'END') depth -= 1
      scan.at = word.lastIndex
    } else if (scan.at === start) scan.at += 1
    to = scan.at
  }
  close()
  return pieces
}
