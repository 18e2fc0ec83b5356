/** One broken rule: where, which, what is wrong there, and what to do. */
export type Problem = {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly rule: string
  readonly what: string
  readonly todo: string
}

export const render = ({ file, line, rule, what, todo }: Problem): string =>
  `${file}:${line}: ${rule}: ${what}\n  to do: ${todo}`

/** One file as the rules see it: its path from the root with slashes, its text. */
export type SourceFile = { readonly path: string; readonly text: string }

/** Tests and what they share may reach across the house; they run nowhere else. */
export const isTest = (path: string): boolean =>
  /\.(test|fixture)\.ts$/.test(path) || path.startsWith('test/')
