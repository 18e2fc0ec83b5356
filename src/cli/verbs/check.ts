import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { readConfig } from '../../config/read.ts'
import type { Config } from '../../config/types.ts'
import { ProblemError } from '../../kernel/problem.ts'
import { configName, findConfig } from '../application.ts'
import { problemLines } from '../complain.ts'
import { type ExitCode, exitOf } from '../exit.ts'
import { noConfigHere } from '../messages.ts'
import { valid } from '../messages-check.ts'
import type { Context, Verb } from '../verb.ts'

const read = (file: string, shown: string): Config | ProblemError => {
  try {
    return readConfig({ file: shown, text: readFileSync(file, 'utf8') })
  } catch (error) {
    if (error instanceof ProblemError) return error
    throw error
  }
}

const run = async (context: Context, file: string | null): Promise<ExitCode> => {
  const { terminal, machine } = context
  if (file === null) throw new ProblemError(noConfigHere(configName))
  const shown = relative(machine.folder, file) || configName
  const result = read(file, shown)
  if (result instanceof ProblemError) {
    const exit = exitOf(result.problems)
    if (terminal.json)
      terminal.document({ valid: false, file: shown, problems: result.problems, warnings: [] })
    else terminal.complain(...result.problems.flatMap(problemLines))
    return exit
  }
  if (terminal.json)
    terminal.document({ valid: true, file: shown, problems: [], warnings: [], config: result })
  else terminal.say(...valid(shown, result))
  return 0
}

export const check: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'FILE', fr: 'FICHIER' },
    says: { en: 'without: ecluse.yaml here or above', fr: 'sans cela : ecluse.yaml ici ou au-dessus' },
  },
  examples: [{ line: 'ecluse check', says: { en: 'validates ecluse.yaml', fr: 'valide ecluse.yaml' } }],
  json: {
    en: '{valid,file,problems,warnings,config}: config with every default filled in, where it is valid',
    fr: '{valid,file,problems,warnings,config} : config avec toutes les valeurs par défaut, si elle est valide',
  },
  run: (context, given) => run(context, given.argument ?? findConfig(context.machine.folder)),
}
