import type { Letter } from '../../notices/types.ts'

/** Half of what Slack cuts a text at. */
const longest = 20_000

/**
 * `&`, `<` and `>` are the only signs with a meaning of their own; an at-sign calls everybody on Slack's relatives, so
 * that a mark without width stands behind it.
 */
const plain = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('@', '@\u200b')

/** Text alone, without markup: what a commit says is not made bold, a link, or a call to everybody. */
export const bodyOf = ({ parts }: Letter): string => {
  const text = parts
    .map(({ title, lines }) => [title, ...lines].map(plain).join('\n'))
    .join('\n\n')
    .slice(0, longest)
  return JSON.stringify({ text, mrkdwn: false, unfurl_links: false, unfurl_media: false })
}
