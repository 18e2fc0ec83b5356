import { ProblemError } from '../kernel/problem.ts'
import { notText } from './messages-yaml.ts'
import type { Source } from './yaml.ts'

/** A file's bytes as a text. Throws `not-text` where they are not UTF-8: nothing is read that was not written. */
export const sourceOf = (file: string, bytes: Uint8Array): Source => {
  try {
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch (error) {
    throw new ProblemError({ ...notText(), place: { file, line: 1, column: 1 } }, error)
  }
}
