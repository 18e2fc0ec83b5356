import type { Code } from '../kernel/codes.ts'
import type { Text } from '../kernel/text.ts'

/** What stands behind a kind of value in `ecluse.yaml`: the code of a bad one, and how to write a good one. */
export type Expectation = { readonly code: Code; readonly expected: Text; readonly todo?: Text }

export const entry = (code: Code, en: string, fr: string, todo?: Text): Expectation => ({
  code,
  expected: { en, fr },
  ...(todo === undefined ? {} : { todo }),
})
