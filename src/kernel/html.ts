import type { Language } from './text.ts'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML, in an element or in a quoted attribute: nothing in it is markup. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (mark) => entities[mark] ?? mark)

/** The beginning of a page that stands alone, up to its content: no script, nothing fetched. `title` is plain text. */
export const pageBegin = (language: Language, title: string, style: string): readonly string[] => [
  '<!doctype html>',
  `<html lang="${language}-CA">`,
  '<head>',
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width, initial-scale=1">',
  `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
  `<title>${escapeHtml(title)}</title>`,
  `<style>${style}</style>`,
  '</head>',
  '<body>',
  '<main>',
]

export const pageEnd: readonly string[] = ['</main>', '</body>', '</html>', '']
