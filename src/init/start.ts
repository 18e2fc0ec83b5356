import type { PackageFile } from './package-file.ts'

/** How a component is started; `start: null` where the build finds the same by itself. */
export type Start = {
  readonly start: readonly string[] | null
  readonly variables: Readonly<Record<string, string>>
  /** The words that were read. */
  readonly from: string
  /** What was left out or put otherwise: it is a guess then. */
  readonly guess: 'last-command' | 'nodemon' | 'shell' | null
  /** A command that only comes with development dependencies. */
  readonly development: string | null
}

/** What a shell would read as more than a word. */
const special = /[|&;<>()$`\\"'*?[\]{}~#!\n\r]/

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/

/** `NODE_ENV=production node server.js`, also behind cross-env, as variables and words. */
const split = (command: string): { variables: Record<string, string>; words: string[] } => {
  const words = command.trim().split(/[ \t]+/)
  if (words[0] === 'cross-env') words.shift()
  const variables: Record<string, string> = {}
  for (let found = assignment.exec(words[0] ?? ''); found !== null; found = assignment.exec(words[0] ?? '')) {
    const [, name = '', value = ''] = found
    // Every instance is told its own.
    if (name !== 'PORT' && name !== 'HOST') variables[name] = value
    words.shift()
  }
  return { variables, words }
}

/** The start script as a command without a shell. */
export const startOf = (file: PackageFile): Start | null => {
  const script = file.scripts['start']
  if (script === undefined || script.trim() === '') return null
  const commands = script.split(/&&|;/)
  const last = commands.at(-1) ?? script
  const { variables, words } = split(last)
  const [command = ''] = words
  const nodemon = command === 'nodemon'
  const argv = nodemon ? ['node', ...words.slice(1)] : words
  if (special.test(last) || argv.length === 0)
    return { start: null, variables: {}, from: script, guess: 'shell', development: null }
  const isPlain =
    commands.length === 1 && !nodemon && Object.keys(variables).length === 0 && command === 'node'
  return {
    start: isPlain && last.trim() === script.trim() && words.length > 1 ? null : argv,
    variables,
    from: script,
    guess: nodemon ? 'nodemon' : commands.length > 1 ? 'last-command' : null,
    development:
      !nodemon && file.devDependencies.includes(command) && !file.dependencies.includes(command)
        ? command
        : null,
  }
}
