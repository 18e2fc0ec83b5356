import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ProblemError } from '../kernel/problem.ts'
import { badPackage } from './messages.ts'

/** What of a package.json says how an application is started; members of another type count as absent. */
export type PackageFile = {
  readonly name: string | null
  readonly main: string | null
  readonly scripts: Readonly<Record<string, string>>
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
  readonly workspaces: readonly string[]
  readonly node: string | null
}

type Loose = { readonly [key: string]: unknown }

const asMap = (value: unknown): Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
const asText = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []

const parse = (words: string, file: string): Loose => {
  let value: unknown
  try {
    value = JSON.parse(words.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new ProblemError(badPackage(file), error)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProblemError(badPackage(file))
  return value as Loose
}

/** A folder's package.json; null where there is none. Throws `bad-package-file`; `shown`: the path in sentences. */
export const readPackage = async (folder: string, shown: string): Promise<PackageFile | null> => {
  const words = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null)
  if (words === null) return null
  const file = parse(words, join(shown, 'package.json'))
  const scripts = Object.entries(asMap(file['scripts'])).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  const { workspaces } = file
  return {
    name: asText(file['name']),
    main: asText(file['main']),
    scripts: Object.fromEntries(scripts),
    dependencies: Object.keys(asMap(file['dependencies'])),
    devDependencies: Object.keys(asMap(file['devDependencies'])),
    workspaces: texts(Array.isArray(workspaces) ? workspaces : asMap(workspaces)['packages']),
    node: asText(asMap(file['engines'])['node']),
  }
}
