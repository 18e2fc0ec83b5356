import { CommanderError } from 'commander'
import { ProblemError } from '../kernel/problem.ts'
import type { Language, Text } from '../kernel/text.ts'
import { complain } from './complain.ts'
import { contextOf } from './context.ts'
import type { ExitCode } from './exit.ts'
import { programHelp, verbHelp } from './help.ts'
import { languageOfLocale } from './language.ts'
import type { Machine } from './machine.ts'
import { badLanguage, badName, notHere } from './messages.ts'
import { everywhere, versionSays } from './messages-help.ts'
import { notOverSsh } from './messages-remote.ts'
import { dataOfRemoval } from './remove-data.ts'
import { Spoken } from './spoken.ts'
import { type Stream, Terminal } from './terminal.ts'
import type { Given, Verb } from './verb.ts'
import { verbs } from './verbs.ts'

export type World = {
  readonly machine: Machine
  readonly out: Stream
  readonly err: Stream
  /** From the first call on, Ctrl-C and TERM abort this instead of ending the process. */
  readonly interrupted: () => AbortSignal
}

const beforeDashes = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf('--')
  return end < 0 ? argv : argv.slice(0, end)
}

/** Needed before anything is parsed: bad usage is said in the language, too. */
const languageOf = (argv: readonly string[], machine: Machine): Language => {
  const index = argv.findIndex((word) => word === '--language' || word.startsWith('--language='))
  const given = argv[index]?.includes('=') ? argv[index]?.split('=')[1] : argv[index + 1]
  return index >= 0 && (given === 'en' || given === 'fr') ? given : languageOfLocale(machine.environment)
}

type Chosen = { readonly name: string; readonly verb: Verb; readonly given: Given }

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** Words of an option that may be given several times: apart by what no argument can hold. */
const oneMore = (word: string, before: string | undefined): string =>
  before === undefined ? word : `${before}\0${word}`

const checkEverywhere = (options: Given['options']): void => {
  const { language, application, environment } = options
  if (typeof language === 'string' && language !== 'en' && language !== 'fr')
    throw new ProblemError(badLanguage(language))
  for (const [option, value] of Object.entries({ application, environment }))
    if (typeof value === 'string' && !namePattern.test(value))
      throw new ProblemError(badName(`--${option}`, value))
}

const addVerb = (
  parent: Spoken,
  word: string,
  name: string,
  verb: Verb | undefined,
  language: Language,
  choose: (chosen: Chosen) => void,
): void => {
  const command = parent.command(word) as Spoken
  if (verb === undefined) return
  command.speak(verbHelp(name, verbs[name]?.says ?? { en: '', fr: '' }, verb, language), [])
  if (verb.argument !== undefined) command.argument(`[${verb.argument.name[language]}]`)
  if (verb.rest !== undefined) command.argument(`[${verb.rest[language]}...]`)
  for (const { flags, says, many } of verb.options ?? [])
    if (many === true) command.option(flags, says[language], oneMore)
    else command.option(flags, says[language])
  command.action(() => {
    const [argument = null, ...rest] = command.args
    choose({ name, verb, given: { argument, rest, options: command.optsWithGlobals() } })
  })
}

/** Only verbs whose words stand in argv are loaded: no other can have been asked for. */
const build = async (
  argv: readonly string[],
  language: Language,
  version: string,
  choose: (chosen: Chosen) => void,
): Promise<Spoken> => {
  const names = Object.keys(verbs)
  const top: readonly (readonly [string, Text])[] = names.map((name) => [
    name,
    verbs[name]?.says ?? versionSays,
  ])
  const firsts = [...new Set(names.map((name) => name.split(' ')[0] ?? ''))]
  const program = new Spoken('ecluse').speak(programHelp(top, language), firsts)
  program.exitOverride().helpCommand(false).showSuggestionAfterError(false)
  program.version(version, '-V, --version', versionSays[language])
  for (const { flags, says } of everywhere)
    if (!flags.includes('--help')) program.option(flags, says[language])
  const groups = new Map<string, Spoken>()
  for (const name of names) {
    const [first = '', second] = name.split(' ')
    const asked = argv.includes(first)
    const verb = asked ? await verbs[name]?.load() : undefined
    if (second === undefined) {
      addVerb(program, first, name, verb, language, choose)
      continue
    }
    const under = names.filter((other) => other.startsWith(`${first} `))
    const group = groups.get(first) ?? (program.command(first) as Spoken)
    group.speak(
      programHelp(
        top.filter(([other]) => under.includes(other)),
        language,
      ),
      under.map((other) => other.split(' ')[1] ?? ''),
    )
    groups.set(first, group)
    addVerb(group, second, name, verb, language, choose)
  }
  return program
}

const parse = async (
  argv: readonly string[],
  language: Language,
  world: World,
): Promise<Chosen | ExitCode> => {
  let chosen: Chosen | undefined
  const program = await build(argv, language, world.machine.version, (one) => {
    chosen = one
  })
  program.configureOutput({
    writeOut: (words) => world.out.write(words.endsWith('\n') ? words : `${words}\n`),
    writeErr: () => {},
  })
  for (const command of allOf(program)) command.exitOverride().configureOutput(program.configureOutput())
  if (argv.length === 0) {
    program.outputHelp()
    return 0
  }
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // What it shows by itself: the help and the version. A group without its second word shows its own.
    if (error.code === 'commander.help' && error.exitCode !== 0)
      world.out.write(program.commands.find((one) => one.name() === argv[0])?.helpInformation() ?? '')
    return error.exitCode === 0 ? 0 : 2
  }
  return chosen ?? 2
}

const allOf = (command: Spoken): readonly Spoken[] =>
  command.commands.flatMap((sub) => [sub as Spoken, ...allOf(sub as Spoken)])

/** One command line from words to exit code. Nothing is thrown. */
export const runProgram = async (given: readonly string[], world: World): Promise<ExitCode> => {
  const argv = dataOfRemoval(given)
  const words = beforeDashes(argv)
  const language = languageOf(words, world.machine)
  const terminal = new Terminal(world.out, world.err, language, words.includes('--json'))
  try {
    const chosen = await parse(argv, language, world)
    if (typeof chosen === 'number') return chosen
    const { name, verb, given: said } = chosen
    checkEverywhere(said.options)
    const { json, format } = said.options
    if (json === true || format === 'json') terminal.shapedBy((await import('./documents.ts')).documentOf)
    const context = contextOf(terminal, world, said)
    if (verb.onlyHere === true && context.server !== null)
      throw new ProblemError(notOverSsh(context.server, name))
    // A laptop may be anything where a server does the work.
    if (verb.anywhere !== true && context.server === null && world.machine.platform !== 'linux')
      throw new ProblemError(notHere(world.machine.platform, name))
    try {
      return await verb.run(context, said)
    } catch (error) {
      throw context.explain(error)
    } finally {
      context.close()
    }
  } catch (error) {
    return complain(terminal, error)
  } finally {
    terminal.live(null)
  }
}
