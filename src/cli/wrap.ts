/** A person's output is at most this wide. */
export const widest = 100

let segmenter: Intl.Segmenter | undefined
const graphemes = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** Each of these is a grapheme by itself, whatever stands beside it: what nearly every line is made of. */
const plain = /^[\u0020-\u02ff\u2010-\u2027\u202f]*$/

/** Columns that a text takes on a terminal: graphemes; wide scripts are not ours. */
export const width = (text: string): number => {
  if (plain.test(text)) return text.length
  let columns = 0
  for (const _ of graphemes(text)) columns += 1
  return columns
}

/** A word with what French sets apart from it by a space: `« that »`, `this :`. */
const words = /( *)((?:« )?[^ ]+(?: [:;?!»]+[.,)]?(?= |$))*)/g

/**
 * Breaks a line at spaces so that none is wider than `columns`; what follows is indented by `hang` more than the
 * line itself. No-break spaces hold, and those that French writes before a colon and inside guillemets. A word that is too long stands alone.
 */
export const wrap = (line: string, columns: number, hang = 2): readonly string[] => {
  if (line.length <= columns || width(line) <= columns) return [line]
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current = ''
  // Runs of spaces inside a line are columns of a table: they stay.
  for (const [, gap = '', word = ''] of line.slice(indent.length).matchAll(words)) {
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
  const parts = [...graphemes(text)].map(({ segment }) => segment)
  return `${parts.slice(0, Math.max(0, columns - 1)).join('')}…`
}
