import { escapeHtml, pageBegin, pageEnd } from '../kernel/html.ts'
import type { Language } from '../kernel/text.ts'
import type { Block, Span } from './document.ts'

/** Nothing in a commit's words is markup: not of Markdown, and not of the HTML that Markdown lets through. */
const escapeMarkdown = (text: string): string =>
  text
    .replaceAll(/[\\`*[\]]/g, (mark) => `\\${mark}`)
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|~(?=~)/gu, (mark) => `\\${mark}`)
    .replaceAll(/&(?=#?\w+;)/g, '&amp;')
    .replaceAll('<', '&lt;')

/** What would begin a heading, a quotation or a list where it stands first. */
const escapeStart = (line: string): string =>
  line.replace(/^(?:[#>+=|-]|\d+(?=[.)]\s))/u, (mark) => (/^\d/u.test(mark) ? `${mark}\\` : `\\${mark}`))

const codeMarkdown = (text: string): string => {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`
}

const spanMarkdown = ({ text, as, href }: Span): string => {
  const inner = as === 'code' ? codeMarkdown(text) : escapeMarkdown(text)
  const marked = as === 'strong' ? `**${inner}**` : inner
  return href === undefined ? marked : `[${marked}](${href})`
}

const markdownOf = (spans: readonly Span[]): string => spans.map(spanMarkdown).join('')

export const toMarkdown = (blocks: readonly Block[]): string => {
  const parts = blocks.map((block) => {
    if (block.kind === 'heading') return `${'#'.repeat(block.level)} ${escapeMarkdown(block.text)}`
    if (block.kind === 'paragraph') return escapeStart(markdownOf(block.spans))
    return block.items.map((item) => `- ${escapeStart(markdownOf(item))}`).join('\n')
  })
  return `${parts.join('\n\n')}\n`
}

const tags: Readonly<Record<Span['as'], readonly [string, string]>> = {
  plain: ['', ''],
  code: ['<code>', '</code>'],
  strong: ['<strong>', '</strong>'],
  faint: ['<span class="faint">', '</span>'],
}

const spanHtml = ({ text, as, href }: Span): string => {
  const [open, close] = tags[as]
  const inner = `${open}${escapeHtml(text)}${close}`
  return href === undefined ? inner : `<a href="${escapeHtml(href)}">${inner}</a>`
}

const blockHtml = (block: Block): string => {
  if (block.kind === 'heading') return `<h${block.level}>${escapeHtml(block.text)}</h${block.level}>`
  if (block.kind === 'paragraph') return `<p>${block.spans.map(spanHtml).join('')}</p>`
  const items = block.items.map((item) => `  <li>${item.map(spanHtml).join('')}</li>`)
  return ['<ul>', ...items, '</ul>'].join('\n')
}

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2rem}h3{font-size:1.05rem}.faint{color:#595959}code{background:#f2f2f2;padding:0 .2em}a{color:#1c4fa0}li{margin:.25rem 0}'

/** A page that stands alone: no script, nothing fetched. */
export const toHtml = (blocks: readonly Block[], language: Language): string => {
  const heading = blocks.find((block) => block.kind === 'heading')
  return [...pageBegin(language, heading?.text ?? '', style), ...blocks.map(blockHtml), ...pageEnd].join('\n')
}

const textOf = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('')

/** Lines for a terminal: `indent` for what follows on the next line, which the edge wraps. */
export const toLines = (
  blocks: readonly Block[],
): readonly { readonly text: string; readonly indent: number }[] =>
  blocks.flatMap((block, at) => {
    const before = at === 0 ? [] : [{ text: '', indent: 0 }]
    if (block.kind === 'heading') {
      const text = block.level === 1 ? block.text : block.level === 2 ? block.text.toUpperCase() : block.text
      return [...before, { text, indent: 0 }]
    }
    if (block.kind === 'paragraph') return [...before, { text: textOf(block.spans), indent: 0 }]
    return block.items.map((item) => ({ text: `  - ${textOf(item)}`, indent: 4 }))
  })
