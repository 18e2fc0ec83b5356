import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isName } from '../config/leaves.ts'
import { type PackageFile, readPackage } from './package-file.ts'
import { lookInto, type Seen } from './source.ts'
import { type Start, startOf } from './start.ts'

/** A folder that can be started. */
export type Found = {
  readonly name: string
  /** Inside the repository; `.` is its root. */
  readonly context: string
  readonly file: PackageFile | null
  readonly start: Start | null
  /** The file that was guessed where nothing says how to start. */
  readonly entry: string | null
  readonly seen: Seen
}

const besides = new Set(['node_modules', 'dist', 'build', 'coverage', 'test', 'tests', 'examples', 'docs'])
const deepest = 2
const most = 50

/** What the build finds by itself, then what is usual. */
const entries = [
  'server.js',
  'index.js',
  'app.js',
  'main.js',
  'src/server.js',
  'src/index.js',
  'src/app.js',
  'src/main.js',
]

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => null))?.isFile() === true

/** A word made a name of ours: `@team/Web_App` is `web-app`. */
export const nameOf = (words: string, otherwise: string): string => {
  const name = words
    .replace(/^@[^/]*\//, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return isName(name) ? name : otherwise
}

const inside = async (root: string, context: string): Promise<readonly string[]> => {
  const found = await readdir(join(root, context), { withFileTypes: true }).catch(() => [])
  return found
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !besides.has(entry.name))
    .map((entry) => (context === '.' ? entry.name : `${context}/${entry.name}`))
    .toSorted()
}

/** Folders with a package.json below the root, not deeper than monorepos have them. */
const packageFolders = async (root: string): Promise<readonly string[]> => {
  const found: string[] = []
  let level: readonly string[] = await inside(root, '.')
  for (let depth = 1; depth <= deepest && found.length < most; depth += 1) {
    const next: string[] = []
    for (const context of level) {
      if (await isFile(join(root, context, 'package.json'))) found.push(context)
      else next.push(...(await inside(root, context)))
    }
    level = next
  }
  return found.slice(0, most)
}

const entryOf = async (folder: string, file: PackageFile | null): Promise<string | null> => {
  if (file?.main != null && (await isFile(join(folder, file.main)))) return file.main
  for (const name of entries) if (await isFile(join(folder, name))) return name
  return null
}

/** The component in a folder; null where nothing in it is started. */
const look = async (
  root: string,
  context: string,
  name: string,
  skip: readonly string[],
): Promise<Found | null> => {
  const folder = join(root, context)
  const file = await readPackage(folder, context === '.' ? '' : context)
  const start = file === null ? null : startOf(file)
  const entry = start === null ? await entryOf(folder, file) : null
  if (start === null && entry === null) return null
  const seen = await lookInto(
    folder,
    skip.map((other) => join(root, other)),
  )
  // A library has an entry too, but serves nobody.
  if (start === null && !seen.listens) return null
  return { name, context, file, start, entry, seen }
}

/** A start script that starts others is no component of its own where the others are there. */
const startsOthers = (found: Found): boolean =>
  found.start !== null &&
  (found.start.guess === 'shell' ||
    /\b(npm|yarn|pnpm|npx|turbo|nx|lerna|concurrently|docker|docker-compose|npm-run-all|run-[ps])\b/.test(
      found.start.from,
    ))

const unlike = (name: string, taken: ReadonlySet<string>): string => {
  let other = name
  for (let number = 2; taken.has(other); number += 1) other = `${name.slice(0, 36)}-${number}`
  return other
}

/** The components of a repository: its root, or the folders below it that can be started. */
export const findComponents = async (root: string): Promise<readonly Found[]> => {
  const folders = await packageFolders(root)
  const whole = await look(root, '.', 'web', [])
  if (whole !== null && (folders.length === 0 || !startsOthers(whole)) && whole.start !== null) return [whole]
  const found: Found[] = []
  const taken = new Set<string>()
  for (const context of folders) {
    const name = unlike(nameOf(basename(context), `component-${found.length + 1}`), taken)
    const one = await look(
      root,
      context,
      name,
      folders.filter((other) => other !== context),
    )
    if (one === null) continue
    taken.add(name)
    found.push(one)
  }
  return found.length > 0 ? found : whole === null ? [] : [whole]
}
