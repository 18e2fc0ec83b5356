/** A person's output is at most this wide. */
export const widest = 100

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
/** Columns that a text takes on a terminal: graphemes; wide scripts are not ours. */
export const width = (text: string): number => {
  let columns = 0
  for (const _ of segmenter.segment(text)) columns += 1
  return columns
}

/**
 * Breaks a line at spaces so that none is wider than `columns`; what follows is indented by `hang` more than the
 * line itself. No-break spaces hold. A word that is too long stands alone.
 */
export const wrap = (line: string, columns: number, hang = 2): readonly string[] => {
  if (line.length <= columns || width(line) <= columns) return [line]
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = ''
  // Runs of spaces inside a line are columns of a table: they stay.
  for (const [, gap = '', word = ''] of line.slice(indent.length).matchAll(/( *)([^ ]+)/g)) {
    const lead = lines.length === 0 ? indent : indent + ' '.repeat(hang)
    const longer = current === '' ? lead + word : current + gap + word
    if (current !== '' && width(longer) > columns) {
      lines.push(current)
      current = indent + ' '.repeat(hang) + word
    } else current = longer
  }
  return [...lines, current]
}

export const pad = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - width(text)))

/** Cuts to a width, with an ellipsis; for lines that must stay one. */
export const cut = (text: string, columns: number): string => {
  if (width(text) <= columns) return text
  const parts = [...segmenter.segment(text)].map(({ segment }) => segment)
  return `${parts.slice(0, Math.max(0, columns - 1)).join('')}…`
}
