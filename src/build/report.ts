import { readJunit } from './junit.ts'
import type { Tally } from './tally.ts'
import { readTap } from './tap.ts'

/** Reads a JUnit or TAP report, told apart by their first character. Throws `ReportError`. */
export const readReport = (bytes: Uint8Array): Tally => {
  const words = textOf(bytes)
  return words.trimStart().startsWith('<') ? readJunit(words) : readTap(words)
}

/** UTF-8, or UTF-16 where the file begins with its mark. */
const textOf = (bytes: Uint8Array): string => {
  const [first, second] = bytes
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}
