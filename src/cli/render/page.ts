import { widest, wrap } from '../wrap.ts'

const plain = (line: string): string =>
  line
    .replace(/^#+ /, '')
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll('**', '')

/** A page of the docs for a terminal: paragraphs joined and wrapped, code indented, links by their words. */
export const plainPage = (markdown: string): string => {
  const lines: string[] = []
  let isCode = false
  let paragraph = ''
  const flush = (): void => {
    if (paragraph !== '') lines.push(...wrap(plain(paragraph), widest, paragraph.startsWith('- ') ? 2 : 0))
    paragraph = ''
  }
  for (const line of markdown.trimEnd().split('\n')) {
    if (line.startsWith('```')) {
      flush()
      isCode = !isCode
    } else if (isCode) lines.push(`  ${line}`.trimEnd())
    else if (/^(#|- |\d+\. |\||$)/.test(line)) {
      flush()
      if (line === '' || line.startsWith('|')) lines.push(plain(line))
      else paragraph = line
      if (line.startsWith('#')) flush()
    } else paragraph = paragraph === '' ? line : `${paragraph} ${line.trim()}`
  }
  flush()
  return `${lines.join('\n')}\n`
}
