import { z } from 'zod'
import { badPackageFile } from './package-messages.ts'

const strings = z.record(z.string(), z.string()).catch({})

const shape = z.object({
  name: z.string().optional().catch(undefined),
  version: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
  scripts: strings.default({}),
  dependencies: strings.default({}),
  devDependencies: strings.default({}),
  optionalDependencies: strings.default({}),
  peerDependencies: strings.default({}),
  resolutions: strings.default({}),
  packageManager: z.string().optional().catch(undefined),
  workspaces: z.unknown().optional(),
  overrides: z.unknown().optional(),
})

/** The members of a package.json that a build needs; members of another type count as absent, as npm takes them. */
export type PackageFile = z.output<typeof shape>

/** Line and column of a fault that JSON.parse found. */
const placeOf = (words: string, error: unknown): { line: number; column: number } => {
  const position = Number(/position (\d+)/.exec(String(error))?.[1] ?? Number.NaN)
  const before = words.slice(0, Number.isNaN(position) ? words.length : position).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Where a package.json names a package among its dependencies; nothing where it is written in another way. */
export const placeOfName = (words: string, name: string): { line?: number; column?: number } => {
  const from = Math.max(0, words.search(/"(?:dev|optional)?[dD]ependencies"\s*:/))
  const at = words.indexOf(`${JSON.stringify(name)}:`, from)
  if (at === -1) return {}
  const before = words.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** JSON of a file of the application. Throws `bad-package-file` with the place. */
export const parseJson = (words: string, file: string): unknown => {
  const text = words.startsWith('\uFEFF') ? words.slice(1) : words
  try {
    return JSON.parse(text)
  } catch (error) {
    throw badPackageFile(file, placeOf(text, error), 'it is not JSON', 'ce n’est pas du JSON')
  }
}

export const parsePackageFile = (words: string, file: string): PackageFile => {
  const read = shape.safeParse(parseJson(words, file))
  if (read.success) return read.data
  throw badPackageFile(file, { line: 1, column: 1 }, 'it is not an object', 'ce n’est pas un objet')
}
