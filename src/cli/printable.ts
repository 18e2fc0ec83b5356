const shown = (char: string): string => `\\x${(char.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`

/**
 * A text without what would drive the terminal: control characters (but line ends) and marks that turn the writing
 * direction are shown as escapes. Subjects of commits, paths and log lines are other people's words.
 */
export const printable = (text: string): string =>
  text.replaceAll('\t', '  ').replaceAll(/(?!\n)\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, shown)
