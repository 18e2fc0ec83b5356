import type { Letter, Notice } from '../../notices/types.ts'

/** A message may have 28 KB with all its wrapping. */
const longest = 24_000

/** Signs that a text block would read as markup, each behind a backslash. */
const plain = (words: string): string => words.replace(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&')

const block = (text: string, more: Readonly<Record<string, string | boolean>> = {}) => ({
  type: 'TextBlock',
  text: plain(text),
  wrap: true,
  ...more,
})

const cardOf = (notice: Notice, { parts }: Letter, mostLines: number) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        lang: parts[0].language,
        body: parts.flatMap(({ title, lines }, index) => [
          block(title, {
            weight: 'Bolder',
            size: 'Medium',
            ...(notice.alarm ? { color: 'Attention' } : {}),
            ...(index > 0 ? { separator: true } : {}),
          }),
          ...lines.slice(0, mostLines).map((line) => block(line)),
        ]),
      },
    },
  ],
})

/** A card of the title and the lines of each language; of what is too long the last lines are left out. */
export const bodyOf = (notice: Notice, letter: Letter): string => {
  const most = Math.max(...letter.parts.map(({ lines }) => lines.length))
  for (let lines = most; lines > 1; lines -= 1) {
    const body = JSON.stringify(cardOf(notice, letter, lines))
    if (Buffer.byteLength(body) <= longest) return body
  }
  return JSON.stringify(cardOf(notice, letter, 1))
}
