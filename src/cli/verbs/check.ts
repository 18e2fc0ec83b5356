import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { sourceOf } from '../../config/decode.ts'
import { readLock } from '../../config/lock.ts'
import { migrationFolders } from '../../config/migration-folders.ts'
import { readConfigWithWarnings } from '../../config/read.ts'
import type { Config } from '../../config/types.ts'
import { refusePublicSuffix } from '../../engine/public-suffix.ts'
import { type Problem, ProblemError } from '../../kernel/problem.ts'
import type { Instant } from '../../kernel/time.ts'
import { configName, findConfig, lockName } from '../application.ts'
import { checkCalendars } from '../check-calendars.ts'
import { checkPolicies } from '../check-policies.ts'
import { complaint, warningLines, withTopics } from '../complain.ts'
import { type ExitCode, exitOf } from '../exit.ts'
import { hasLowPorts } from '../low-ports.ts'
import { cannotRead, noConfigHere } from '../messages.ts'
import { valid } from '../messages-check.ts'
import type { Context, Verb } from '../verb.ts'

type Read = { readonly config: Config; readonly warnings: readonly Problem[] }

const bytesOf = (file: string, shown: string): Uint8Array => {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new ProblemError(cannotRead(shown, (error as NodeJS.ErrnoException).code ?? ''), error)
  }
}

/** Both files, so that all problems come at once. */
const read = async (
  file: string,
  shown: string,
  { lowPorts, now }: { readonly lowPorts: boolean; readonly now: Instant },
): Promise<Read | readonly Problem[]> => {
  const problems: Problem[] = []
  const collect = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      problems.push(...error.problems)
      return undefined
    }
  }
  const lock = join(dirname(file), lockName)
  const shownLock = join(dirname(shown), lockName)
  const found = await collect(async () => {
    const source = sourceOf(shown, bytesOf(file, shown))
    const all = readConfigWithWarnings(source, lowPorts)
    await refusePublicSuffix(source)
    const absent = migrationFolders(source, all.config).filter(
      ({ folder }) => !existsSync(join(dirname(file), folder)),
    )
    if (absent.length > 0) throw new ProblemError(absent.map(({ missing }) => missing))
    await checkCalendars({ file, source, config: all.config }, now)
    const more = await checkPolicies({ file, source, config: all.config }, now)
    return { ...all, warnings: [...all.warnings, ...more] }
  })
  if (existsSync(lock)) await collect(() => readLock(sourceOf(shownLock, bytesOf(lock, shownLock))))
  return problems.length > 0 || found === undefined ? problems : found
}

const isProblems = (result: Read | readonly Problem[]): result is readonly Problem[] => Array.isArray(result)

const run = async (context: Context, file: string | null): Promise<ExitCode> => {
  const { terminal, machine } = context
  if (file === null) throw new ProblemError(noConfigHere(configName))
  const shown = relative(machine.folder, file) || configName
  const result = await read(file, shown, { lowPorts: hasLowPorts(context), now: context.now() })
  if (isProblems(result)) {
    if (terminal.json)
      terminal.document('check', { valid: false, file: shown, problems: withTopics(result), warnings: [] })
    else terminal.complain(...complaint(result))
    return exitOf(result)
  }
  const { config, warnings } = result
  if (terminal.json) terminal.document('check', { valid: true, file: shown, problems: [], warnings, config })
  else terminal.say(...valid(shown, config), ...warnings.flatMap(warningLines))
  return 0
}

export const check: Verb = {
  anywhere: true,
  argument: {
    name: { en: 'FILE', fr: 'FICHIER' },
    says: { en: 'without: ecluse.yaml here or above', fr: 'sans cela : ecluse.yaml ici ou au-dessus' },
  },
  more: [
    {
      en: 'Reads ecluse.yaml and the ecluse.lock beside it, and names every problem at once with its line and column. Warnings do not change the code.',
      fr: 'Lit ecluse.yaml et l’ecluse.lock à côté, et nomme tous les problèmes à la fois, avec ligne et colonne. Les avertissements ne changent pas le code.',
    },
  ],
  examples: [{ line: 'ecluse check', says: { en: 'validates ecluse.yaml', fr: 'valide ecluse.yaml' } }],
  json: {
    en: '{valid,file,problems,warnings,config}: config with every default filled in, where it is valid',
    fr: '{valid,file,problems,warnings,config} : config avec toutes les valeurs par défaut, si elle est valide',
  },
  run: (context, given) =>
    run(
      context,
      given.argument === null
        ? findConfig(context.machine.folder)
        : join(context.machine.folder, given.argument),
    ),
}
