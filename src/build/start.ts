import { lstat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import type { BuildPlan } from '../ports/builder.ts'
import type { PackageFile } from './manifest-file.ts'
import { noStart, startMissing, startScript } from './messages.ts'

/** What a shell would read as more than a word. */
const special = /[|&;<>()$`\\"'*?[\]{}~#!\n\r]/

/** argv of a script that is nothing but `node FILE ...`; null for one that only a shell can read. */
export const plainNode = (script: string): readonly string[] | null => {
  if (special.test(script)) return null
  const words = script.trim().split(/[ \t]+/)
  return words[0] === 'node' && words.length > 1 ? words : null
}

/** Options of Node that take the next word. */
const withValue = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--env-file',
  '--env-file-if-exists',
  '--title',
  '--input-type',
  '--max-http-header-size',
])

/** The file that `node ...` runs; null where an option gives the program itself (`-e`). */
export const scriptOf = (argv: readonly string[]): string | null => {
  for (let at = 1; at < argv.length; at += 1) {
    const word = argv[at] ?? ''
    if (['-e', '--eval', '-p', '--print', '--test', '--run'].includes(word)) return null
    if (word === '--') return argv[at + 1] ?? null
    if (!word.startsWith('-')) return word
    if (withValue.has(word)) at += 1
  }
  return null
}

const kindAt = async (root: string, path: string): Promise<'file' | 'folder' | null> => {
  const found = await lstat(join(root, path)).catch(() => null)
  if (found === null) return null
  return found.isDirectory() ? 'folder' : 'file'
}

/** Node's own ways of finding a script: the name, with `.js`, or `index.js` in the folder. */
const isScript = async (root: string, path: string): Promise<boolean> => {
  const names = [
    path,
    `${path}.js`,
    `${path}.cjs`,
    posix.join(path, 'index.js'),
    posix.join(path, 'package.json'),
  ]
  for (const name of names) if ((await kindAt(root, name)) === 'file') return true
  return false
}

const machine = ['/usr/local/bin', '/usr/bin', '/bin']

/**
 * argv that an image starts with: declared, the plain `start` script, `main`, or `server.js`. `output`: the folder that
 * becomes the application. Throws `start-script`, `no-start`.
 */
export const chooseStart = async (
  plan: BuildPlan,
  manifest: PackageFile | null,
  output: string,
): Promise<readonly string[]> => {
  if (plan.start !== null) return plan.start
  const script = manifest?.scripts['start']
  if (script !== undefined) {
    const plain = plainNode(script)
    if (plain === null) throw startScript(plan.component, script)
    return plain
  }
  if (manifest?.main !== undefined && (await isScript(output, manifest.main))) return ['node', manifest.main]
  if (await isScript(output, 'server.js')) return ['node', 'server.js']
  throw noStart(plan.component)
}

/**
 * Looks for the start command in an unpacked application. Throws `start-missing`. Gives the command where it is the
 * machine's, not the image's.
 */
export const checkStart = async (
  component: string,
  argv: readonly string[],
  app: string,
): Promise<string | null> => {
  const [command = ''] = argv
  if (command === 'node') {
    const script = scriptOf(argv)
    if (script === null || script.startsWith('/') || (await isScript(app, script))) return null
    throw startMissing(component, script)
  }
  if (command.startsWith('/')) {
    if ((await kindAt('/', command)) === 'file') return command
    throw startMissing(component, command)
  }
  if (command.includes('/')) {
    if ((await kindAt(app, command)) === 'file') return null
    throw startMissing(component, command)
  }
  if ((await kindAt(app, `node_modules/.bin/${command}`)) !== null) return null
  for (const folder of machine) if ((await kindAt(folder, command)) !== null) return command
  throw startMissing(component, command)
}
